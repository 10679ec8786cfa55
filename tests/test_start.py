"""A learner's folder: nothing in it is solved, and once it is solved everything in it runs."""
import ast
import hashlib
import json
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.apps import NbGraderAPI
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import determine_grade
from traitlets.config import Config

import dnn_course.home
from dnn_course.cli import main
from dnn_course.home import unsolved
from dnn_course.learner.start import start
from dnn_course.notebook.stripping import GOES_ON, without_solution
from testCases.exercises import EXERCISES, exercise
from testCases.messages import messages_of

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
STEMS = list(dict.fromkeys(e.lesson for e in EXERCISES))
OTHERS = ["00_start", "00_cats", "appendix_article", "formulas", "glossary"]  # without exercises
RUN_IN_FULL = ["01_initialization", "02_forward", "03_cost", "04_backward", "05_update"]  # the others train for long


def solved_lesson(stem):
    return nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4)


def names_of(stem):
    return [e.name for e in EXERCISES if e.lesson == stem]


def nbgrader_cells(notebook, kind):
    """The cells that nbgrader knows as "solution" or "grade", by their grade_id."""
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get(kind)]
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells}


def run(sources, folder):
    """Run pieces of code in a fresh kernel in a folder, go on after an error, and return the executed cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3", timeout=120, allow_errors=True,
                   resources={"metadata": {"path": str(folder)}}).execute()
    return notebook.cells


def graded(cell, name):
    """Return an executed cell as the test of an exercise, for nbgrader's own function to grade."""
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": exercise(name).points, "locked": True,
                                 "grade_id": f"test_{name}"}
    return cell


def error_of(cell):
    """What the error of an executed cell says, or "" where there was none."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return "".join(f"{error.ename}: {error.evalue}" for error in errors)


def is_import(cell):
    return cell.cell_type == "code" and any(isinstance(line, (ast.Import, ast.ImportFrom))
                                            for line in ast.parse(cell.source).body)


@pytest.fixture(scope="module")
def learner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learner") / "my_course"
    start(folder)
    return folder


def learner_lesson(folder, stem):
    return nbformat.read(folder / f"{stem}.ipynb", as_version=4)


def test_the_lessons_have_the_points_of_the_table():
    cells = [cell for stem in STEMS for cell in nbgrader_cells(solved_lesson(stem), "grade").values()]
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == sorted([*OTHERS, *STEMS])
    assert sum(cell.metadata.nbgrader.points for cell in cells) == sum(e.points for e in EXERCISES)


@pytest.mark.parametrize("stem", STEMS)
def test_a_lesson_has_one_solution_cell_and_one_locked_test_cell_for_each_exercise(stem):
    lesson, names = solved_lesson(stem), names_of(stem)
    kinds = [cell.metadata.nbgrader for cell in lesson.cells if "nbgrader" in cell.metadata]
    assert [kind.grade_id for kind in kinds] == [cell for name in names for cell in (name, f"test_{name}")]
    for name in names:
        assert nbgrader_cells(lesson, "solution")[name].source.startswith(f"def {name}(")
        test = nbgrader_cells(lesson, "grade")[f"test_{name}"]
        assert test.source == f"check_{name}({name})"
        assert test.metadata.nbgrader.points == exercise(name).points
        assert test.metadata.nbgrader.locked and not test.metadata.editable and not test.metadata.deletable


@pytest.mark.parametrize("stem", STEMS)
def test_every_graded_cell_fails_before_and_passes_after_the_exercise_is_solved(stem, learner, tmp_path):
    lesson, names = learner_lesson(learner, stem), names_of(stem)
    imports = [cell.source for cell in lesson.cells if is_import(cell)]
    exercises = [cell.source for cell in nbgrader_cells(lesson, "solution").values()]
    solutions = [cell.source for cell in nbgrader_cells(solved_lesson(stem), "solution").values()]
    tests = [cell.source for cell in nbgrader_cells(lesson, "grade").values()]
    n = len(names)
    assert len(tests) == len(solutions) == len(exercises) == n
    cells = run(imports + exercises + tests + solutions + tests, tmp_path)
    failing, passing = cells[-3 * n:-2 * n], cells[-n:]
    assert [error_of(cell) for cell in cells if error_of(cell)] == [], "a check stops no run"
    for name, before, after in zip(names, failing, passing, strict=True):
        assert determine_grade(graded(before, name))[:2] == (0, exercise(name).points)
        assert f"{name} is not written yet" in before.outputs[0].data["text/plain"]
        printed = "".join(output.get("text") or output.data["text/plain"] for output in after.outputs)
        assert printed.startswith(f"{name}: {exercise(name).points} of {exercise(name).points} points")


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_but_the_solutions_and_the_outputs_is_missing(stem, learner):
    solved, lesson = solved_lesson(stem), learner_lesson(learner, stem)
    solutions = nbgrader_cells(solved, "solution")
    for cell in lesson.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
        if cell.metadata.get("nbgrader", {}).get("solution"):
            name = cell.metadata.nbgrader.grade_id
            assert cell.source != solutions[name].source
            cell.source = solutions[name].source
    for cell in lesson.cells:  # small tasks without points begin blank, and say what is open
        if "blank" in cell.metadata:
            (task,) = [original for original in solved.cells if original.id == cell.id]
            assert "task" in cell.metadata.tags and cell.source == task.metadata.blank != task.source
            cell.source = task.source
    for cell, original in zip(lesson.cells, solved.cells, strict=True):
        expected = original.source
        if cell.cell_type == "markdown":
            expected = expected.replace("](../images/", "](images/")
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != GOES_ON]
        metadata = {**cell.metadata, "tags": tags} if tags else {k: v for k, v in cell.metadata.items() if k != "tags"}
        assert (cell.id, cell.cell_type, metadata) == (original.id, original.cell_type, original.metadata)
        assert cell.source == expected
    assert lesson.metadata == solved.metadata
    nbformat.validate(lesson)


@pytest.mark.parametrize("stem", STEMS)
def test_no_demonstration_stops_run_all_above(stem, learner):
    """Only a learner's copy has the tag: in a solved lesson an error is an error."""
    first, *others = [cell for cell in learner_lesson(learner, stem).cells if cell.cell_type == "code"]
    assert GOES_ON not in first.metadata.get("tags", []), "without its imports, nothing works"
    assert all((GOES_ON in cell.metadata.get("tags", [])) == ("nbgrader" not in cell.metadata) for cell in others)
    assert all(GOES_ON not in cell.metadata.get("tags", []) for cell in solved_lesson(stem).cells)


@pytest.mark.parametrize("stem", STEMS)
def test_an_exercise_holds_a_hint_and_an_error_between_its_markers(stem, learner):
    for name, cell in nbgrader_cells(learner_lesson(learner, stem), "solution").items():
        lines = cell.source.split("\n")
        first, last = [i for i, line in enumerate(lines) if re.search("### (START|END) CODE HERE ###", line)]
        between = [line.strip() for line in lines[first + 1:last]]
        assert between[-1] == f'raise NotImplementedError("Complete {name}")'
        hint = " ".join(line.removeprefix("# ") for line in between[:-1])
        assert hint == f"Hint: {messages_of(name)['placeholder']}"
        assert all(line.startswith("# ") for line in between[:-1]) and max(map(len, lines[first:last])) <= 100


@pytest.mark.parametrize("stem", RUN_IN_FULL)
def test_a_solved_folder_runs_from_another_working_directory(stem, learner, tmp_path):
    lesson, solutions = learner_lesson(learner, stem), nbgrader_cells(solved_lesson(stem), "solution")
    for name, cell in nbgrader_cells(lesson, "solution").items():
        cell.source = solutions[name].source
    code = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
    assert [error_of(cell) for cell in run(code, tmp_path) if error_of(cell)] == []


def test_no_code_cell_names_a_file_by_a_path():
    """So that no lesson, run in full above or not, depends on the working directory."""
    for stem in STEMS:
        for cell in solved_lesson(stem).cells:
            if cell.cell_type == "code":
                assert not re.search(r"""["'](\.\.?|images|datasets|notebooks|)/|__file__""", cell.source), \
                    (stem, cell.id)


@pytest.mark.parametrize("stem", STEMS)
def test_every_link_and_picture_is_there(stem, learner):
    for folder in (learner, NOTEBOOKS):
        lesson = nbformat.read(folder / f"{stem}.ipynb", as_version=4)
        prose = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
        links = re.findall(r"\]\(([^)#\s]+)", prose)
        assert any(link.endswith(".svg") for link in links)
        assert [link for link in links if not link.startswith("http") and not (folder / link).is_file()] == []


def test_the_folder_holds_the_notebooks_their_pictures_and_what_was_given(learner):
    images = NOTEBOOKS.parent / "images"
    pictures = {path.name for path in images.iterdir() if path.suffix in (".svg", ".jpg", ".png")}
    notebooks = {f"{stem}.ipynb" for stem in (*OTHERS, *STEMS)}
    assert {path.name for path in learner.iterdir()} == {"images", ".dnn-course", *notebooks}
    assert {path.name for path in (learner / "images").iterdir()} == pictures
    assert "my_image.jpg" in pictures
    given = learner / ".dnn-course" / "given"
    assert [path.name for path in (learner / ".dnn-course").iterdir()] == ["given"]
    assert {path.name for path in given.iterdir()} == {"course.json", *notebooks}
    for name in notebooks:
        assert (given / name).read_bytes() == (learner / name).read_bytes()


def test_the_record_tells_the_version_of_the_course_and_the_pictures_that_were_given(learner, tmp_path, monkeypatch):
    def record(folder):
        return json.loads((folder / ".dnn-course" / "given" / "course.json").read_text())

    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", record(learner)["version"])
    assert record(learner)["pictures"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                                           for path in (learner / "images").iterdir()}
    versions = []
    for text in ("one wording", "another", "one wording"):
        small = tmp_path / "small"
        (small / "notebooks").mkdir(parents=True, exist_ok=True)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="title")])
        nbformat.write(notebook, small / "notebooks" / "01_initialization.ipynb")
        monkeypatch.setattr(dnn_course.home, "COURSE", small)
        start(tmp_path / f"my{len(versions)}")
        versions.append(record(tmp_path / f"my{len(versions)}")["version"])
    assert versions[0] == versions[2] != versions[1]


def test_start_says_what_it_made_and_what_to_do_next(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["start", "new/my course"]) == 0
    said = capsys.readouterr()
    assert said.err == "" and f"Made new/my course with {len(STEMS)} lessons" in said.out
    assert str(Path("new/my course/00_start.ipynb")) in said.out
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["my course"]


@pytest.mark.parametrize("there", ["a file", "a folder", "an empty folder"])
def test_what_is_there_is_left_as_it_is(there, tmp_path, capsys):
    folder = tmp_path / "my_course"
    if there == "a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
    if there == "a folder":
        (folder / "01_initialization.ipynb").write_text("mine")
    before = {path: path.read_bytes() if path.is_file() else None for path in tmp_path.rglob("*")}
    assert main(["start", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert f"{folder} exists already" in said.err
    assert {path: path.read_bytes() if path.is_file() else None for path in tmp_path.rglob("*")} == before


def test_a_start_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def full_disk(notebook, path):
        raise OSError("no space left on device")

    monkeypatch.setattr(dnn_course.learner.start.nbformat, "write", full_disk)
    assert main(["start", str(tmp_path / "my_course")]) == 1
    assert list(tmp_path.iterdir()) == []


def test_start_says_where_the_lessons_should_be(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(dnn_course.home, "COURSE", tmp_path / "elsewhere")
    assert main(["start", str(tmp_path / "my_course")]) == 1
    assert "pip install -e ." in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_fetch_says_why_it_failed_in_one_line(monkeypatch, capsys):
    def off_line():
        raise RuntimeError("the photographs cannot be fetched")

    monkeypatch.setattr("dnn_utils.photographs.fetch_photographs", off_line)
    assert main(["fetch"]) == 1
    assert capsys.readouterr().err == "dnn-course: the photographs cannot be fetched\n"


@pytest.mark.parametrize("source", ["def f():\n    pass", "### START CODE HERE ###\n1\n### END CODE HERE ###\n" * 2])
def test_a_solution_cell_needs_one_pair_of_markers(source):
    with pytest.raises(ValueError, match="linear_forward must hold one pair"):
        without_solution(source, "linear_forward", "a hint")


def test_the_solved_lesson_is_not_changed():
    lesson = solved_lesson("02_forward")
    unsolved(lesson)
    assert lesson == solved_lesson("02_forward")


def test_nbgrader_accepts_the_lessons_and_clears_their_solutions(tmp_path, monkeypatch):
    """nbgrader's own `generate_assignment`, told the course's markers, makes a release version of all lessons."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader runs alembic
    source = tmp_path / "source" / "dnn"
    source.mkdir(parents=True)
    for stem in STEMS:
        nbformat.write(solved_lesson(stem), source / f"{stem}.ipynb")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.ClearSolutions.begin_solution_delimeter = "START CODE HERE"
    config.ClearSolutions.end_solution_delimeter = "END CODE HERE"
    result = NbGraderAPI(config=config).generate_assignment("dnn", create=True)
    assert result["success"], result["log"]
    for stem in STEMS:
        release = nbformat.read(tmp_path / "release" / "dnn" / f"{stem}.ipynb", as_version=4)
        MetadataValidator().validate_nb(release)
        solutions, originals = nbgrader_cells(release, "solution"), nbgrader_cells(solved_lesson(stem), "solution")
        assert list(solutions) == list(originals) == names_of(stem)
        for name, cell in solutions.items():
            match = re.search(r"### START CODE HERE ###\n(.*?)\n *### END CODE HERE ###", originals[name].source, re.S)
            assert match[1] not in cell.source and "raise NotImplementedError()" in cell.source
        points = {name: cell.metadata.nbgrader.points for name, cell in nbgrader_cells(release, "grade").items()}
        assert points == {f"test_{name}": exercise(name).points for name in names_of(stem)}
