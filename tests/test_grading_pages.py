"""The pages of a class of 300, in headless Chromium: make test-browser."""
import pytest
from test_accessibility import assert_accessible_at_every_width, show
from test_grading_reports import entry, marks

from dnn_course.grading.gradebook.standing import Mark, Standing
from dnn_course.grading.pages.reports import PAGES, ClassReport
from testCases.exercises import EXERCISES
from testCases.messages import messages_of

pytestmark = pytest.mark.browser

LESSONS = list(dict.fromkeys(e.lesson for e in EXERCISES))
STUDENTS, LINE = 300, 24  # pixels of a line
LONG = "a.login.as.long.as.those.that.some.university.makes.of.a.name@department.of.mathematics.university.example.org"
NAMES = {7: "\u00d6zdemir, \u00d6zlem", 8: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine", 9: "<b>Tables</b>, Bobby"}


@pytest.fixture(scope="module")
def page_of_300(tmp_path_factory):
    """The path of the page: some are late, some have handed in less than all, some marks are by hand or wait for it."""
    report = ClassReport(tmp_path_factory.mktemp("class"), "course", LESSONS)
    for i in range(STUDENTS):
        given = {}
        for lesson in LESSONS[:i % 11]:
            mine = [e for e in EXERCISES if e.lesson == lesson]
            keys = [key for key in list(messages_of(mine[0].name).get("misconceptions", {}))[:1 + i % 5] if i % 3 == 0]
            given[lesson] = marks(lesson, *(entry(e.name, e.points if (i + k) % 4 else 0, misconceptions=tuple(keys[:1]))
                                            for k, e in enumerate(mine)),
                                  events=["cell 3 did not end within 5 seconds"] if i % 7 == 0 else [])
        found = {(item.notebook, item.cell): Mark(3.0 if (i + k) % 4 else 0, by_hand=i % 20 == 1, waiting=i % 50 == 2)
                 for k, item in enumerate(report.items) if item.notebook in given}
        standing = Standing(found, {}, 1.5 if i % 9 == 1 else 0, 90_000 if i % 9 == 1 else 0, handed_in=bool(given))
        report.add(LONG if i == 0 else f"student{i:03}", given, dict.fromkeys(given), standing=standing,
                   full_name=NAMES.get(i, f"Test {i % 13}, Student"), section="AB"[i % 2])
    problems = [f"student{i:03}: notes.txt: it is no notebook" for i in range(0, 300, 6)]
    return report.write(problems, changed=[("student002", "test_relu", 2.0, 0.0)])


def shown(page, column):
    """Return what stands in a column of the rows that are shown."""
    return page.eval_on_selector_all(f"#students tbody tr:not([hidden]) > :nth-child({column})",
                                     "cells => cells.map(cell => cell.textContent.trim())")


def test_the_page_of_a_class_is_accessible(page, page_of_300, screenshots):
    assert show(page, page_of_300) == []
    assert_accessible_at_every_width(page, screenshots, "class_of_300")
    highest = page.eval_on_selector_all("#students tbody tr", "rows => Math.max(...rows.map(row => row.offsetHeight))")
    assert highest <= 6 * LINE + 10, "six lines a student, at the width of a telephone, too"


def test_the_page_of_a_student_is_accessible(page, page_of_300, screenshots):
    assert show(page, page_of_300.parent / "students" / "student010.html") == []
    assert_accessible_at_every_width(page, screenshots, "student")


def test_the_page_of_the_kit_is_accessible(page, tmp_path, screenshots):
    (tmp_path / "START.html").write_text(PAGES.get_template("install.html").render(lessons=LESSONS), encoding="utf-8")
    assert show(page, tmp_path / "START.html") == []
    assert_accessible_at_every_width(page, screenshots, "install")


def test_marks_are_sorted_with_the_keyboard_and_found(page, page_of_300):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    show(page, page_of_300)
    assert len(shown(page, 1)) == STUDENTS and shown(page, 1) == sorted(shown(page, 1))
    page.locator("#students thead button", has_text="points").focus()
    for _, state, reverse in ((1, "ascending", False), (2, "descending", True)):
        page.keyboard.press("Enter")
        points = list(map(float, shown(page, 2)))
        assert points == sorted(points, reverse=reverse) and len(set(points)) > 5
        assert page.eval_on_selector_all("#students [aria-sort]", "heads => heads.map(head => head.ariaSort)") == [state]
    page.locator("#students thead button", has_text="late").click()
    page.locator("#students thead button", has_text="late").click()
    late = shown(page, 5)
    assert late == sorted(late, reverse=True) and late[0] == "late by 1 day, costs 1.5"
    page.locator("#students thead button", has_text="relu_backward").click()
    states = shown(page, 8 + [e.name for e in EXERCISES].index("relu_backward"))
    waiting = [i for i in range(2, STUDENTS, 50) if "04_backward" in LESSONS[:i % 11]]
    assert [state == "?" for state in states] == [True] * len(waiting) + [False] * (STUDENTS - len(waiting))
    page.get_by_label("Search").fill("ozlem")
    assert shown(page, 3) == [NAMES[7]] and page.get_by_role("status").inner_text() == f"1 of {STUDENTS} students"
    page.get_by_label("Search").fill("nothing handed")
    assert len(shown(page, 1)) == len([i for i in range(STUDENTS) if i % 11 == 0])
    page.get_by_label("Search").fill("")
    assert len(shown(page, 1)) == STUDENTS and errors == []


def test_without_its_script_the_page_says_the_same(browser, page_of_300):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page_of_300.as_uri())
    assert plain.locator("#students tbody tr").count() == STUDENTS and not plain.get_by_label("Search").is_visible()
    assert plain.locator("details[open]").count() == 0 and plain.get_by_text("more", exact=False).count() > 2
    context.close()


def test_no_other_script_runs(page, page_of_300, tmp_path):
    """What would come through the templates all the same is stopped by the policy."""
    hurt = tmp_path / "class.html"
    hurt.write_text(page_of_300.read_text(encoding="utf-8").replace("<main>", "<main><script>document.title = 'ran'</script>"),
                    encoding="utf-8")
    show(page, hurt)
    assert page.title() == "course: the class" and page.locator("#students button").count() > 0

