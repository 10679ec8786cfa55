"""A learner's folder after `dnn-course update`: nothing that the learner wrote is lost, and the rest is current."""
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import dnn_course.home
from dnn_course.learner import merging, updating
from dnn_course.cli import main
from dnn_course.home import unsolved
from dnn_course.learner.check import check_notebook
from dnn_course.learner.start import GIVEN, RECORD, start
from dnn_course.learner.merging import merge
from dnn_course.learner.updating import BEFORE, update
from dnn_utils.files import KEPT
from testCases.exercises import EXERCISES

ROOT = Path(__file__).resolve().parent.parent
HINT = "raise NotImplementedError"


# A small course, solved

def exercise_cell(name, frame="the first wording"):
    source = (f'def {name}(x):\n    """{frame}"""\n    ### START CODE HERE ###\n    y = x + 1\n'
              "    ### END CODE HERE ###\n    return y")
    return new_code_cell(source, id=name.replace("_", "-"), metadata={"tags": ["exercise"], "nbgrader": {
        "grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": True, "task": False}})


def check_cell(name):
    return new_code_cell(f"check_{name}({name})", id=f"test-{name.replace('_', '-')}", metadata={
        "deletable": False, "editable": False, "tags": ["graded-test"], "nbgrader": {
            "grade": True, "grade_id": f"test_{name}", "locked": True, "points": 5, "schema_version": 3,
            "solution": False, "task": False}})


def lesson(*names):
    cells = [new_markdown_cell("# A lesson", id="title"), new_code_cell("import numpy as np", id="imports")]
    for name in names:
        short = name.replace("_", "-")
        cells += [new_markdown_cell(f"## See {name}", id=f"see-{short}"), exercise_cell(name), check_cell(name),
                  new_code_cell(f"print({name}(1))", id=f"print-{short}")]
    return new_notebook(cells=cells + [new_markdown_cell("## Summary", id="summary")],
                        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})


LESSONS = {"02_forward.ipynb": lesson("linear_forward", "linear_activation_forward"),
           "03_cost.ipynb": lesson("compute_cost")}


def write_course(folder, lessons, pictures=("picture",)):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    (folder / "images").mkdir()
    for name, notebook in lessons.items():
        nbformat.write(notebook, folder / "notebooks" / name)
    for number, content in enumerate(pictures):
        (folder / "images" / f"{number}.svg").write_text(content)


def read(path):
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))  # nbformat.read would repair ids


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def graded(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What a course changes from one version to the next, and what learners do to notebooks. An edit is (what, a, b): two
# numbers say where. `mark` is a text that stands nowhere else.

def course_edit(notebook, what, a, b, mark):
    cells, i = notebook.cells, a % len(notebook.cells)
    cell = cells[i]
    if what == "insert":
        make = new_code_cell if b % 2 else new_markdown_cell
        cells.insert(i, make(f"# course {mark}", id=f"course-{mark}"))
    elif what == "move":
        cells.insert(b % len(cells), cells.pop(i))
    elif what == "delete":
        if len(cells) > 1:
            del cells[i]
    elif what == "tag":
        cell.metadata.tags = [*cell.metadata.get("tags", []), f"course-{mark}"]
    elif cell.source.startswith("def "):
        cell.source = cell.source.replace('"""', f'"""course {mark} ', 1)
    else:
        cell.source += f"\n# course {mark}"


def learner_edit(notebook, what, a, b, mark):
    cells = notebook.cells
    if not cells:
        cells.append(new_code_cell("x = 1"))
    i = a % len(cells)
    cell = cells[i]
    exercises = [cell for cell in cells if HINT in cell.source]
    if what == "solve" and exercises:
        cell = exercises[a % len(exercises)]
        cell.source = cell.source.replace(HINT, f"y = x + 1  # mine {mark}\n    # {HINT}", 1)
    elif what == "edit":
        cell.source += f"\n# mine {mark}"
    elif what == "rewrite":
        cell.source = f"mine = '{mark}'"
    elif what == "delete":
        del cells[i]
    elif what == "move":
        cells.insert(b % len(cells), cells.pop(i))
    elif what == "duplicate":  # as JupyterLab does: with the metadata
        copy = nbformat.from_dict(cell)
        copy.id = f"copy-{mark}"
        cells.insert(b % (len(cells) + 1), copy)
    elif what == "same id":  # as a merge of two files by hand does
        cells.insert(b % (len(cells) + 1), nbformat.from_dict(cell))
    elif what == "insert":
        make = new_code_cell if b % 2 else new_markdown_cell
        cells.insert(i, make(f"# mine {mark}"))
    elif what == "define":
        name = ["linear_forward", "compute_cost"][b % 2]
        cells.insert(i, new_code_cell(f"def {name}(x):\n    return 'mine {mark}'"))
    elif what == "retype":
        other = new_markdown_cell if cell.cell_type == "code" else new_code_cell
        cells[i] = other(cell.source, id=cell.id, metadata=cell.metadata)
    elif what == "unmark":
        cell.metadata.pop("nbgrader", None)
    elif what == "run" and cell.cell_type == "code":
        cell.outputs, cell.execution_count = [new_output("stream", text=f"output {mark}")], 1
    elif what == "fold":
        cell.metadata.jupyter = {"source_hidden": True}


def lose_ids(notebook):
    """As an editor does that writes format 4.4."""
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        cell.pop("id", None)


def edited(lessons, edits, edit):
    lessons = {name: nbformat.from_dict(notebook) for name, notebook in lessons.items()}
    names = list(lessons)
    for mark, (what, a, b) in enumerate(edits):
        edit(lessons[names[(a + b) % len(names)]], what, a, b, f"m{mark}m")
    return lessons


def edits(kinds, fewest=0, most=10):
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 999), st.integers(0, 999)),
                    min_size=fewest, max_size=most)


COURSE_EDITS = ["insert", "move", "delete", "tag", "edit", "edit"]
LEARNER_EDITS = ["solve", "solve", "edit", "edit", "rewrite", "delete", "move", "duplicate", "same id", "insert",
                 "define", "retype", "unmark", "run", "fold"]


# The property

def check_update(old, new, learner_edits, course_moved=True, base=True, ids=True, course_folder=None):
    """Start a folder with the course `old`, edit it, update it to `new`, and assert all that an update promises.

    With `course_folder`, `new` is what lies there. Without `base` the folder has lost its .dnn-course, and nothing is
    known of what was given.
    """
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        write_course(place / "course", old)
        with mock.patch.object(dnn_course.home, "COURSE", place / "course"):
            start(place / "my")
        folder = place / "my"
        was_given = {name: read(folder / name) for name in old}
        mine = edited(was_given, learner_edits, learner_edit)
        for name, notebook in mine.items():
            if not ids:
                lose_ids(notebook)
            (folder / name).write_text(json.dumps(notebook))  # nbformat.write would repair ids
        if not base:
            shutil.rmtree(folder / KEPT)
        (folder / KEPT).mkdir(exist_ok=True)
        (folder / KEPT / "progress.json").write_text('{"linear_forward": 3}')
        before = files_in(folder)
        if course_folder is None:
            write_course(place / "course", new)
        with mock.patch.object(dnn_course.home, "COURSE", course_folder or place / "course"):
            report = update(folder)
            after = files_in(folder)
            again = update(folder)
        assert files_in(folder) == after and again.before is None, "a second update changed something"
        assert report.complete and not [path for path in after if path.endswith(".part")]
        assert after[str(KEPT / "progress.json")] == b'{"linear_forward": 3}'
        for path, content in before.items():
            if after.get(path) != content and not path.startswith(str(GIVEN)):
                assert after.get(str(BEFORE / "001" / path)) == content, f"{path} as it was is gone"
        for name, notebook in new.items():
            current, merged = unsolved(notebook), read(folder / name)
            assert read(folder / GIVEN / name) == current
            check_current(current, merged)
            if name in mine:
                check_kept(was_given[name], mine[name], current, merged, base, ids, course_moved)


def check_current(current, merged):
    """Every exercise and check of the course is there once, each check as it is, and the notebook is valid."""
    assert len(by_id(merged)) == len(merged.cells), "an id is there twice"
    nbformat.validate(merged)
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in graded(merged)}
    assert len(marked) == len(graded(merged)), "a grade_id is there twice"
    assert sorted(marked) == sorted(cell.metadata.nbgrader.grade_id for cell in graded(current))
    for cell in graded(current):
        found = marked[cell.metadata.nbgrader.grade_id]
        assert found.metadata.nbgrader == cell.metadata.nbgrader and found.cell_type == "code"
        if cell.metadata.nbgrader.grade:
            assert found.source == cell.source and not found.metadata.editable, "a check is not the course's"


def names_of(cell):
    """The names that can take a cell for a given one."""
    return {cell.get("id"), cell.source, cell.metadata.get("nbgrader", {}).get("grade_id")} - {None}


def check_kept(was_given, mine, current, merged, base, ids, course_moved):
    not_theirs = sources(was_given) if base else sources(current)
    theirs = Counter(source for source in sources(mine) if source not in not_theirs)
    for source, count in theirs.items():
        assert sum(source in cell.source for cell in merged.cells) >= count, f"lost: {source}"
    if base and not course_moved:
        alone = [source for source, count in theirs.items() if count == 1 and sources(merged).count(source) == 1]
        order = [source for source in sources(mine) if source in alone]
        assert [source for source in sources(merged) if source in alone] == order, "the learner's order is lost"
    given, now, new = by_id(was_given), by_id(current), by_id(merged)
    names = Counter(name for cell in mine.cells for name in names_of(cell))
    for cell in mine.cells if ids else []:
        if cell.id not in now or any(names[name] > 1 for name in names_of(cell)):
            continue  # the course dropped it, or another cell may stand for it
        if base and cell == given.get(cell.id):
            assert now[cell.id].source in sources(merged), "a cell that nobody touched is not the current one"
        if cell.get("outputs") and cell.source == now[cell.id].source:
            assert cell.outputs == new[cell.id].outputs, "an output is lost"
    for identity, cell in now.items():
        if identity not in given:
            assert cell.source in sources(merged), "a new cell of the course is missing"


@st.composite
def cases(draw):
    changes = draw(edits(COURSE_EDITS))
    new = edited(LESSONS, changes, course_edit)
    return dict(old=LESSONS, new=new, learner_edits=draw(edits(LEARNER_EDITS)),
                base=draw(st.sampled_from([True, True, True, True, False])),
                ids=draw(st.sampled_from([True] * 4 + [False])),
                course_moved="move" in [what for what, _, _ in changes])


QUIET = dict(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@settings(max_examples=150, **QUIET)
@given(case=cases())
def test_an_update_loses_nothing_and_brings_everything(case):
    check_update(**case)


@settings(max_examples=6, phases=[Phase.generate], **QUIET)
@given(changes=edits(COURSE_EDITS, 30, 60), learner_edits=edits(LEARNER_EDITS, 60, 90))
def test_the_real_lessons_come_to_a_half_solved_folder_of_an_older_course(changes, learner_edits):
    lessons = {path.name: read(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    check_update(edited(lessons, changes, course_edit), lessons, learner_edits, course_folder=ROOT)


# Mutants of the merge: the property above fails for each

def prefers_the_new_version(monkeypatch):
    monkeypatch.setattr(merging, "_merged_cell", lambda cell, key, given, current, changes, other_words: [
        current[key]] if key in current else [])


def drops_own_cells(monkeypatch):
    monkeypatch.setattr(merging, "_plain", lambda cell, current, changes: new_markdown_cell(""))


def lets_copies_count(monkeypatch):
    monkeypatch.setattr(merging, "_plain", lambda cell, current, changes: cell)


def leaves_what_is_deleted(monkeypatch):
    monkeypatch.setattr(merging, "_comes_back", lambda key, given, cell: key not in given)


def forgets_changed_checks(monkeypatch):
    monkeypatch.setattr(merging, "_beside", lambda title, cell: new_markdown_cell(title))


def trusts_changed_checks(monkeypatch):
    monkeypatch.setattr(merging, "_is_check", lambda cell: False)


def keeps_no_old_file(monkeypatch):
    monkeypatch.setattr(updating, "_keep", lambda path, folder, before: None)


def changes_nothing(monkeypatch):
    monkeypatch.setattr(updating, "merge", lambda given, mine, current, name: (
        mine, merging.Changes(name, [], [], [], [], [])))


def sorts_by_the_course(monkeypatch):
    merge = updating.merge

    def sorting(given, mine, current, name):
        merged, changes = merge(given, mine, current, name)
        order = [cell.id for cell in current.cells]
        merged.cells.sort(key=lambda cell: order.index(cell.id) if cell.id in order else len(order))
        return merged, changes
    monkeypatch.setattr(updating, "merge", sorting)


def loses_outputs(monkeypatch):
    merged_cell = merging._merged_cell

    def losing(*arguments):
        pieces = merged_cell(*arguments)
        for piece in pieces:
            if piece.cell_type == "code":
                piece.outputs = []
        return pieces
    monkeypatch.setattr(merging, "_merged_cell", losing)


def shows_the_new_version_again(monkeypatch):
    frame, calls = merging._frame, iter(range(10 ** 9))
    monkeypatch.setattr(merging, "_frame", lambda cell: frame(cell) + str(next(calls)))
    monkeypatch.setattr(merging, "_stands_beside", lambda cell: False)


MUTANTS = [prefers_the_new_version, drops_own_cells, lets_copies_count, leaves_what_is_deleted, forgets_changed_checks,
           trusts_changed_checks, keeps_no_old_file, changes_nothing, sorts_by_the_course, loses_outputs,
           shows_the_new_version_again]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_property_catches_a_merge_that(mutant, monkeypatch):
    mutant(monkeypatch)

    @settings(max_examples=150, phases=[Phase.generate], report_multiple_bugs=False, **QUIET)
    @given(case=cases())
    def property_of_the_mutant(case):
        check_update(**case)

    with pytest.raises(AssertionError):
        property_of_the_mutant()


# What is decided, one by one

@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder started with the small course; `bring(lessons)` makes these the course, and updates the folder."""
    monkeypatch.setattr(dnn_course.home, "COURSE", tmp_path / "course")
    write_course(tmp_path / "course", LESSONS)
    start(tmp_path / "my")
    return tmp_path / "my"


def bring(folder, lessons=LESSONS, **more):
    write_course(folder.parent / "course", lessons, **more)
    return update(folder)


def changed(name="03_cost.ipynb", **sources):
    """The small course with other sources of some cells of a lesson, by their id with _ for -."""
    lessons = {name: nbformat.from_dict(notebook) for name, notebook in LESSONS.items()}
    for identity, source in sources.items():
        by_id(lessons[name])[identity.replace("_", "-")].source = source
    return lessons


def cost(**sources):
    """The small lesson as it is given, with the learner's sources for some cells."""
    notebook = unsolved(LESSONS["03_cost.ipynb"])
    for identity, source in sources.items():
        by_id(notebook)[identity.replace("_", "-")].source = source
    return notebook


def given_cost():
    return unsolved(LESSONS["03_cost.ipynb"])


def current_cost(**sources):
    return unsolved(changed(**sources)["03_cost.ipynb"])


NEW_FRAME = exercise_cell("compute_cost", "the second wording").source
SOLVED = LESSONS["03_cost.ipynb"].cells[3].source.replace("x + 1", "1 + x")


def test_an_untouched_folder_becomes_what_start_would_make(folder, tmp_path):
    lessons = edited(LESSONS, [("edit", 1, 2), ("insert", 2, 5), ("move", 4, 1), ("delete", 6, 1), ("edit", 5, 5)],
                     course_edit)
    lessons["04_backward.ipynb"] = lesson("linear_backward")
    report = bring(folder, lessons, pictures=("another picture", "one more"))
    start(tmp_path / "fresh")
    files = {path: content for path, content in files_in(folder).items() if not path.startswith(str(BEFORE))}
    assert files == files_in(tmp_path / "fresh")
    assert report.notebooks[2].added == ["the whole notebook"] and not any(changes.kept for changes in report.notebooks)
    assert (report.pictures.updated, report.pictures.added) == (["0.svg"], ["1.svg"])


NEW = ("sigmoid", "relu", "relu_backward", "sigmoid_backward")  # exercises that an older edition only imported


def older_edition(lesson):
    """Return a lesson without these exercises, as it was while it imported their functions."""
    gone = {prefix + name.replace("_", "-") for name in NEW for prefix in ("", "exercise-", "test-")}
    older = nbformat.from_dict(lesson)
    older.cells = [cell for cell in older.cells if cell.id not in gone]
    by_id(older)["imports"].source += "\nfrom dnn_utils import relu, relu_backward, sigmoid, sigmoid_backward"
    return older


def reports_of(path):
    """Return the reports of a notebook, checked by the course itself, and not by the one that `folder` puts there."""
    with mock.patch.object(dnn_course.home, "COURSE", ROOT):
        return check_notebook(path).reports


@pytest.mark.parametrize("name", ["02_forward.ipynb", "04_backward.ipynb"])
def test_exercises_that_are_new_come_to_a_lesson_that_is_solved_and_nothing_in_it_is_lost(name, folder):
    current = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    bring(folder, {name: older_edition(current)})
    mine = nbformat.read(folder / name, as_version=4)
    solved = {cell.id: cell.source.replace("### END", "# my own line\n    ### END") for cell in current.cells
              if cell.metadata.get("nbgrader", {}).get("solution")}
    for cell in mine.cells:
        cell.source = solved.get(cell.id, cell.source)
    mine.cells.append(new_markdown_cell("my notes"))
    nbformat.write(mine, folder / name)
    before = reports_of(folder / name)
    bring(folder, {name: current})
    merged = nbformat.read(folder / name, as_version=4)
    assert [cell.id for cell in merged.cells[:-1]] == [cell.id for cell in current.cells]
    assert merged.cells[-1].source == "my notes"
    after = reports_of(folder / name)
    for report in [*before.values(), *after.values()]:
        assert report.points == (0 if report.name in NEW else report.max_points), str(report)
        given = by_id(unsolved(current))[report.name.replace("_", "-")].source
        assert by_id(merged)[report.name.replace("_", "-")].source == \
            (given if report.name in NEW else solved[report.name.replace("_", "-")])


def test_a_solution_stays_and_a_new_frame_of_its_exercise_is_shown_after_it():
    mine = cost(compute_cost=SOLVED)
    by_id(mine)["compute-cost"].outputs = [new_output("stream", text="mine")]
    merged, changes = merge(given_cost(), mine, current_cost(compute_cost=NEW_FRAME))
    i = sources(merged).index(SOLVED)
    assert merged.cells[i].outputs[0].text == "mine" and merged.cells[i].metadata.nbgrader.grade_id == "compute_cost"
    shown = merged.cells[i + 1]
    assert shown.cell_type == "markdown" and "nbgrader" not in shown.metadata
    assert "the second wording" in shown.source and "```python\ndef compute_cost" in shown.source
    assert changes.kept == ["compute_cost"] and "compute_cost has a new version" in changes.notes[0]


def test_a_new_hint_is_not_worth_a_word_once_the_exercise_is_solved():
    given = given_cost()
    by_id(given)["compute-cost"].source = by_id(given)["compute-cost"].source.replace("# Hint", "# An older hint")
    mine = nbformat.from_dict(given)
    by_id(mine)["compute-cost"].source = SOLVED
    merged, changes = merge(given, mine, given_cost())
    assert merged == mine and changes.notes == []


def test_the_version_shown_beside_is_replaced_by_the_next_one():
    mine = cost(compute_cost=SOLVED)
    second, third = (current_cost(compute_cost=frame) for frame in (NEW_FRAME, NEW_FRAME.replace("second", "third")))
    merged, _ = merge(given_cost(), mine, second)
    merged, _ = merge(second, merged, third)
    shown = [word for source in sources(merged) for word in ("second", "third") if f"{word} wording" in source]
    assert shown == ["third"]


def test_a_version_shown_beside_that_the_learner_wrote_in_stays():
    second, third = (current_cost(compute_cost=frame) for frame in (NEW_FRAME, NEW_FRAME.replace("second", "third")))
    merged, _ = merge(given_cost(), cost(compute_cost=SOLVED), second)
    i = sources(merged).index(SOLVED) + 1
    merged.cells[i].source += "\n\nmy note"
    merged, _ = merge(second, merged, third)
    assert "third wording" in merged.cells[i].source and "my note" in merged.cells[i + 1].source


def test_a_fence_is_longer_than_any_in_the_cell_that_it_shows():
    source = NEW_FRAME.replace("second wording", "second\n    ```\n    wording")
    merged, _ = merge(given_cost(), cost(compute_cost=SOLVED), current_cost(compute_cost=source))
    assert [s for s in sources(merged) if "second" in s][0].endswith("\n````")


def test_a_changed_check_is_the_courses_again_and_what_the_learner_wrote_is_shown_after_it():
    mine = cost(test_compute_cost="print('passed')")
    merged, changes = merge(given_cost(), mine, given_cost())
    check, shown = merged.cells[4:6]
    assert check == by_id(given_cost())["test-compute-cost"]
    assert shown.cell_type == "markdown" and "print('passed')" in shown.source
    assert "test_compute_cost is the course's own again" in changes.notes[0]
    assert merge(given_cost(), merged, given_cost())[0] == merged


def test_prose_and_code_that_both_changed_are_there_in_both_versions():
    mine = cost(see_compute_cost="## See compute_cost\nMy note.", print_compute_cost="print(compute_cost(7))")
    current = current_cost(see_compute_cost="## Look at compute_cost", print_compute_cost="print(compute_cost(2))")
    merged, _ = merge(given_cost(), mine, current)
    i, j = (sources(merged).index(source) for source in ("## See compute_cost\nMy note.", "print(compute_cost(7))"))
    assert merged.cells[i + 1].source.endswith("this:\n\n## Look at compute_cost")
    assert merged.cells[j + 1].cell_type == "markdown" and "print(compute_cost(2))" in merged.cells[j + 1].source


def test_own_cells_stay_after_the_cell_that_they_follow():
    mine, current = cost(), given_cost()
    for name in ("imports", "compute-cost", "summary"):
        mine.cells.insert(mine.cells.index(by_id(mine)[name]) + 1, new_code_cell(f"after = {name!r}"))
    current.cells.insert(2, new_markdown_cell("new", id="new"))  # after the imports
    current.cells.append(current.cells.pop(6))  # print-compute-cost, after the summary
    merged, _ = merge(given_cost(), mine, current)
    assert [cell.source if cell.source.startswith("after") else cell.id for cell in merged.cells] == [
        "title", "imports", "after = 'imports'", "new", "see-compute-cost", "compute-cost", "after = 'compute-cost'",
        "test-compute-cost", "summary", "after = 'summary'", "print-compute-cost"]


def test_a_cell_that_the_learner_moved_stays_there_and_is_updated():
    mine = cost()
    mine.cells.insert(0, mine.cells.pop(5))
    merged, _ = merge(given_cost(), mine, current_cost(print_compute_cost="print(compute_cost(2))"))
    assert [cell.id for cell in merged.cells] == [cell.id for cell in mine.cells]
    assert merged.cells[0].source == "print(compute_cost(2))"


@pytest.mark.parametrize("current, back", [(given_cost(), False), (current_cost(see_compute_cost="## Look"), True)])
def test_prose_that_the_learner_deleted_comes_back_only_if_the_course_changed_it(current, back):
    mine = cost()
    mine.cells = [cell for cell in mine.cells if cell.id != "see-compute-cost"]
    merged, changes = merge(given_cost(), mine, current)
    assert ("see-compute-cost" in by_id(merged)) == back and bool(changes.added) == back


def test_an_exercise_and_a_check_that_were_deleted_come_back_where_they_were():
    mine = cost()
    mine.cells = [cell for cell in mine.cells if "nbgrader" not in cell.metadata]
    merged, changes = merge(given_cost(), mine, given_cost())
    assert merged == given_cost() and changes.added == ["compute_cost", "test_compute_cost"]


def test_where_the_exercise_was_deleted_the_cell_that_defines_its_function_is_the_exercise():
    mine = cost()
    mine.cells[3] = new_code_cell("import math\n\ndef compute_cost(AL, Y):\n    return 0.0")
    merged, _ = merge(given_cost(), mine, given_cost())
    assert len(merged.cells) == len(mine.cells) and merged.cells[3].source == mine.cells[3].source
    assert merged.cells[3].metadata.nbgrader.grade_id == "compute_cost"


@pytest.mark.parametrize("solved", [0, 1])
def test_of_two_copies_of_an_exercise_the_one_that_was_worked_in_is_it(solved):
    mine = cost()
    copy = nbformat.from_dict(mine.cells[3])
    copy.id = "copy"
    mine.cells.insert(4, copy)
    mine.cells[3 + solved].source = SOLVED
    merged, changes = merge(given_cost(), mine, given_cost())
    assert sources(merged) == sources(mine)
    assert ["nbgrader" in cell.metadata for cell in merged.cells[3:5]] == [not solved, bool(solved)]
    plain = merged.cells[4 - solved]
    assert plain.metadata == {"tags": []} and "plain cell now" in changes.notes[0]


def test_a_second_copy_of_a_check_stays_as_a_cell_that_can_be_edited():
    mine = cost()
    copy = nbformat.from_dict(mine.cells[4])
    copy.id = "copy"
    mine.cells.append(copy)
    merged, _ = merge(given_cost(), mine, given_cost())
    assert sources(merged) == sources(mine) and merged.cells[-1].metadata == {"tags": []}


def test_an_exercise_that_became_markdown_stays_as_prose_and_comes_back_as_code():
    mine = cost()
    mine.cells[3] = new_markdown_cell("my thoughts", id="compute-cost", metadata=mine.cells[3].metadata)
    merged, _ = merge(given_cost(), mine, given_cost())
    assert merged.cells[3].source == "my thoughts" and merged.cells[3].metadata == {"tags": []}
    assert merged.cells[4] == by_id(given_cost())["compute-cost"] and len(merged.cells) == len(mine.cells) + 1


def test_a_cell_that_the_course_dropped_goes_or_stays():
    current = given_cost()
    current.cells = current.cells[:2] + current.cells[3:5]  # without see-compute-cost, print-compute-cost, summary
    merged, changes = merge(given_cost(), cost(summary="## Summary\nMy own."), current)
    assert [cell.id for cell in merged.cells] == ["title", "imports", "compute-cost", "test-compute-cost", "summary"]
    assert changes.removed == ['"## See compute_cost"', '"print(compute_cost(1))"'] and changes.own == 1


def test_outputs_of_an_untouched_cell_stay_and_those_of_a_changed_source_go():
    mine = cost()
    for cell in mine.cells[1], mine.cells[5]:
        cell.outputs, cell.execution_count = [new_output("stream", text="1")], 3
    merged, _ = merge(given_cost(), mine, current_cost(print_compute_cost="print(compute_cost(2))"))
    assert merged.cells[1] == mine.cells[1]
    assert merged.cells[5].outputs == [] and merged.cells[5].execution_count is None


def test_tags_are_the_courses_and_what_the_learner_folded_stays_folded():
    mine, current = cost(), given_cost()
    mine.cells[1].metadata["jupyter"] = {"source_hidden": True}
    mine.metadata["kernelspec"] = {"name": "mine", "display_name": "Mine", "language": "python"}
    current.cells[1].metadata["tags"] = ["helper"]
    merged, _ = merge(given_cost(), mine, current)
    assert merged.cells[1].metadata == {"tags": ["helper"], "jupyter": {"source_hidden": True}}
    assert merged.metadata.kernelspec.name == "mine"


def test_cells_without_ids_are_matched_by_content(folder):
    mine = cost(compute_cost=SOLVED)
    mine.cells.append(mine.cells.pop(1))
    lose_ids(mine)
    (folder / "03_cost.ipynb").write_text(json.dumps(mine))
    bring(folder, changed(imports="import math", summary="## What you did"))
    merged = read(folder / "03_cost.ipynb")
    assert [cell.id for cell in merged.cells] == ["title", "see-compute-cost", "compute-cost", "test-compute-cost",
                                                  "print-compute-cost", "summary", "imports"]
    assert sources(merged)[2] == SOLVED and sources(merged)[-2:] == ["## What you did", "import math"]


def test_a_folder_made_before_updates_were_keeps_all_that_differs(folder):
    nbformat.write(cost(compute_cost=SOLVED, imports="import math"), folder / "03_cost.ipynb")
    shutil.rmtree(folder / KEPT)
    report = bring(folder, changed(compute_cost=NEW_FRAME, summary="## What you did"))
    merged = read(folder / "03_cost.ipynb")
    assert [source for source in (SOLVED, "import math", "## Summary") if source not in sources(merged)] == []
    shown = [cell.source for cell in merged.cells if cell.metadata.get("tags") == [merging.TAG]]
    assert len(shown) == 3 and "from one that is not known" in str(report)
    assert report.notebooks[0] == merging.Changes("02_forward.ipynb", [], [], [], [], [])


# Files

BROKEN = {"no JSON": b"{", "a list": b"[]", "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
          "format 3": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
          "no UTF-8": b"\xff\xfe", "empty": b"", "a cell without a source":
          b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "raw", "metadata": {}}]}',
          "a number for a cell": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}'}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_notebook_is_reported_and_left(content, folder, capsys):
    (folder / "02_forward.ipynb").write_bytes(content)
    before = (folder / GIVEN / "02_forward.ipynb").read_bytes()
    lessons = changed(summary="## What you did")
    lessons["02_forward.ipynb"] = changed("02_forward.ipynb", title="# Another title")["02_forward.ipynb"]
    write_course(folder.parent / "course", lessons)
    assert main(["update", str(folder)]) == 1
    said = capsys.readouterr()
    assert "02_forward.ipynb\n  left as it is: it cannot be read as a notebook (" in said.out and said.err == ""
    assert (folder / "02_forward.ipynb").read_bytes() == content
    assert (folder / GIVEN / "02_forward.ipynb").read_bytes() == before  # so that a repaired one is merged as usual
    assert "## What you did" in sources(read(folder / "03_cost.ipynb"))


def test_without_a_readable_given_version_everything_that_differs_is_the_learners(folder):
    (folder / GIVEN / "03_cost.ipynb").write_text("{")
    (folder / RECORD).write_text("[]")
    nbformat.write(cost(summary="mine"), folder / "03_cost.ipynb")
    bring(folder)
    assert sources(read(folder / "03_cost.ipynb"))[-2] == "mine"
    assert read(folder / GIVEN / "03_cost.ipynb") == given_cost()


@pytest.mark.parametrize("what", ["nothing", "a file", "an empty folder", "other notebooks", "the course",
                                  "its lessons"])
def test_what_is_no_learners_folder_is_left_as_it_is(what, tmp_path, capsys):
    folder = {"the course": ROOT, "its lessons": ROOT / "notebooks"}.get(what, tmp_path / "my")
    if what == "a file":
        folder.write_text("mine")
    elif what in ("an empty folder", "other notebooks"):
        folder.mkdir()
        if what == "other notebooks":
            (folder / "02_forward.ipynb").write_text("{}")
    before = files_in(tmp_path)
    assert main(["update", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "dnn-course start" in said.err and str(folder) in said.err
    assert files_in(tmp_path) == before and not (ROOT / "notebooks" / KEPT).exists()


def test_an_update_that_was_interrupted_is_completed_by_the_next(folder, monkeypatch):
    nbformat.write(cost(compute_cost=SOLVED, test_compute_cost="mine"), folder / "03_cost.ipynb")
    write = updating._write

    def interrupted(notebook, path):
        if path.parent.name == "given":
            raise KeyboardInterrupt
        write(notebook, path)

    monkeypatch.setattr(updating, "_write", interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            bring(folder, changed(compute_cost=NEW_FRAME, summary="## What you did"))
    monkeypatch.setattr(updating, "_write", write)
    assert update(folder).before is None  # nothing was left to change in the notebooks
    merged = read(folder / "03_cost.ipynb")
    assert Counter("kept-beside" in cell.metadata.get("tags", []) for cell in merged.cells)[True] == 2
    assert sources(merged)[-1] == "## What you did"


def test_a_full_disk_leaves_every_notebook_whole(folder, monkeypatch, capsys):
    nbformat.write(cost(compute_cost=SOLVED), folder / "03_cost.ipynb")
    before = files_in(folder)

    def full_disk(notebook, path):
        Path(path).write_text("half")
        raise OSError("no space left on device")

    write_course(folder.parent / "course", changed(summary="## What you did"))
    monkeypatch.setattr(updating.nbformat, "write", full_disk)
    assert main(["update", str(folder)]) == 1
    assert capsys.readouterr().err == "dnn-course: no space left on device\n"
    after = files_in(folder)
    assert {path: after[path] for path in before} == before and not [path for path in after if path.endswith(".part")]


def test_a_notebook_that_is_gone_comes_back_and_one_that_the_course_dropped_stays(folder):
    (folder / "03_cost.ipynb").unlink()
    report = bring(folder, {"03_cost.ipynb": LESSONS["03_cost.ipynb"]})
    assert read(folder / "03_cost.ipynb") == given_cost() and (folder / "02_forward.ipynb").exists()
    assert "the course no longer has this notebook; yours is left as it is" in str(report)
    assert "02_forward" not in str(update(folder))


def test_pictures_are_the_courses_but_for_the_learners_own(folder):
    (folder / "images" / "0.svg").write_text("mine")
    assert bring(folder).before is None  # the course's did not change
    report = bring(folder, pictures=("another picture", "one more"))
    images = {path.name: path.read_text() for path in (folder / "images").iterdir()}
    assert images == {"0.svg": "mine", "0.new-version.svg": "another picture", "1.svg": "one more"}
    assert report.pictures.notes == ["0.svg is your own; the course's new one is 0.new-version.svg"]
    assert bring(folder, pictures=("another picture", "one more")).pictures.notes == []


def test_every_update_keeps_the_files_that_it_changed_under_a_number_of_its_own(folder):
    first = (folder / "03_cost.ipynb").read_bytes()
    assert bring(folder, changed(summary="two")).before == folder / BEFORE / "001"
    second = (folder / "03_cost.ipynb").read_bytes()
    assert bring(folder, changed(summary="three")).before == folder / BEFORE / "002"
    assert {path: content for path, content in files_in(folder / BEFORE).items()} == {
        str(Path("001/03_cost.ipynb")): first, str(Path("002/03_cost.ipynb")): second}


def test_the_command_says_what_was_updated_kept_and_put_beside(folder, capsys):
    mine = cost(compute_cost=SOLVED)
    mine.cells.append(new_code_cell("x = 1"))
    nbformat.write(mine, folder / "03_cost.ipynb")
    old = json.loads((folder / RECORD).read_text())["version"]
    write_course(folder.parent / "course", changed(compute_cost=NEW_FRAME, summary="## What you did"))
    assert main(["update", str(folder)]) == 0
    new = json.loads((folder / RECORD).read_text())["version"]
    assert capsys.readouterr().out == f"""{folder} has version {new} of the course, from {old}.
02_forward.ipynb: nothing to do
03_cost.ipynb
  updated: "## What you did"
  kept as you changed them: compute_cost
  kept: 1 cell of your own
  look at: compute_cost has a new version; it is in the cell after yours
Every file that changed is kept as it was in {folder / BEFORE / "001"}.
A notebook that is open in JupyterLab: File > Reload Notebook from Disk, before you go on.
"""
    assert old != new and old.split("+")[0] == new.split("+")[0]


def test_the_report_names_a_few_cells_and_counts_the_others():
    changes = merging.Changes("a.ipynb", [], list("abcdefgh"), [], [], [])
    assert str(changes) == "a.ipynb\n  updated: a, b, c, d, e, f and 2 more"
    assert merging._name(new_code_cell("\n" + "x" * 60)) == '"' + "x" * 47 + '..."'
    assert merging._name(new_code_cell("")) == '"an empty cell"'


def test_exercises_are_found_in_the_real_lessons():
    """The merge knows exercises and checks by their nbgrader metadata: all of the course's."""
    cells = [cell for path in (ROOT / "notebooks").glob("*.ipynb") for cell in read(path).cells]
    assert sorted(merging._grade_id(cell) for cell in cells if merging._is_exercise(cell)) == sorted(
        e.name for e in EXERCISES)
    assert sum(merging._is_check(cell) for cell in cells) == len(EXERCISES)
