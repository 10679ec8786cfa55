"""A learner's folder in another language, its marks, and what the checks say: in a language that nobody speaks, which
needs a folder of catalogues and no code."""
import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell

import hygiene
from dnn_course.cli import main
from dnn_course.home import course_notebooks, unsolved
from dnn_course.learner.check import check_notebook
from dnn_course.learner.start import RECORD, start
from dnn_course.learner.updating import update
from dnn_course.translation.catalogues import report, source_catalogues
from dnn_course.translation.pseudo import pseudo, write_pseudo_catalogues
from dnn_utils import language as speaking
from dnn_utils.files import COURSE
from dnn_utils.language import SOURCE, language, languages
from testCases import hints, quizzes
from testCases.exercises import EXERCISES
from testCases.expected import cases_of
from testCases.messages import case_sentence, messages_of, say

NOBODYS = "en_XA"
NOTEBOOKS = sorted((COURSE / "notebooks").glob("*.ipynb"))
COST = "03_cost.ipynb"


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translations") / NOBODYS
    folder.mkdir()
    write_pseudo_catalogues(folder)
    return folder.parent


@pytest.fixture(autouse=True)
def only_nobodys(catalogues, monkeypatch):
    monkeypatch.setattr(speaking, "TRANSLATIONS", catalogues)
    monkeypatch.delenv("DNN_LANGUAGE", raising=False)


@pytest.fixture
def folder(tmp_path):
    start(tmp_path / "mine", NOBODYS)
    return tmp_path / "mine"


def read(path):
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def with_answers(notebook, lesson):
    """Return an exercise notebook with the course's lines between its markers, as a learner would write them."""
    solved = {cell.metadata.nbgrader.grade_id: cell.source for cell in
              nbformat.read(COURSE / "notebooks" / f"{lesson}.ipynb", 4).cells if "nbgrader" in cell.metadata}
    lines = re.compile(r"### START CODE HERE ###.*### END CODE HERE ###", re.S)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = lines.sub(lambda found: lines.search(solved[cell.metadata.nbgrader.grade_id])[0], cell.source)
    return notebook


# Which language

def test_english_is_the_source_and_every_folder_of_catalogues_is_a_language():
    assert languages() == [SOURCE, NOBODYS]


def test_the_variable_comes_before_the_folder_and_the_folder_before_english(folder, monkeypatch, tmp_path):
    assert language(tmp_path) == SOURCE and language(folder) == NOBODYS
    monkeypatch.chdir(folder)
    assert language() == NOBODYS
    monkeypatch.setenv("DNN_LANGUAGE", SOURCE)
    assert language() == language(folder) == SOURCE
    monkeypatch.setenv("DNN_LANGUAGE", "xx")
    with pytest.raises(ValueError, match="DNN_LANGUAGE must be one of en, en_XA, got 'xx'"):
        language()


def test_the_course_s_own_folder_of_a_language_has_it(tmp_path):
    assert language(COURSE / "notebooks" / NOBODYS) == NOBODYS
    assert language(COURSE / "notebooks") == language(COURSE / "notebooks" / "xx") == SOURCE


@pytest.mark.parametrize("record", ["", "[]", '{"language": 3}', '{"language": "xx"}', '{"language": []}'])
def test_a_record_that_cannot_be_read_means_english(record, folder):
    (folder / RECORD).write_text(record)
    assert language(folder) == SOURCE


# A folder

def test_start_makes_a_folder_in_the_language(folder):
    assert json.loads((folder / RECORD).read_text())["language"] == NOBODYS
    english = course_notebooks()
    for name, notebook in english.items():
        mine = read(folder / name)
        assert [cell.id for cell in mine.cells] == [cell.id for cell in notebook.cells]
        for cell, other in zip(mine.cells, notebook.cells, strict=True):
            if cell.cell_type == "markdown":
                assert cell.source != other.source
            elif not cell.metadata.get("nbgrader", {}).get("solution") and "blank" not in cell.metadata:
                assert cell.source == other.source
    cost = by_id(read(folder / COST))
    assert cost["title"].source.startswith(f"# {pseudo('Lesson 3: Measure how wrong the network is')}\n")
    assert "](images/pipeline_03_cost.svg)" in cost["title"].source and "](02_forward.ipynb)" in cost["title"].source
    words = " ".join(cost["compute-cost"].source.split())
    assert pseudo("# Hint: the formula, entry by entry") in words and pseudo("Compute the cross-entropy cost") in words
    assert 'raise NotImplementedError("Complete compute_cost")' in words


def test_the_command_asks_for_a_language_of_the_course(tmp_path, capsys):
    assert main(["start", str(tmp_path / "mine"), "--language", "xx"]) == 1
    assert "language must be one of en, en_XA, got 'xx'" in capsys.readouterr().err
    assert main(["start", str(tmp_path / "mine"), "--language", NOBODYS]) == 0
    assert main(["update", str(tmp_path / "mine"), "--language", "xx"]) == 1


def test_a_change_of_language_there_and_back_loses_nothing(tmp_path):
    folder = tmp_path / "mine"
    start(folder)
    notebook = with_answers(read(folder / COST), "03_cost")
    cells = by_id(notebook)
    cells["read-the-table"].source += "\n\nMy own note."
    notebook.cells.insert(3, new_code_cell("mine = 1", id="mine"))
    nbformat.write(notebook, folder / COST)
    written, given = read(folder / COST), {path.name: read(path) for path in folder.glob("*.ipynb")}

    said = update(folder, NOBODYS)
    assert said.complete and language(folder) == NOBODYS
    changed = read(folder / COST)
    assert [cell.id for cell in changed.cells] == [cell.id for cell in written.cells], "no cell came, none went"
    for cell, before in zip(changed.cells, written.cells, strict=True):
        kept = cell.cell_type == "code" or cell.id == "read-the-table"
        assert (cell.source == before.source) == kept, cell.id
    assert read(folder / "05_update.ipynb") == course_notebooks(NOBODYS)["05_update.ipynb"]
    assert (said.before / COST).is_file()
    assert str(update(folder)).count("nothing to do") == len(given) - 1, "the language stays; one has own cells"

    update(folder, SOURCE)
    assert {path.name: read(path) for path in folder.glob("*.ipynb")} == given
    assert language(folder) == SOURCE


def test_a_folder_of_before_the_languages_is_english_and_can_change(tmp_path):
    start(tmp_path / "mine")
    record = json.loads((tmp_path / "mine" / RECORD).read_text())
    del record["language"]
    (tmp_path / "mine" / RECORD).write_text(json.dumps(record))
    assert language(tmp_path / "mine") == SOURCE
    update(tmp_path / "mine", NOBODYS)
    assert read(tmp_path / "mine" / COST) == course_notebooks(NOBODYS)[COST]


def test_what_is_new_comes_with_a_change_of_language(tmp_path):
    """An older version of a lesson: its learner's solution stays, and what is new is shown beside it, once."""
    start(tmp_path / "mine")
    for path in (tmp_path / "mine" / COST, tmp_path / "mine" / RECORD.parent / COST):
        notebook = read(path)
        cell = by_id(notebook)["compute-cost"]
        cell.source = cell.source.replace("Compute the", "Once, compute the")
        nbformat.write(notebook if path.parent.name == "given" else with_answers(notebook, "03_cost"), path)
    update(tmp_path / "mine", NOBODYS)
    found = read(tmp_path / "mine" / COST)
    assert "Once, compute the" in by_id(found)["compute-cost"].source
    (shown,) = [cell.source for cell in found.cells if "New version" in cell.source]
    assert pseudo("Compute the cross-entropy cost") in shown


# Marks and words

def test_a_folder_in_another_language_has_the_same_marks(folder):
    from dnn_course.grading.outside.marking import Marker
    mine = with_answers(read(folder / COST), "03_cost")
    nbformat.write(mine, folder / COST)
    english = nbformat.read(COURSE / "notebooks" / COST, 4)
    assert check_notebook(folder / COST).reports["compute_cost"].points == 8
    with Marker(trust=True) as marker:
        marks = [{e.report.name: (e.report.points, [check.passed for check in e.hidden]) for e in marked.exercises}
                 for marked in (marker.mark(nbformat.writes(notebook).encode(), "03_cost", 5)
                                for notebook in (mine, english, unsolved(english), by_words(folder)))]
    assert marks[0] == marks[1] == {"compute_cost": (8, [True] * len(marks[1]["compute_cost"][1]))}
    assert marks[2] == marks[3] == {"compute_cost": (0, [])}


def by_words(folder):
    return read(folder / RECORD.parent / COST)


def test_the_checks_speak_the_language_of_the_folder(folder, capsys):
    assert main(["check", str(folder / COST)]) == 1
    said = capsys.readouterr().out
    english = messages_of("general", SOURCE)
    assert pseudo(english["not_written"]).format(name="compute_cost") in said
    assert pseudo(messages_of("check", SOURCE)["lesson_total"]).format(number=3) in said
    wrong = with_answers(read(folder / COST), "03_cost")
    cell = by_id(wrong)["compute-cost"]
    cell.source = cell.source.replace("-1 / m", "1 / m")
    nbformat.write(wrong, folder / COST)
    found = check_notebook(folder / COST).reports["compute_cost"]
    assert found.misconceptions == ("sign_missing",)
    with speaking.speaking_as_in(folder):
        assert pseudo(messages_of("compute_cost", SOURCE)["misconceptions"]["sign_missing"]["says"]) in str(found)


def test_the_commands_and_the_environment_check_speak_it_too(tmp_path, capsys, monkeypatch):
    from dnn_course.learner.environment import Environment
    assert main(["start", str(tmp_path / "mine"), "--language", NOBODYS]) == 0
    assert pseudo("lessons and their pictures.") in capsys.readouterr().out
    assert main(["update", str(tmp_path / "mine")]) == 0
    assert f"{COST}: {pseudo('nothing to do')}" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "mine")
    assert f"  {pseudo('ok')}" in str(Environment(())) and "lessons" not in str(Environment(()))


def test_what_is_not_said_is_not_translated(monkeypatch):
    monkeypatch.setenv("DNN_LANGUAGE", NOBODYS)
    assert say("passed") == pseudo("ok")
    sentence = cases_of("compute_cost")[0].sentence
    assert case_sentence("compute_cost", sentence) == pseudo(sentence) != sentence
    for e in EXERCISES:
        spoken, english = messages_of(e.name), messages_of(e.name, SOURCE)
        assert spoken["hints"] == [pseudo(hint) for hint in english["hints"]]
        for key, row in english["misconceptions"].items():
            assert spoken["misconceptions"][key] == {**row, "says": pseudo(row["says"])}
    for spoken, english in zip(messages_of("errors")["error"], messages_of("errors", SOURCE)["error"], strict=True):
        assert spoken == {**english, "says": pseudo(english["says"])}


def test_hints_and_questions_are_in_the_language(monkeypatch):
    monkeypatch.setenv("DNN_LANGUAGE", NOBODYS)
    shown = []
    monkeypatch.setattr(hints, "shown", shown.append)
    hints.hint("compute_cost", 1)
    assert "Bégín wíth óné éxámplé" in str(shown[0]) and "Bégín wíth óné éxámplé" in shown[0]._repr_html_()
    asked = quizzes.quiz("cost")
    monkeypatch.setenv("DNN_LANGUAGE", SOURCE)
    english = quizzes.quiz("cost")
    assert [q["question"] for q in asked.questions] == [pseudo(q["question"]) for q in english.questions]
    assert [q["right"] for q in asked.questions] == [q["right"] for q in english.questions]


# The solved lessons

@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_solved_lesson_in_another_language_finds_its_pictures_and_links(path):
    english = nbformat.read(path, 4)
    made = hygiene.execute_module().in_folder_of(NOBODYS, english, path.stem)
    nbformat.validate(made)
    targets = [target for _, _, target in hygiene.all_images(made)]
    targets += [target for _, source in hygiene.markdown_cells(made) for _, target in hygiene.links(source, False)]
    folder = COURSE / "notebooks" / NOBODYS
    for target in targets:
        beside = COURSE / "notebooks" / target.split("#")[0]  # made for this language, too
        assert "://" in target or beside.is_file() if "/" not in target or "://" in target else \
            (folder.parent / target.removeprefix("../")).resolve().is_file(), target
    assert [cell.source for cell in english.cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata
            and "blank" not in cell.metadata] == \
        [cell.source for cell in made.cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata
         and "blank" not in cell.metadata]


def stored():
    return [path for path in sorted((COURSE / "notebooks").glob("*/*.ipynb"))
            if path.parent.name in [folder.name for folder in (COURSE / "translations").iterdir()]]


def without_printed(cell):
    """Return a source without the output that is expected, which the run writes."""
    return cell.source.split("```text")[0] if "expected-output" in cell.metadata.get("tags", []) else cell.source


def differences(path):
    """Return the ids of cells of a stored lesson that are not what its English and its catalogue make."""
    english = nbformat.read(COURSE / "notebooks" / path.name, 4)
    made = hygiene.execute_module().in_folder_of(path.parent.name, english, path.stem)
    found = nbformat.read(path, 4)
    if [cell.id for cell in found.cells] != [cell.id for cell in made.cells]:
        return ["other cells"]
    return [cell.id for cell, other in zip(found.cells, made.cells, strict=True)
            if (without_printed(cell), cell.metadata) != (without_printed(other), other.metadata)]


@pytest.mark.parametrize("path", stored(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_stored_lesson_is_what_its_english_and_its_catalogue_make(path, monkeypatch):
    monkeypatch.setattr(speaking, "TRANSLATIONS", COURSE / "translations")
    assert differences(path) == [], "make notebooks"
    lesson = hygiene.read(path)
    for check in (hygiene.unexecuted_cells, hygiene.counts_out_of_order, hygiene.stderr_outputs, hygiene.error_outputs,
                  hygiene.paths, hygiene.memory_addresses, hygiene.numpy_reprs, hygiene.emoji):
        assert check(lesson) == []
    assert hygiene.missing_files(lesson, path.parent) == []


def test_a_language_with_all_its_texts_has_its_solved_lessons(monkeypatch):
    from dnn_course.translation.catalogues import read_catalogue
    for folder in (COURSE / "translations").iterdir():
        for path in NOTEBOOKS:
            one = report(path.stem, read_catalogue(folder / f"{path.stem}.po"))
            assert one.missing or one.stale or (path.parent / folder.name / path.name) in stored(), "make notebooks"


def test_a_stored_lesson_that_differs_is_found(tmp_path, monkeypatch):
    english = nbformat.read(COURSE / "notebooks" / COST, 4)
    made = hygiene.execute_module().in_folder_of(NOBODYS, english, "03_cost")
    (tmp_path / NOBODYS).mkdir()
    nbformat.write(made, tmp_path / NOBODYS / COST)
    assert differences(tmp_path / NOBODYS / COST) == []
    by_id(made)["summary"].source += " And more."
    nbformat.write(made, tmp_path / NOBODYS / COST)
    assert differences(tmp_path / NOBODYS / COST) == ["summary"]


def test_every_catalogue_of_nobodys_language_is_whole(catalogues):
    from dnn_course.translation.catalogues import read_catalogue
    for name in source_catalogues():
        one = report(name, read_catalogue(catalogues / NOBODYS / f"{name}.po"))
        assert one.total > 0 and not one.missing and not one.stale
