"""The pages and tables of grading: what they say, and that no student's text becomes HTML or a formula."""
import csv
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from grading_course import Here, TRUST, course, empty_course, submit, unfinished, written  # noqa: F401
from nbformat.v4 import new_code_cell, new_notebook

from dnn_course.grading.pages import lms
from dnn_course.grading.classes.batch import grade
from dnn_course.grading.demo import make_submissions, write_roster, wrong_versions
from dnn_course.grading.gradebook.roster import read_roster
from dnn_course.grading.outside.marks import ExerciseMarks, Marks
from dnn_course.grading.pages.reports import (BINS, SCRIPT, SCRIPT_HASH, ClassReport, bar, histogram, own_imports,
                                              published, unusual)
from testCases.exercises import EXERCISES
from testCases.report import Finding, Report
from testCases.messages import messages_of

EVIL = "</pre></table><script>alert(1)</script><img src=x onerror=alert(2)> ]]> ${7*7} {{ 7*7 }} \x1b[31m \u202e"
OUTSIDE = {"src", "srcset", "data", "action", "poster", "background", "formaction", "ping"}


class Page(HTMLParser):
    """Every element, attribute and visible text of a page."""

    def __init__(self, path):
        super().__init__()
        self.path, self.elements, self.attributes, self.text = path, [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text.append(data)

    def words(self):
        return " ".join(" ".join(text for text in self.text if text != SCRIPT).split())


def assert_closed(page):
    """A page that asks for nothing, and runs nothing but the one script of the page of the class."""
    assert not {"img", "iframe", "object", "embed", "link", "base", "form"} & set(page.elements)
    own = page.elements.count("script")
    assert own == page.text.count(SCRIPT) == ("class" in page.path.stem), "one script, and word for word the course's"
    for name, value in page.attributes:
        assert not name.startswith("on") and name not in OUTSIDE, (name, value)
        if name == "href":
            assert value.startswith(("#", "students/")), value
    runs = f"; script-src '{SCRIPT_HASH}'" if own else ""
    assert ("content", f"default-src 'none'; style-src 'unsafe-inline'{runs}") in page.attributes


def entry(name, points, **values):
    e = next(e for e in EXERCISES if e.name == name)
    return ExerciseMarks(Report(name, points, e.points, **{"findings": (), **values}), "")


def marks(lesson, *entries, **values):
    return Marks(**{"lesson": lesson, "seed": 1, "tier": "namespaces", "exercises": entries, "seconds": 0.5, **values})


def cost_marks(points=8, **values):
    return {"03_cost": marks("03_cost", entry("compute_cost", points), **values)}


def notebook_with(source):
    cell = new_code_cell(source, metadata={"nbgrader": {"grade_id": "compute_cost", "solution": True}})
    return {"03_cost": new_notebook(cells=[cell])}


# ---- escaping

def test_no_text_of_a_student_becomes_html(tmp_path):
    report = ClassReport(tmp_path, "course", ["03_cost"])
    evil = entry("compute_cost", 2, notes=(EVIL,), misconceptions=("no such key", EVIL),
                 findings=(Finding(EVIL, EVIL),))
    report.add("eve & co", {"03_cost": marks("03_cost", evil, events=[EVIL], imports=[f"dnn_utils.{EVIL}"],
                                             fingerprints={"compute_cost": EVIL}, output=EVIL)},
               notebook_with(EVIL), EVIL)
    path = report.write([EVIL])
    for page in (Page(path), Page(path.parent / "students" / "eve & co.html")):
        assert_closed(page)
        assert "<script>alert(1)</script>" in page.words(), "it is there, as text"
        assert "49" not in page.words() and "\x1b" not in page.words()
    assert "students/eve%20%26%20co.html" in dict(Page(path).attributes).values() or \
        ("href", "students/eve%20%26%20co.html") in Page(path).attributes


def test_a_notebook_full_of_scripts(course):
    """From the notebook to the pages, through the jail."""
    source = 'def compute_cost(AL, Y):\n    print("<script>")\n    raise ValueError("<script>alert(1)</script>")'
    notebook = written("03_cost", "compute_cost", source)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = EVIL
        cell.metadata["name"] = cell.metadata["tags"] = [EVIL]
    notebook.metadata["title"] = EVIL
    submit(course, "eve", {"03_cost": notebook})
    path = grade(course, executor=Here(), trust=TRUST, progress=False).report
    student = Page(path.parent / "students" / "eve.html")
    for page in (Page(path), student):
        assert_closed(page)
    assert "ValueError: <script>alert(1)</script>" in student.words()


# ---- what the page of the class says

def class_page(tmp_path, *students, lessons=("03_cost",), problems=()):
    report = ClassReport(tmp_path, "course", list(lessons))
    for i, given in enumerate(students):
        report.add(f"s{i}", given, {lesson: new_notebook() for lesson in given})
    return Page(report.write(problems))


def test_marks_and_points_by_exercise(tmp_path):
    page = class_page(tmp_path, cost_marks(8), cost_marks(8), cost_marks(3.2), cost_marks(0), {})
    words = page.words()
    assert "5 submissions with 4 notebooks" in words
    assert "Half of the class has 3.2 points or more of 8; the mean is 3.8." in words
    assert ("Histogram of the marks of 5 students: 2 with 0 to 0.8 points, 1 with 3.2 to 4 points, "
            "2 with 7.2 to 8 points.") in words
    assert "compute_cost 2 with full points, 1 with some, 2 with none 2 1 2 3.8 of 8" in words


def test_misconceptions_by_frequency_with_their_sentences(tmp_path):
    known = [(e.name, key) for e in EXERCISES for key in messages_of(e.name).get("misconceptions", {})
             if e.name == "compute_cost"]
    assert len(known) >= 2
    (_, often), (_, once) = known[:2]

    def with_key(key):
        return {"03_cost": marks("03_cost", entry("compute_cost", 1, misconceptions=(key,)))}
    words = class_page(tmp_path, with_key(once), with_key(often), with_key(often)).words()
    sentences = {key: mistake["says"] for key, mistake in messages_of("compute_cost")["misconceptions"].items()}
    first, second = (words.index(" ".join(sentences[key].split())) for key in (often, once))
    assert first < second
    assert "s1, s2" in words
    assert "None of the known ones was found." in class_page(tmp_path, cost_marks()).words()


def test_what_is_slow_stopped_or_unusual(tmp_path):
    quiet = marks("03_cost", imports=["numpy", *own_imports("03_cost"), "os", "math"])
    assert unusual("03_cost", quiet) == []
    loud = marks("03_cost", seconds=61.2, events=["cell 3 did not end within 5 seconds"],
                 imports=["dnn_utils.cost", "dnn_utils", "dnn_course.grading.outside.hidden", "ctypes"])
    assert unusual("03_cost", loud) == [
        "cell 3 did not end within 5 seconds", "it took 61 seconds",
        "it imports dnn_utils.cost, which the lesson does not", "it imports dnn_utils, which the lesson does not",
        "it imports dnn_course.grading.outside.hidden, which the lesson does not",
        "it imports ctypes, which no exercise needs"]
    assert "s0 03_cost it took 61 seconds" in class_page(tmp_path, {"03_cost": loud}).words()


def test_functions_that_few_share(tmp_path):
    def with_prints(**fingerprints):
        return cost_marks(fingerprints=fingerprints)
    copied = with_prints(compute_cost="a", predict="b", linear_forward="common")
    others = [with_prints(compute_cost=f"c{i}", predict=f"p{i}", linear_forward="common") for i in range(6)]
    words = class_page(tmp_path, copied, *others, copied).words()
    assert "s0, s7 2 compute_cost, predict" in words
    assert "linear_forward" not in words.split("The same functions")[1], "everybody writes that one like this"


def test_identical_files_and_functions_as_the_courses_own_are_told_however_many(tmp_path):
    report = ClassReport(tmp_path, "course", ["03_cost"])
    own, handed_out = published("compute_cost"), "as it was handed out"
    for i in range(12):
        given = cost_marks(fingerprints={"compute_cost": own if i < 8 else "many"} if i != 11 else {})
        report.add(f"s{i:02}", given, {}, files={"03_cost": "one" if i in (2, 5) else handed_out if i > 9 else str(i)})
    words = Page(report.write()).words()
    assert "s02, s05 03_cost" in words.split("The same files")[1]
    assert handed_out not in words and "s10, s11" not in words.split("The same files")[1].split("Functions as")[0]
    assert "compute_cost as the course's own 8 who s00, s01, s02, s03, s04, s05, s06, s07" in words
    assert own == published("compute_cost") and own != published("predict")


def test_a_class_without_students_and_problems(tmp_path):
    page = class_page(tmp_path, problems=["mallory: it is a link"])
    assert "0 submissions with 0 notebooks" in page.words() and "mallory: it is a link" in page.words()


def test_a_run_without_a_jail_is_told_loudly(tmp_path):
    assert "marked without a jail" in class_page(tmp_path, cost_marks(tier="trusted")).words()
    assert "marked without a jail" not in class_page(tmp_path, cost_marks()).words()


# ---- what the page of a student says

def test_a_students_page(tmp_path):
    report = ClassReport(tmp_path, "week 1", ["03_cost", "05_update", "06_two_layer"])
    wrong = entry("compute_cost", 3.2, findings=(Finding("both labels", "cost should be 1"),
                                                 Finding("one example", "")))
    report.add("ada", {"03_cost": marks("03_cost", wrong)}, {**notebook_with("def compute_cost():\n    a < b"),
                                                           "06_two_layer": new_notebook()}, "2026-01-02")
    page = Page(tmp_path / "reports" / "week 1" / "students" / "ada.html")
    words = page.words()
    assert_closed(page)
    assert "3.2 of 25 points" in words and "submitted 2026-01-02" in words
    assert "compute_cost: 3.2 of 8 points" in words and "cost should be 1" in words and "a < b" in words
    assert "05_update This notebook was not submitted." in words
    assert "06_two_layer This notebook could not be marked yet." in words


# ---- pictures

def test_the_histogram_shows_its_numbers():
    totals = [0, 9.9, 10, 55, 99.9, 100, 100]
    drawn = histogram(totals, 100)
    heights = [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)"', drawn)]
    counts = [2, 1, 0, 0, 0, 1, 0, 0, 0, 3]
    assert len(heights) == BINS and heights == pytest.approx([50 * count for count in counts])
    assert 'role="img"' in drawn and "3 with 90 to 100 points." in drawn
    assert histogram([], 100) and histogram([0], 0)


def test_a_bar_shows_its_numbers():
    drawn = bar(6, 3, 3, width=240)
    assert re.findall(r'<rect x="([\d.]+)" y="1" width="([\d.]+)"', drawn)[1:] == [("1", "120.0"), ("121.0", "60.0")]
    assert "6 with full points, 3 with some, 3 with none" in drawn
    assert bar(0, 0, 0)


# ---- tables for a learning-management system

@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(text):
    assert lms.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["ada", "8.5", "O'Neil", "a=b", "", "Ada-Lovelace"])
def test_other_cells_stay(text):
    assert lms.safe_cell(text) == text


def test_csv_in_the_layouts_of_canvas_and_moodle(course):
    submit(course, "=HYPERLINK()")
    submit(course, "ada", {"05_update": unfinished("05_update")})
    from dnn_course.grading.gradebook.course import open_course
    with open_course(course).gradebook() as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace, Countess", email="+ada@example.org",
                         lms_user_id="4711")
        book.add_student("absent")
    folder = grade(course, executor=Here(), trust=TRUST, progress=False).report.parent
    with open(folder / "canvas.csv", newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream)) == [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "course"],
            ["    Points Possible", "", "", "", "", "15"],
            ["'=HYPERLINK()", "", "", "'=HYPERLINK()", "", "15"],
            ["absent", "", "", "absent", "", "0"],
            ["Lovelace, Countess, Ada", "4711", "", "ada", "", "0"]]
    with open(folder / "moodle.csv", newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream)) == [
            ["First name", "Last name", "ID number", "Username", "Email address", "Assignment: course (Real)"],
            ["", "", "", "'=HYPERLINK()", "", "15"],
            ["", "", "", "absent", "", "0"],
            ["Ada", "Lovelace, Countess", "4711", "ada", "'+ada@example.org", "0"]]


# ---- the demo

def test_the_demo_has_thirty_students_of_every_kind():
    submissions = make_submissions()
    assert len(submissions) == 30
    versions = wrong_versions()
    written_in = {(e.name, source) for student in submissions.values() for e in EXERCISES if e.lesson in student
                  for cell in student[e.lesson].cells
                  if cell.metadata.get("nbgrader", {}).get("grade_id") == e.name for source in [cell.source]}
    known = sum(len(found) for found in versions.values())
    used = sum((name, source) in written_in for name, found in versions.items() for _, source in found)
    assert known >= 14 and used >= min(known, 30) * 0.8


def test_the_demo_overwrites_nothing_and_says_so(tmp_path):
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    done = subprocess.run([sys.executable, "-m", "dnn_course.grading.demo", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{tmp_path / 'submitted'} exists already" in done.stderr and "DEMO=" in done.stderr


def test_the_demos_students_have_names(tmp_path):
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    roster = read_roster(write_roster(tmp_path))
    assert set(roster) == {"ada", "wanda"} and all(p.first_name and p.last_name and p.email for p in roster.values())
