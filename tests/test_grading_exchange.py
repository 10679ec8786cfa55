"""The whole circle of nbgrader's exchange with two accounts: release, fetch, submit, collect, grade, feedback, back."""
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from grading_accounts import NOBODY, as_nobody
from grading_course import TRUST, Here, course, empty_course, scores  # noqa: F401
from test_grading_nbgrader import nbgrader

from dnn_course.grading.classes.batch import grade
from dnn_course.home import COURSE
from testCases.exercises import exercise

PAGE = COURSE / "dnn_course" / "grading" / "HUB.md"
EXCHANGE = 'c.Exchange.root = {root!r}\n'
STUDENT = 'c = get_config()\nc.CourseDirectory.course_id = "dnn_course"\n' + EXCHANGE


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("bwrap") is None, reason="needs root, for a second account")
def test_the_circle_of_the_exchange_with_two_accounts(course):
    place = Path(tempfile.mkdtemp(prefix="exchange", dir="/tmp"))  # pytest's own folders are closed for others
    try:
        place.chmod(0o755)
        root, home = place / "exchange", place / "home"
        for folder in (root, home):
            folder.mkdir()
        root.chmod(0o777)
        os.chown(home, int(NOBODY), int(NOBODY))
        (home / "nbgrader_config.py").write_text(STUDENT.format(root=str(root)))
        with open(course / "nbgrader_config.py", "a") as config:
            config.write(EXCHANGE.format(root=str(root)))

        ran = []

        def instructor(*arguments):
            ran.append(" ".join(["nbgrader", *arguments]))
            nbgrader(course, *arguments)

        def student(*arguments):
            ran.append(" ".join(["nbgrader", *arguments]))
            words = ("import os, runpy, sys; os.chdir(sys.argv[1]); sys.argv[:2] = ['nbgrader']; "
                     "runpy.run_module('nbgrader', run_name='__main__')")
            done = as_nobody("-c", words, str(home), *arguments, HOME=str(home), USER="nobody", LOGNAME="nobody",
                             JUPYTER_NO_CONFIG="")
            assert done.returncode == 0, done.stderr[-3000:]
        instructor("release_assignment", "course")
        student("fetch_assignment", "course")
        for lesson in ("03_cost", "05_update"):
            shutil.copy(COURSE / "notebooks" / f"{lesson}.ipynb", home / "course")
        student("submit", "course")
        instructor("collect", "course")
        ran.append("dnn-course grade .")
        graded = grade(course, executor=Here(), trust=TRUST, progress=False)
        assert graded.unused == [] and list(scores(course)) == ["nobody"]
        assert all(scores(course)["nobody"].values())
        instructor("generate_feedback", "course")
        instructor("release_feedback", "course")
        student("fetch_feedback", "course")
        (page,) = (home / "course" / "feedback").glob("*/03_cost.html")
        most = float(exercise("compute_cost").points)
        assert f"(Score: {most} / {most})" in page.read_text()
        blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
        assert [line for block in blocks for line in block.split("\n") if line] == ran, "the page says what was run"
    finally:
        shutil.rmtree(place, ignore_errors=True)
