"""A whole term, as the page "A term, step by step" has it: the marks of a careful teacher, the same everywhere."""
import csv
import datetime
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from grading_course import LESSONS, TRUST, Here, course, empty_course, submit, unfinished, written  # noqa: F401
from test_grading_gathering import EMPTY, RIGHT, SCRIPT, WRONG_COST, zipped
from test_grading_nbgrader import nbgrader
from test_grading_reports import Page

from dnn_course import cli
from dnn_course.grading import commands
from dnn_course.grading.classes.batch import grade
from dnn_course.grading.classes.collect import collect
from dnn_course.grading.demo import cell_of, solved, wrong_versions
from dnn_course.grading.gradebook.course import open_course
from dnn_course.grading.gradebook.roster import read_roster
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.pages.kit import make_kit
from dnn_course.home import COURSE
from testCases.exercises import EXERCISES, exercise

TERM = COURSE / "dnn_course" / "grading" / "TERM.md"
COST, UPDATE = exercise("compute_cost").points, exercise("update_parameters").points
FULL = COST + UPDATE
DUE = "2026-03-01 22:00:00 UTC"
PENALTY = 'c.AssignLatePenalties.plugin_class = "grading_course.HalfOfTheMark"\n'
BOTH = {f"{lesson}.ipynb": RIGHT[lesson] for lesson in LESSONS}


def changed(lesson, change):
    """Return a solved lesson, changed, as bytes."""
    notebook = solved(lesson)
    change(notebook)
    return nbformat.writes(notebook).encode()


def without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]


def without_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def as_bytes(lesson, name, source):
    return nbformat.writes(written(lesson, name, source)).encode()


SLIP = as_bytes("03_cost", "compute_cost", "def compute_cost(AL, Y:\n    return 1")
LEAVER = as_bytes("03_cost", "compute_cost", "import os\ndef compute_cost(AL, Y):\n    os._exit(0)")
MISTAKE = as_bytes("03_cost", "compute_cost", dict(wrong_versions()["compute_cost"])["sign_missing"])
ONE = nbformat.writes(nbformat.v4.new_notebook(cells=[
    nbformat.from_dict({**cell, "id": f"{lesson}-{i}"}) for lesson in LESSONS
    for i, cell in enumerate(solved(lesson).cells)])).encode()
BOMB = zipped({"03_cost.ipynb": RIGHT["03_cost"], "05_update.ipynb": b"0" * 30_000_000})

# What a careful teacher gives, stated beforehand: (files in the download, points for each exercise, how often something
# is told as not graded). None for points: some, neither 0 nor all.
CLASS = {
    "ada": (BOTH, COST, UPDATE, 0),
    "ben": ({"03_cost_final.ipynb": RIGHT["03_cost"], "Aufgabe.ipynb": RIGHT["05_update"]}, COST, UPDATE, 0),
    "carla": ({f"course/my_course/{name}": data for name, data in BOTH.items()}, COST, UPDATE, 0),
    "david": ({"work.zip": zipped(BOTH)}, COST, UPDATE, 0),
    "elif": ({"cost.py": SCRIPT.encode(), "05_update.ipynb": RIGHT["05_update"]}, COST, UPDATE, 0),
    "fatima": ({"03_cost.ipynb": WRONG_COST, "03_cost (1).ipynb": RIGHT["03_cost"], "05_update.ipynb": RIGHT["05_update"]}, COST, UPDATE, 1),
    "gustav": ({"03_cost.ipynb": RIGHT["05_update"], "05_update.ipynb": RIGHT["03_cost"]}, COST, UPDATE, 0),
    "hana": ({"everything.ipynb": ONE}, COST, UPDATE, 0),
    "igor": ({f"{lesson}.ipynb": EMPTY[lesson] for lesson in LESSONS}, 0, 0, 0),
    "jonas": ({"03_cost.ipynb": RIGHT["03_cost"]}, COST, 0, 0),
    "kofi": ({**BOTH, "03_cost.ipynb": SLIP}, 0, UPDATE, 0),
    "lena": ({**BOTH, "03_cost.ipynb": MISTAKE}, 0, UPDATE, 0),
    "mehmet": ({f"{lesson}.ipynb": changed(lesson, without_tests) for lesson in LESSONS}, COST, UPDATE, 0),
    "nadia": ({f"{lesson}.ipynb": changed(lesson, without_metadata) for lesson in LESSONS}, COST, UPDATE, 0),
    "otto": ({"work.zip": BOMB}, COST, 0, 1),
    "paula": ({"work.rar": b"Rar!\x1a\x07\x00" + b"x" * 99}, 0, 0, 1),
    "quang": ({**BOTH, "03_cost.ipynb": LEAVER}, 0, UPDATE, 0),
    "rosa": (BOTH, COST, UPDATE, 0),      # late
    "samir": (BOTH, COST, UPDATE, 0),     # as late, with an extension
    "tove": ({**BOTH, "notes.txt": b"please be kind"}, COST, UPDATE, 1),
    "uma": ({}, 0, 0, 0),                 # nothing
}


def download(path, system="Moodle", students=CLASS):
    """Write a class's submissions as Moodle or Canvas packs them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, (student, (files, *_)) in enumerate(students.items()):
            for j, (name, data) in enumerate(files.items()):
                inner = f"{student.title()} Test_{700 + i}_assignsubmission_file/{name}" if system == "Moodle" else \
                    f"test{student}_{'LATE_' if student == 'rosa' else ''}{700 + i}_{9000 + 10 * i + j}_{Path(name).name}"
                archive.writestr(inner, data)


def write_roster(path, extensions):
    rows = [["student", "first name", "last name", "email", "lms_user_id", "section", "extension week1"],
            *([name, name.title(), "Test", f"{name}@example.org", 700 + i, "A", extensions.get(name, "")]
              for i, name in enumerate(CLASS))]
    with open(path, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)


def everywhere(folder, assignment):
    """Return {place: {student: points}}: on the student's page, on that of the class, in both tables, in nbgrader's
    export and in the gradebook. To a tenth, as pages show them."""
    place, found = Path(folder) / "reports" / assignment, {}
    found["page"] = {path.stem: float(re.search(r"([\d.]+) of [\d.]+ points", Page(path).words())[1])
                     for path in (place / "students").iterdir()}
    rows = re.findall(r'<th scope="row"><a href="students/[^"]*">([^<]*)</a></th><td class="number">([\d.]+)</td>',
                      (place / "class.html").read_text())
    found["class"] = {student: float(points) for student, points in rows}
    for name, column in (("canvas", 3), ("moodle", 3)):
        with open(place / f"{name}.csv", newline="", encoding="utf-8") as stream:
            table = list(csv.reader(stream))[2 if name == "canvas" else 1:]
        found[name] = {row[column]: float(row[-1]) for row in table}
    from nbgrader.plugins import CsvExportPlugin
    with open_course(folder).gradebook() as book:
        found["gradebook"] = {student.id: 0.0 for student in book.students}
        for submission in book.assignment_submissions(assignment):
            found["gradebook"][submission.student.id] = max(0, submission.score - submission.late_submission_penalty)
        CsvExportPlugin(to=str(Path(folder) / "grades.csv"), assignment=[assignment]).export(book)
    with open(Path(folder) / "grades.csv", newline="") as stream:
        found["export"] = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    return {key: {student: float(f"{points:.1f}") for student, points in sorted(marks.items())}
            for key, marks in found.items()}


def the_same(folder, assignment):
    """Return the one mark of each student, and say where two places disagree."""
    found = everywhere(folder, assignment)
    for key, marks in found.items():
        assert marks == found["gradebook"], key
    return found["gradebook"]


def command_lines():
    """Return the commands of the page, in their order, by block."""
    return [block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", TERM.read_text(encoding="utf-8"), re.S)]


@pytest.mark.skipif(TRUST, reason="without a jail nothing is marked")
def test_a_term_step_by_step(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "grade", partial(grade, executor=Here(), progress=False))
    blocks, folder = iter(command_lines()), tmp_path / "my_class"

    def run(status=0):
        """Run the next block of the page, and return what it prints."""
        place = tmp_path
        for line in next(blocks):
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
            if words[0] == "cd":
                place = tmp_path / words[1]
            elif words[0] == "nbgrader":
                nbgrader(place, *words[1:])
            else:
                assert cli.main(words[1:]) == status, (line, capsys.readouterr())
        out, err = capsys.readouterr()
        return out + err

    # before the term
    told = run()
    assert "dnn-course grade my_class --assignment week1" in told
    assert "03_cost, 05_update" in run() and (folder / "kit.zip").is_file()
    run()
    with open(folder / "nbgrader_config.py", "a") as config:
        config.write(PENALTY)
    write_roster("roster.csv", {"samir": "3"})
    download("week1.zip")

    # when it is due
    told = run()
    assert "20 students with new files" in told and "not in this download: uma" in told
    for student in ("rosa", "samir"):
        (folder / "submitted" / student / "week1" / "timestamp.txt").write_text("2026-03-03 10:00:00 UTC")
    told = run(status=1)
    expected = {student: float(cost + update) for student, (_, cost, update, _) in CLASS.items()}
    expected["rosa"] /= 2
    assert the_same(folder, "week1") == dict(sorted(expected.items()))
    for student, (_, _, _, count) in CLASS.items():
        assert told.count(f"Not graded: '{student}: ") == count, (student, told)
        page = (folder / "reports" / "week1" / "students" / f"{student}.html").read_text()
        assert ("<h2>Not graded</h2>" in page) == bool(count), student
    page = Page(folder / "reports" / "week1" / "class.html")
    assert "nothing handed in" in page.words()
    links = [unquote(value) for name, value in page.attributes if name == "href" and not value.startswith("#")]
    assert len(links) == len(CLASS) and all((page.path.parent / link).is_file() for link in links)

    # by hand, an extension that is taken back, another that is given
    with open_course(folder).gradebook() as book:
        book.find_grade("test_compute_cost", "03_cost", "week1", "kofi").manual_score = 3.5
        book.find_comment("compute_cost", "03_cost", "week1", "kofi").manual_comment = "A slip of the pen."
        book.db.commit()
    write_roster("roster.csv", {"rosa": "2"})
    told = run(status=1)
    expected |= {"kofi": UPDATE + 3.5, "rosa": FULL, "samir": FULL / 2}
    assert the_same(folder, "week1") == dict(sorted(expected.items()))
    assert f"Changed: rosa, late penalty: {-FULL / 2:g}, now 0\n" in told
    assert "A slip of the pen." in (folder / "reports" / "week1" / "students" / "kofi.html").read_text()

    # one student anew, with a new file
    (folder / "submitted" / "ada" / "week1" / "05_update.ipynb").write_bytes(EMPTY["05_update"])
    told = run(status=1)
    expected["ada"] = COST
    assert f"Changed: ada, update_parameters: {UPDATE}, now 0\n" in told
    assert the_same(folder, "week1") == dict(sorted(expected.items()))

    # the way back
    told = run()
    with zipfile.ZipFile(folder / "reports" / "week1" / "feedback-moodle.zip") as archive:
        assert "Ada Test_700_assignsubmission_file_/feedback.html" in archive.namelist()
        assert len(archive.namelist()) == 20
        assert b"Rosa" not in archive.read("Ada Test_700_assignsubmission_file_/feedback.html")
    with open(folder / "reports" / "week1" / "mail.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[1][:2] == ["Test, Ada", "ada@example.org"] and Path(rows[1][2]).is_file() and len(rows) == 22

    # a lesson more, whose exercises nobody has handed in
    note = "A note of the instructor."
    path = folder / "source" / "week1" / "03_cost.ipynb"
    path.write_text(path.read_text().replace('"cells": [', '"cells": [{"cell_type": "markdown", "id": "note", '
                                             f'"metadata": {{}}, "source": ["{note}"]}},', 1))
    lines = next(blocks)
    assert cli.main(lines[0].split()[1:]) == 0 and note in path.read_text()
    assert note in (folder / "release" / "week1" / "03_cost.ipynb").read_text()
    assert cli.main(lines[1].split()[1:]) == 1
    assert the_same(folder, "week1") == dict(sorted(expected.items()))
    most = FULL + sum(e.points for e in EXERCISES if e.lesson == "01_initialization")
    assert f"of {most} points" in (folder / "reports" / "week1" / "students" / "ada.html").read_text()
    capsys.readouterr()

    # the end
    run()
    run()
    left = [path for path in folder.rglob("*") if "quang" in path.name.casefold() or path.is_file() and
            path.suffix not in (".db", ".zip") and path.name != "grades.csv" and b"quang" in path.read_bytes().lower()]
    assert left == [] and "quang" not in (folder / "gradebook.db").read_bytes().decode("latin-1").split("SQLite")[0]
    with open_course(folder).gradebook() as book:
        assert "quang" not in [student.id for student in book.students]
    assert next(blocks, None) is None, "every block of the page was run"


@pytest.mark.parametrize("seed", range(2))
def test_one_mark_everywhere(course, seed):
    """Whatever an instructor does, in any order: overrides, extra points, deadlines, times, extensions, exclusions."""
    chance, students = random.Random(seed), ["ada", "ben", "carla", "david"]
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(PENALTY)
    submit(course, "ada")
    submit(course, "ben", {"03_cost": solved("03_cost"), "05_update": unfinished("05_update")})
    submit(course, "carla", {"05_update": solved("05_update")})
    with open_course(course).gradebook() as book:
        book.add_student("david")
    run = partial(grade, course, executor=Here(), trust=TRUST, progress=False)
    run()

    def points_or_none(book, student, notebook):
        row = book.find_grade(f"test_{ {'03_cost': 'compute_cost', '05_update': 'update_parameters'}[notebook]}", notebook,
                              "course", student)
        row.manual_score = chance.choice([None, 0, chance.uniform(0, 9)])
        row.extra_credit = chance.choice([None, None, chance.uniform(0, 2)])

    def exclude(book):
        path = course / "source" / "course" / "03_cost.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell_of(notebook, "test_compute_cost").metadata.nbgrader.points = chance.choice([0, 4, 16])
        nbformat.write(notebook, path)
        generate(course)

    for step in range(6):
        with open_course(course).gradebook() as book:
            for _ in range(3):
                student = chance.choice(students[:3])
                what = chance.randrange(4)
                if what == 0:
                    points_or_none(book, student, chance.choice(LESSONS))
                elif what == 1:
                    book.update_or_create_assignment("course", duedate=chance.choice([None, DUE, "2026-04-01 00:00:00 UTC"]))
                elif what == 2:
                    time = course / "submitted" / student / "course" / "timestamp.txt"
                    time.unlink(missing_ok=True)
                    if chance.random() < 0.8:
                        time.write_text(f"2026-03-0{chance.randint(1, 5)} 23:00:00 UTC")
                else:
                    book.find_submission("course", student).extension = chance.choice(
                        [None, datetime.timedelta(days=chance.randint(1, 5))])
            book.db.commit()
        if step == 3:
            exclude(None)
        run()
        the_same(course, "course")


# ---- collecting

def test_a_download_of_canvas(course, tmp_path):
    download(tmp_path / "canvas.zip", "Canvas", {name: CLASS[name] for name in ("ada", "ben", "rosa")})
    with zipfile.ZipFile(tmp_path / "canvas.zip", "a") as archive:
        archive.writestr("testben_701_9999_03_cost_final-1.ipynb", WRONG_COST)
        archive.writestr("readme.txt", b"x")
    found = collect(course, tmp_path / "canvas.zip")
    assert (found.system, found.new, found.late) == ("Canvas", ["testada", "testben", "testrosa"], ["testrosa"])
    assert [path for path, _ in found.unknown] == ["readme.txt"]
    assert sorted(path.name for path in (course / "submitted" / "testben" / "course").iterdir()) == \
        ["03_cost_final-1.ipynb", "03_cost_final.ipynb", "Aufgabe.ipynb"]
    graded = grade(course, executor=Here(), trust=TRUST, progress=False)
    assert the_same(course, "course") == {"testada": FULL, "testben": UPDATE, "testrosa": FULL}, "the newer one counts"
    assert "Canvas marks it as late" in graded.report.read_text() and "late, says Canvas" in graded.report.read_text()
    assert ["testada", "700", "", "testada", "", str(FULL)] in \
        list(csv.reader(io.StringIO((course / "reports" / "course" / "canvas.csv").read_text())))
    assert cli.main(["feedback", str(course), "--canvas"]) == 0
    with zipfile.ZipFile(course / "reports" / "course" / "feedback-canvas.zip") as archive:
        assert "testrosa_LATE_702_9020_feedback.html" in archive.namelist()
    with pytest.raises(ValueError, match="came from Moodle"):
        commands.pack(course, "course", "Moodle")
    assert collect(course, tmp_path / "canvas.zip").same == ["testada", "testben", "testrosa"]
    download(tmp_path / "later.zip", "Canvas", {"ada": ({"03_cost.ipynb": WRONG_COST}, 0, 0, 0)})
    assert collect(course, tmp_path / "later.zip").new == ["testada"]
    assert (course / ".grading" / "replaced" / "course" / "testada" / "1" / "05_update.ipynb").exists()


@pytest.mark.parametrize("name, student, path", [
    ("Ada Lovelace_12_assignsubmission_file_/a/b.ipynb", "Ada Lovelace", "a/b.ipynb"),
    ("Ada Lovelace_12_assignsubmission_file/b.ipynb", "Ada Lovelace", "b.ipynb"),
    ("Ada Lovelace_12_assignsubmission_file_b.ipynb", "Ada Lovelace", "b.ipynb"),
    ("Participant_12_assignsubmission_file_/b.ipynb", "Participant", "b.ipynb"),
    ("Gruppe 1-\u00d6zlem \u00c7elik_12_assignsubmission_file_/b.ipynb", "Gruppe 1-\u00d6zlem \u00c7elik", "b.ipynb"),
    ("lovelaceada_4711_99_b.ipynb", "lovelaceada", "b.ipynb"),
    ("lovelaceada_LATE_4711_99_my_b-2.ipynb", "lovelaceada", "my_b-2.ipynb"),
    ("de_la_cruz_4711_99_02_forward.ipynb", "de_la_cruz", "02_forward.ipynb"),
])
def test_names_in_downloads(course, tmp_path, name, student, path):
    (tmp_path / "x.zip").write_bytes(zipped({name: b"{}"}))
    assert collect(course, tmp_path / "x.zip").new == [student]
    assert (course / "submitted" / student / "course" / path).read_bytes() == b"{}"


@pytest.mark.parametrize("system, names", [
    ("Moodle", ["Ada_1_assignsubmission_file_/a.ipynb", "Ben_2_assignsubmission_file_/b.ipynb"]),
    ("Moodle", ["Ada_1_assignsubmission_file_/a.ipynb"]), ("Canvas", ["ada_1_10_a.ipynb", "ben_2_11_b.ipynb"])])
def test_a_download_that_was_packed_again(course, tmp_path, system, names):
    """As a Mac unpacks and packs it: in a folder, with what its programs leave beside each file."""
    for top in ("", "week 1 (2)/"):
        (tmp_path / "x.zip").write_bytes(zipped({**{top + name: b"{}" for name in names}, f"__MACOSX/{top}._{names[0]}": b"x",
                                                 f"{top}.DS_Store": b"x"}))
        found = collect(course, tmp_path / "x.zip")
        assert (found.system, len(found.new) + len(found.same), found.unknown) == (system, len(names), [])


def test_students_are_who_the_roster_says(course, tmp_path):
    (tmp_path / "roster.csv").write_text("\ufeffUsername;Full name;ID;Section\nal1;Lovelace, Ada;12;A\nbb2;Ben B\u00e4r;13;B\n"
                                         "cc3;Same Name;14;A\ndd4;Same Name;15;A\n", encoding="utf-8")
    roster = read_roster(tmp_path / "roster.csv")
    assert (roster["al1"].first_name, roster["al1"].last_name, roster["bb2"].last_name) == ("Ada", "Lovelace", "B\u00e4r")
    (tmp_path / "m.zip").write_bytes(zipped({f"{name}_{i}_assignsubmission_file_/a.ipynb": b"{}" for i, name in enumerate(
        ["Ada Lovelace", "Team 1-Ben B\u00e4r", "Same Name", "Same Name", "Eve"])}))
    found = collect(course, tmp_path / "m.zip", roster=roster)
    assert found.new == sorted(["al1", "bb2", "Same Name 2", "Same Name 3", "Eve"])
    assert found.strangers == sorted(["Same Name 2", "Same Name 3", "Eve"])
    (tmp_path / "c.zip").write_bytes(zipped({"whoever_14_1_a.ipynb": b"{}"}))
    assert collect(course, tmp_path / "c.zip", roster=roster).new == ["cc3"]


@pytest.mark.parametrize("text, said", [
    ("a,b\n1,2\n", "no column 'student'"), ("student\nada\nada\n", "line 3: 'ada' is there twice"),
    ("student\n../x\n", "line 2"), ("student,extension\nada,soon\n", "a number of days, got 'soon'"),
    ("student,extension\nada,-1\n", "a number of days"), ("", "no column"), ("student\n", "names no student"),
    ("student,email,e-mail\nada,a,b\n", "several columns for email"),
])
def test_a_roster_that_is_wrong_is_refused(tmp_path, text, said):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(ValueError, match=re.escape(said)):
        read_roster(tmp_path / "roster.csv")
    (tmp_path / "roster.csv").write_bytes("student\nJ\u00f6rg\n".encode("latin-1"))
    with pytest.raises(ValueError, match="not in UTF-8"):
        read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize("name, said", [
    ("Ada_1_assignsubmission_file_/../../../evil.ipynb", "leads out"), ("Ada_1_assignsubmission_file_/a\\..\\..\\evil", "leads out"),
    ("/Ada_1_assignsubmission_file_/evil.ipynb", "leads out"), ("../Ada_1_assignsubmission_file_/evil.ipynb", "leads out"),
    (".._1_assignsubmission_file_/evil.ipynb", "its name"), ("a*b_1_assignsubmission_file_/evil.ipynb", "its name"),
    ("Ada_1_assignsubmission_file_/" + "x" * 300, "cannot be called this"),
    ("Ada_1_assignsubmission_file_/a\nb.ipynb", "cannot be called this"),
    ("Ada_1_assignsubmission_onlinetext_/onlinetext.html", "Moodle's onlinetext"), ("stray.ipynb", "not what Moodle or Canvas"),
])
def test_a_download_writes_nowhere_else(course, tmp_path, name, said):
    before = {path for path in tmp_path.rglob("*") if ".grading" not in path.parts}
    (tmp_path / "x.zip").write_bytes(zipped({name: b"evil", "Ben_2_assignsubmission_file_/a.ipynb": b"{}"}))
    found = collect(course, tmp_path / "x.zip")
    assert found.unknown and said in found.unknown[0][1], found
    new = {path for path in tmp_path.rglob("*") if ".grading" not in path.parts} - before - {tmp_path / "x.zip"}
    assert all(path.is_relative_to(course / "submitted") for path in new)
    assert [path for path in new if path.is_file() and path.read_bytes() == b"evil"] == []


@pytest.mark.parametrize("data, said", [(b"", "no .zip"), (b"x" * 50, "no .zip"), (zipped({}), "empty archive"),
                                        (zipped({"a.txt": b"x"}), "'a.txt'"), (zipped(BOTH)[:-30], "no .zip")])
def test_what_is_no_download_is_refused(course, tmp_path, data, said):
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(ValueError, match=said):
        collect(course, tmp_path / "x.zip")
    assert list((course / "submitted").iterdir()) == []


# ---- what students get

IN_THE_KIT = """
import sys
from dnn_course.cli import main
from dnn_course.home import COURSE
from dnn_course.learner.environment import find_problems
from pathlib import Path
assert COURSE == Path("course").resolve(), COURSE
print([p.what for p in find_problems() if p.part != "kernel"])  # it is not installed
from dnn_course.learner.start_page import progress
assert "compute_cost, in 03_cost.ipynb" in str(progress()) and "02_forward" not in str(progress())
for words in (["start", "my_course"], ["check", "my_course/03_cost.ipynb"], ["update", "my_course"]):
    print(main(words))
"""


def test_a_kit_holds_what_a_class_needs_and_no_more(course, tmp_path):
    source = course / "source" / "course" / "03_cost.ipynb"
    notebook = nbformat.read(source, as_version=4)
    marked = {"grade_id": "own", "grade": True, "solution": True, "locked": False, "task": False, "points": 2, "schema_version": 3}
    notebook.cells.append(nbformat.v4.new_code_cell("### BEGIN SOLUTION\nsecret = 1\n### END SOLUTION", metadata={"nbgrader": marked}))
    nbformat.write(notebook, source)
    generate(course)
    assert cli.main(["kit", str(course)]) == 0
    with zipfile.ZipFile(course / "kit.zip") as archive:
        names = {name.removeprefix("dnn-course/") for name in archive.namelist()}
        archive.extractall(tmp_path)
    own = {Path(name).stem for name in names if name.endswith(".ipynb")}
    assert own & {e.lesson for e in EXERCISES} == set(LESSONS) and "00_start" in own
    assert not [name for name in names if "grading" in name or "tests" in name or "catvnoncat" in name]
    place = tmp_path / "dnn-course"
    for path in (place / "course" / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert "secret" not in path.read_text(encoding="utf-8")
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") in {e.name for e in EXERCISES}:
                assert "raise NotImplementedError" in cell.source
    project = tomllib.loads((place / "course" / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dependencies"] and all(
        (place / "course" / package.replace(".", "/")).is_dir() for package in project["tool"]["setuptools"]["packages"])
    lines = re.findall(r"<pre><code>(.*?)</code></pre>", (place / "START.html").read_text(encoding="utf-8"), re.S)
    assert len(lines) == 4 and all("my_course" in block for block in lines if "drive" not in block)
    done = subprocess.run([sys.executable, "-c", IN_THE_KIT], cwd=place, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(place / "course"), "PYTHONDONTWRITEBYTECODE": "1"})
    said = done.stdout.split("\n")
    assert done.returncode == 0 and said[0] == "[]", done.stderr
    assert [line for line in said if line in ("0", "1", "2")] == ["0", "1", "0"], done.stdout
    assert "compute_cost" in done.stdout and (place / "my_course" / "03_cost.ipynb").is_file()


def test_a_kit_of_nothing_is_refused(course):
    with pytest.raises(FileNotFoundError, match="has course, and week9 is wanted"):
        make_kit(course, ["week9"])
    shutil.copytree(course / "release" / "course", course / "release" / "again")
    make_kit(course)
    (course / "release" / "again" / "03_cost.ipynb").write_bytes(EMPTY["03_cost"] + b"\n")
    with pytest.raises(ValueError, match="03_cost is not the same in all of again, course"):
        make_kit(course)
    shutil.rmtree(course / "release")
    with pytest.raises(FileNotFoundError, match="has nothing"):
        make_kit(course)


# ---- the folder

def test_a_second_assign_keeps_what_the_instructor_wrote(tmp_path):
    folder = tmp_path / "course"
    make_source(folder, lessons=LESSONS[:1])
    path = folder / "source" / "course" / f"{LESSONS[0]}.ipynb"
    path.write_text(path.read_text() + "\n")
    edited = path.read_text()
    made, kept = make_source(folder, lessons=LESSONS)
    assert path.read_text() == edited
    assert ([p.stem for p in made], [p.stem for p in kept]) == (list(LESSONS[1:]), list(LESSONS[:1]))


def test_a_refusal_leaves_the_release(course):
    submit(course, "ada")
    grade(course, executor=Here(), trust=TRUST, progress=False)
    (course / "source" / "course" / "05_update.ipynb").unlink()
    before = sorted(path.relative_to(course) for path in (course / "release").rglob("*"))
    with pytest.raises(RuntimeError, match="could not generate course: Cannot modify existing assignment"):
        generate(course)
    assert sorted(path.relative_to(course) for path in (course / "release").rglob("*")) == before


def test_removing_nobody_is_told(course):
    with pytest.raises(ValueError, match="nothing of a student 'nobody'"):
        commands.remove_student(course, "nobody", "nobody.html")
    with pytest.raises(ValueError, match="cannot be used"):
        commands.remove_student(course, "..", "x.html")


def test_where_there_is_no_fcntl_the_message_is_true(course, monkeypatch, capsys):
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["grade", str(course)]) == 1
    err = capsys.readouterr().err
    assert "WSL" in err and "pip install" not in err
