"""The pages that people look at: one for the class, one for each student. No page asks for anything from elsewhere, and
every text that comes from a student is escaped.
"""
import ast
import hashlib
from base64 import b64encode
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple
from urllib.parse import quote

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from dnn_utils.files import write_then_rename
from dnn_utils import palette
from dnn_utils.palette import BLUE, INK
from dnn_course.grading.gradebook.notebooks import printable, shown_report
from dnn_course.grading.gradebook.standing import Item, Mark, Standing
from dnn_course.home import COURSE
from dnn_course.notebook.reading import read
from testCases.exercises import EXERCISES
from testCases.messages import mistake_sentence
from testCases.report import number

__all__ = ["ClassReport", "own_imports"]

TEMPLATES = Path(__file__).with_name("templates")
PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                    finalize=lambda value: printable(value, LONGEST) if type(value) is str else value)
PAGES.filters["number"] = number
PAGES.globals["colors"] = vars(palette)
SCRIPT = (TEMPLATES / "class.js").read_text(encoding="utf-8")  # the one that the page of the class may run
SCRIPT_HASH = f"sha256-{b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}"
LONGEST = 200_000  # characters of one text
SLOW = 20.0  # seconds for a notebook; a right one takes less than 2
FEW = 0.1  # a function that more than this share of a class has written is a usual way to write it
SYSTEM_MODULES = {"ctypes", "multiprocessing", "socket", "subprocess"}  # no exercise needs them
BINS = 10
LONGEST_NAME = 200  # bytes, of 255, so that a temporary file has room for its name, too


class Cell(NamedTuple):
    """What a cell of the table of students says, and the number by which it is sorted."""

    text: str
    value: float


class Row(NamedTuple):
    """A student's row on the page of the class. Cells are in `cells`, the points of each Item, and in `late`, `missing`
    and `by_hand`."""

    name: str
    points: float
    link: str
    seconds: float
    cells: tuple
    late: Cell
    missing: Cell
    by_hand: Cell
    full_name: str = ""
    section: str = ""


class ClassReport:
    """Gathers a class, a student at a time: `add` writes the student's page, `write` the page of the class."""

    def __init__(self, folder, assignment, lessons, items=None):
        self.folder, self.assignment = Path(folder) / "reports" / assignment, assignment
        self.items = [Item(e.lesson, f"test_{e.name}", float(e.points)) for e in EXERCISES if e.lesson in lessons] \
            if items is None else items
        self.most = sum(item.max_points for item in self.items)
        self.lessons = list(lessons)
        self.students, self.notebooks, self.handed_in = [], 0, 0
        self.points = {item: [] for item in self.items}
        self.misconceptions, self.failures, self.tiers = defaultdict(list), Counter(), Counter()
        self.unusual, self.fingerprints, self.files = [], defaultdict(list), defaultdict(list)

    def add(self, student, marks, notebooks, timestamp=None, standing=None, notes=(), unused=(), files=(), full_name="",
            section="", late_in=""):
        """Take a student's marks, {lesson: Marks}, and filled notebooks, and write the student's page.

        What counts is the Standing, which the gradebook gives; without it, what the marks say. A lesson that has a
        notebook and no marks could not be marked. `notes` say which notebooks count, `unused` is (path, reason) of what
        was not used, `files` is {lesson: a hash of the file that was handed in}, `late_in` the system that marks it as
        late and does not say how late.
        """
        reports = {e.report.name: shown_report(e.report) for marked in marks.values() for e in marked.exercises}
        standing = standing or self._by_marks(reports)
        counted = {item: standing.marks.get((item.notebook, item.cell), Mark(0.0)) for item in self.items}
        self.students.append(Row(
            student, standing.points, "students/" + quote(page_name(student)),
            sum(marked.seconds for marked in marks.values()),
            tuple(shown_points(mark, item.notebook in notebooks) for item, mark in counted.items()),
            late(standing, late_in), missing(standing, self.lessons, notebooks), by_hand(counted.values()),
            full_name, section))
        self.notebooks += len(notebooks)
        self.handed_in += standing.handed_in
        for item, mark in counted.items():
            self.points[item].append(mark.points)
        for name, report in reports.items():
            for key in report.misconceptions:
                self.misconceptions[name, key].append(student)
            self.failures.update((name, finding.sentence) for finding in report.findings if finding.reason)
        for lesson, marked in marks.items():
            self.tiers[marked.tier] += 1
            self.unusual += [(student, lesson, what) for what in unusual(lesson, marked)]
            for name, fingerprint in marked.fingerprints.items():
                self.fingerprints[name, fingerprint].append(student)
            if marked.fingerprints and lesson in files:  # something is written in it
                self.files[lesson, files[lesson]].append(student)
        self._write_page(self.folder / "students" / page_name(student), "student.html", student=student,
                         points=standing.points, raw=standing.raw, penalty=standing.penalty, max_points=self.most,
                         timestamp=timestamp, notes=notes, unused=unused,
                         lessons=[self._lesson(lesson, marks.get(lesson), notebooks.get(lesson), counted, standing)
                                  for lesson in self.lessons])

    def _by_marks(self, reports):
        """Return the Standing of a student whom no gradebook knows."""
        found = {(item.notebook, item.cell): Mark(item.max_points * reports[item.name].points /
                                                  reports[item.name].max_points)
                 for item in self.items if item.name in reports}
        return Standing(found, handed_in=True)

    def _lesson(self, lesson, marked, notebook, counted, standing):
        reports = {e.report.name: shown_report(e.report) for e in marked.exercises} if marked else {}
        exercises = []
        for item, mark in counted.items():
            if item.notebook != lesson:
                continue
            report = reports.get(item.name)
            said = said_of(item, mark, report) if notebook is not None or mark.by_hand else ""
            comments = [text for cell in (item.name, item.cell)
                        if (text := standing.comments.get((lesson, cell)))]
            if report or said or comments:
                exercises.append({"name": item.name, "said": said, "comments": comments,
                                  "panel": Markup(report._repr_html_()) if report else "",  # it escapes what it shows
                                  "code": source_of(notebook, item.name)})
        mine = [(item, mark) for item, mark in counted.items() if item.notebook == lesson]
        return {"name": lesson, "exercises": exercises, "missing": notebook is None,
                "unmarked": notebook is not None and marked is None,
                "events": marked.events if marked else [],
                "points": sum(mark.points for _, mark in mine),
                "max_points": sum(item.max_points for item, _ in mine)}

    def write(self, problems=(), unused=(), changed=()):
        """Write the page of the class, and return its path. `changed` is (student, exercise, old points, new)."""
        totals = [row.points for row in self.students]
        misconceptions = [{"exercise": name, "students": students,
                           "sentence": mistake_sentence(name, key)}
                          for (name, key), students in sorted(self.misconceptions.items(),
                                                              key=lambda item: (-len(item[1]), item[0]))]
        return self._write_page(
            self.folder / "class.html", "class.html", students=sorted(self.students), handed_in=self.handed_in,
            notebooks=self.notebooks, problems=[*problems, *unused], items=self.items,
            named=any(row.full_name for row in self.students), sections=any(row.section for row in self.students),
            changed=[(*names, number(old), number(new)) for *names, old, new in changed], script=Markup(SCRIPT),
            script_hash=SCRIPT_HASH,
            tiers=sorted(self.tiers.items()), median=median(totals or [0]), mean=mean(totals or [0]),
            max_points=self.most, histogram=histogram(totals, self.most), exercises=[self._row(e) for e in self.items],
            misconceptions=misconceptions, failures=self.failures.most_common(20),
            unusual=sorted(self.unusual), published=self._published(),
            alike=[(", ".join(students), len(names), ", ".join(names)) for students, names in self._alike()],
            identical=[(", ".join(students), lesson) for students, lesson in sorted(
                (sorted(students), lesson) for (lesson, _), students in self.files.items() if len(students) > 1)])

    def _published(self):
        """Return (exercise, students) for the functions that are written as the course's own, which is public, is, and
        for those that many share."""
        few, found = max(3, FEW * len(self.students)), []
        for (name, fingerprint), students in sorted(self.fingerprints.items()):
            if fingerprint == published(name):
                found.append((name, "as the course's own", sorted(students)))
            elif len(students) > few:
                found.append((name, "as many others", sorted(students)))
        return found

    def _row(self, e):
        points = self.points[e]
        full = sum(p >= e.max_points for p in points)
        none = sum(p == 0 < e.max_points for p in points)
        some = len(points) - full - none
        return {"name": e.name, "max_points": e.max_points, "full": full, "none": none, "some": some,
                "mean": mean(points or [0]), "bar": bar(full, some, none)}

    def _alike(self):
        """Return (students, exercises) for the students who share functions that few have, the most shared first."""
        few, groups = max(3, FEW * len(self.students)), defaultdict(list)
        for (name, _), students in self.fingerprints.items():
            if 2 <= len(students) <= few:
                groups[tuple(sorted(students))].append(name)
        return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))

    def _write_page(self, path, template, **values):
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_then_rename(path) as temporary:
            temporary.write_text(PAGES.get_template(template).render(assignment=self.assignment, **values),
                                 encoding="utf-8")
        return path


def shown_points(mark, found=True):
    """Return the Cell of a Mark: with a star where an instructor gave the points, a question mark where one still has
    to, a dash where no notebook was handed in."""
    if mark.waiting:
        return Cell("?", -1)
    if not found and not mark.points and not mark.by_hand:
        return Cell("\u2013", 0)
    return Cell(number(mark.points) + ("*" if mark.by_hand else ""), mark.points)


def said_of(item, mark, report):
    """Return what is said above the panel of a check where the points are not what the panel says; "" otherwise."""
    if mark.waiting:
        return "This waits for your instructor's mark."
    points = f"{number(mark.points)} of {number(item.max_points)} points"
    if mark.by_hand:
        return f"{points}, given by your instructor."
    agree = report and abs(report.points - mark.points) < 0.05 and report.max_points == item.max_points
    return "" if agree else f"{points} count."


def late(standing, late_in=""):
    """Return the Cell that says how late a submission is, and what that costs, or which system says that it is."""
    if standing.seconds_late <= 0 and not standing.penalty:
        return Cell(f"late, says {late_in}", 1) if late_in else Cell("", 0)
    costs = f", costs {number(standing.penalty)}" if standing.penalty else ""
    return Cell(f"late by {in_words(standing.seconds_late)}{costs}", standing.seconds_late)


def missing(standing, lessons, notebooks):
    """Return the Cell that says which notebooks were not handed in."""
    left = [lesson for lesson in lessons if lesson not in notebooks]
    if not standing.handed_in:
        return Cell("nothing handed in", len(lessons) + 1)
    if not notebooks:
        return Cell("no notebook of this assignment", len(lessons))
    return Cell(f"{len(left)} of {len(lessons)} notebooks" if len(left) > 2 else ", ".join(left), len(left))


def by_hand(marks):
    """Return the Cell that says how many marks are an instructor's, and how many wait for one."""
    waiting, changed = sum(mark.waiting for mark in marks), sum(mark.by_hand for mark in marks)
    texts = [f"{count} {what}" for count, what in ((waiting, "to mark by hand"), (changed, "changed by hand")) if count]
    return Cell(", ".join(texts), 1000 * waiting + changed)


def in_words(seconds):
    """Return a time such as "2 days", "3 hours" or "5 minutes", cut."""
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a minute"


def page_name(student):
    """Return the name of a student's page: the student's own, cut where a file system has no room for it."""
    raw = student.encode()
    if len(raw) > LONGEST_NAME:
        digest = hashlib.sha256(raw).hexdigest()[:16]
        student = f"{raw[:LONGEST_NAME - 20].decode(errors='ignore')}-{digest}"
    return f"{student}.html"


def unusual(lesson, marked):
    """Return sentences on what an instructor may want to look at in a marked notebook."""
    sentences = list(marked.events)
    if marked.seconds > SLOW:
        sentences.append(f"it took {marked.seconds:.0f} seconds")
    for module in marked.imports:
        top = module.split(".")[0]
        if top in ("dnn_utils", "testCases", "dnn_course") and module not in own_imports(lesson):
            sentences.append(f"it imports {module}, which the lesson does not")
        elif top in SYSTEM_MODULES and module not in own_imports(lesson):
            sentences.append(f"it imports {module}, which no exercise needs")
    return sentences


@cache
def own_imports(lesson):
    """Return the modules that a lesson imports itself."""
    modules = set()
    for cell in nbformat.read(COURSE / "notebooks" / f"{lesson}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    modules |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    modules.add(node.module)
    return modules


def published(name):
    """Return the fingerprint of the course's own version of an exercise."""
    return published_in(next(e.lesson for e in EXERCISES if e.name == name)).get(name)


@cache
def published_in(lesson):
    """Return {exercise: fingerprint} of the course's own versions of a lesson's exercises."""
    notebook = nbformat.read(COURSE / "notebooks" / f"{lesson}.ipynb", as_version=4)
    return read(notebook, tuple(e.name for e in EXERCISES if e.lesson == lesson)).fingerprints


def source_of(notebook, name):
    """Return what a student wrote into the cell of an exercise, or ""."""
    return next((cell.source for cell in notebook.cells
                 if cell.metadata.get("nbgrader", {}).get("grade_id") == name), "") if notebook is not None else ""


def histogram(totals, most):
    """Return the distribution of marks as an SVG with a sentence that says the same."""
    counts = [0] * BINS
    for total in totals:
        counts[min(int(BINS * total / most), BINS - 1) if most else 0] += 1
    edges = [most * i / BINS for i in range(BINS + 1)]
    names = [f"{a:g} to {b:g}" for a, b in zip(edges, edges[1:])]
    sentence = f"Histogram of the marks of {len(totals)} students: " + ", ".join(
        f"{count} with {name} points" for name, count in zip(names, counts) if count) + "."
    width, height, highest = 62, 150, max(counts + [1])
    parts = [f'<svg role="img" width="{width * BINS + 20}" height="{height + 60}" '
             f'viewBox="0 0 {width * BINS + 20} {height + 60}" font-family="sans-serif" font-size="13" '
             'fill="currentColor">'
             f"<title>{escape(sentence)}</title>"]
    for i, (name, count) in enumerate(zip(names, counts)):
        tall, x = height * count / highest, 10 + width * i
        parts.append(f'<rect x="{x + 3}" y="{20 + height - tall:.1f}" width="{width - 6}" height="{tall:.1f}" '
                     f'fill="{BLUE}"/>'
                     f'<text x="{x + width / 2}" y="{14 + height - tall:.1f}" text-anchor="middle">{count or ""}</text>'
                     f'<text x="{x + width / 2}" y="{height + 37}" text-anchor="middle" font-size="11">'
                     f"{name.replace(' to ', '–')}</text>")
    parts.append(f'<line x1="10" x2="{10 + width * BINS}" y1="{20 + height}" y2="{20 + height}" stroke="currentColor"/>'
                 f'<text x="{10 + width * BINS / 2}" y="{height + 55}" text-anchor="middle">points</text></svg>')
    return Markup("".join(parts))


def bar(full, some, none, width=240, height=16):
    """Return a bar of three parts as an SVG: solid, hatched (by the pattern in class.html) and empty."""
    whole = max(full + some + none, 1)
    a, b = width * full / whole, width * some / whole
    sentence = f"{full} with full points, {some} with some, {none} with none"
    return Markup(
        f'<svg role="img" width="{width + 2}" height="{height + 2}"><title>{sentence}</title>'
        f'<rect x="1" y="1" width="{width}" height="{height}" fill="none" stroke="{INK}"/>'
        f'<rect x="1" y="1" width="{a:.1f}" height="{height}" fill="{BLUE}"/>'
        f'<rect x="{1 + a:.1f}" y="1" width="{b:.1f}" height="{height}" fill="url(#hatch)"/></svg>')
