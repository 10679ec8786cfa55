"""What lies in submitted/ reaches no library that guesses, no file elsewhere, and ends no run."""
import os
import resource
import shutil

import pytest
from grading_course import LESSONS, TRUST, Here, course, empty_course, scores, submit  # noqa: F401
from test_grading_nbgrader import nbgrader

from dnn_course.grading.classes.batch import grade
from dnn_course.grading.classes.submissions import in_utc, submitted_time
from dnn_course.grading.gradebook.course import open_course
from dnn_course.grading.gradebook.source import make_source
from dnn_course.grading.outside.jail import tier

FULL = {"test_compute_cost": 8.0, "test_update_parameters": 7.0}
HOSTILE_TIMES = ["2026-01-01 10:00:00 ../../../etc/passwd", "2026-01-01 10:00:00 /dev/zero", "sorry", "",
                 "2026-01-01 10:00:00 Europe/Paris", "2026-01-01 10:00:00", "10:00 UTC", "20260101T100000Z",
                 "2026-13-01 10:00:00 UTC", "0000-01-01 10:00 UTC", "2026-01-01 10:00:00 +99:00", "tomorrow UTC",
                 "2026-01-01 10:00:00 UTC" + " " * 200, "\u0662026-01-01 10:00:00 UTC", "1 " * 40, "\0", "-1",
                 "0001-01-01 00:00:00 +10:00", "2026-01-01 10:00:00 sparse"]


@pytest.mark.parametrize("text, utc", [
    ("2026-01-02 10:00:00 UTC", "2026-01-02 10:00:00 UTC"), ("2026-01-02T10:00:00Z", "2026-01-02 10:00:00 UTC"),
    ("2026-01-02 10:00:00.123456 UTC", "2026-01-02 10:00:00.123456 UTC"),
    ("2026-01-02 10:00:00.5+01:30", "2026-01-02 08:30:00.500000 UTC"), ("2026-01-02 10:00 -0800", "2026-01-02 18:00:00 UTC"),
])
def test_dates_with_utc_or_an_offset_are_read(text, utc):
    assert in_utc(text) == utc


@pytest.mark.parametrize("text", HOSTILE_TIMES)
def test_any_other_date_is_told_and_counts_as_the_time_of_the_file(tmp_path, text, monkeypatch):
    monkeypatch.setattr("dateutil.tz.gettz", lambda *a: pytest.fail("a library that guesses has read it"))
    target = tmp_path / "submitted" / "eve" / "course"
    target.mkdir(parents=True)
    (target / "timestamp.txt").write_text(text)
    os.utime(target / "timestamp.txt", (1_800_000_000, 1_800_000_000))
    found = submitted_time(tmp_path, "eve", "course")
    assert found.text == "2027-01-15 08:00:00 UTC" and found.problem.endswith("its own time counts")


def test_a_timestamp_that_is_no_file(tmp_path):
    for student in ("pipe", "link", "folder", "large", "none"):
        (tmp_path / "submitted" / student / "course").mkdir(parents=True)
    os.mkfifo(tmp_path / "submitted" / "pipe" / "course" / "timestamp.txt")
    (tmp_path / "submitted" / "link" / "course" / "timestamp.txt").symlink_to("/dev/zero")
    (tmp_path / "submitted" / "folder" / "course" / "timestamp.txt").mkdir()
    with open(tmp_path / "submitted" / "large" / "course" / "timestamp.txt", "wb") as file:
        file.truncate(1 << 40)
    for student in ("pipe", "link", "folder", "large"):
        assert submitted_time(tmp_path, student, "course").problem.endswith("its own time counts"), student
    assert submitted_time(tmp_path, "none", "course") == (None, "")


def strange(folder):
    """Hand in what has ended runs: names, times and files."""
    submit(folder, "right", timestamp="2026-01-02 10:00:00 UTC")
    submit(folder, "\u674e" * 81)
    submit(folder, "\u674e" * 85)
    submit(folder, "x" * 128)
    submit(folder, "line\nbreak")
    submit(folder, "thief", timestamp="2026-01-01 10:00:00 ../../../etc/passwd")
    target = submit(folder, "odd", timestamp="sorry")
    os.mkfifo(target / "pipe.txt")
    (target / "more").mkdir()
    (target / "more" / "notes.txt").write_text("mine")
    with open(target / "sparse.bin", "wb") as file:
        file.truncate(1 << 34)
    os.mkfifo(submit(folder, "pipe") / "more.ipynb")
    return {"right", "\u674e" * 81, "\u674e" * 85, "x" * 128, "thief", "odd", "pipe"}


def test_strange_names_times_and_files_end_no_run(course):
    students, before = strange(course), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graded = grade(course, executor=Here(), trust=TRUST, progress=False)
    assert scores(course) == dict.fromkeys(students, FULL)
    assert [problem.split(":")[0] for problem in graded.problems] == ["line\nbreak"]
    pages = {path.stem for path in (course / "reports" / "course" / "students").iterdir()}
    assert {"right", "x" * 128} <= pages and len(pages) == len(students)
    assert all(len(path.name.encode()) < 230 for path in (course / "reports" / "course" / "students").iterdir())
    assert (course / "reports" / "course" / "canvas.csv").exists()
    words = (course / "reports" / "course" / "class.html").read_text()
    assert words.count("timestamp.txt is no date and time") == 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


@pytest.mark.skipif(tier() == "none", reason="nbgrader autograde marks only where there is a jail")
def test_strange_names_times_and_files_end_no_autograde(course):
    students = strange(course)
    log = nbgrader(course, "autograde", "course")
    assert "is not graded" in log and "ERROR" not in log
    assert scores(course) == dict.fromkeys(students, FULL)
    odd = course / "autograded" / "odd" / "course"
    assert (odd / "more" / "notes.txt").exists() and not (odd / "sparse.bin").exists() and not (odd / "pipe.txt").exists()
    for student in ("odd", "thief"):
        assert (course / "autograded" / student / "course" / "timestamp.txt").read_text().endswith(" UTC")
    nbgrader(course, "generate_feedback", "course")
    assert sum(path.stat().st_size for path in (course / "autograded").rglob("*") if path.is_file()) < 100_000_000


@pytest.mark.parametrize("name", ["what?", "kurs [1]", "100%", "a#b", "a*", "{x}", "line\nbreak"])
def test_a_course_folder_that_nbgrader_would_misread_is_refused(course, tmp_path, name):
    with pytest.raises(ValueError, match="the course folder cannot be .* rename it"):
        make_source(tmp_path / name, lessons=LESSONS)
    shutil.copytree(course, tmp_path / name)
    with pytest.raises(ValueError, match="the course folder cannot be .* rename it"):
        open_course(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "course") == [name]


def test_a_course_folder_with_spaces_and_letters(course, tmp_path):
    folder = tmp_path / "Gr\u00fc\u00dfe an \u674e\u96f7"
    shutil.copytree(course, folder)
    submit(folder, "right")
    assert grade(folder, executor=Here(), trust=TRUST, progress=False).problems == []
    assert scores(folder) == {"right": FULL}
