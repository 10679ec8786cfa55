"""The hygiene of all notebooks, the proof that each rule catches its bad sample, and what nbval itself catches."""
import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import hygiene

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ["01_initialization", "02_forward", "03_cost", "04_backward", "05_update", "06_two_layer", "07_L_layer",
           "08_analysis", "09_improve", "10_onward"]
FIRST_LOOK = "00_cats"  # without exercises
PAGES = ["00_start", "appendix_article", "formulas", "glossary"]  # no lessons: they open and end in their own way
NOTEBOOKS = sorted([FIRST_LOOK, *LESSONS, *PAGES])
TIMED = [FIRST_LOOK, *LESSONS]


@pytest.fixture(scope="module")
def lessons():
    """All notebooks; one that is missing is an error, not a reason to skip."""
    stems = [*NOTEBOOKS]
    stems.sort(key=["00_start", FIRST_LOOK, *LESSONS, *PAGES[1:]].index)
    return {f"{stem}.ipynb": hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb") for stem in stems}


# The lessons

@pytest.mark.parametrize("stem, check", [
    (stem, check) for stem in NOTEBOOKS for check in hygiene.CHECKS
    if stem not in PAGES or check is not hygiene.missing_sections
], ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_notebook(stem, check):
    assert check(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb")) == []


def test_there_are_a_first_look_the_lessons_and_four_pages_and_no_other_notebook():
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")) == NOTEBOOKS


def test_the_course_ignores_few_outputs(lessons):
    assert hygiene.too_many_ignored(lessons.values()) == []


def test_each_lesson_links_to_the_next(lessons):
    chain = [f"{stem}.ipynb" for stem in ("00_start", FIRST_LOOK, *LESSONS)]
    assert hygiene.missing_links_between({name: lessons[name] for name in chain}) == []


@pytest.mark.parametrize("stem", TIMED)
def test_a_lesson_states_the_time_that_its_words_and_exercises_take(stem):
    assert hygiene.wrong_time(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb")) == []


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_a_link_into_the_glossary_leads_to_a_word_that_is_there(stem):
    glossary = hygiene.markdown_cells(hygiene.read(ROOT / "notebooks" / "glossary.ipynb"))
    words = {word.replace(" ", "-") for _, source in glossary
             for word in re.findall(r"^## (.+)$", source, re.MULTILINE)}
    targets = [target for _, source in hygiene.markdown_cells(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb"))
               for _, target in hygiene.links(source, images=False) if target.startswith("glossary.ipynb#")]
    assert {target.split("#")[1] for target in targets} <= words
    assert targets or stem not in TIMED


@pytest.mark.parametrize("stem", [*TIMED, "appendix_article"])
def test_no_code_line_is_cut_on_a_page_of_1000_pixels(stem):
    assert hygiene.long_code_lines(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb")) == []


@pytest.mark.parametrize("stem", TIMED)
def test_the_readme_states_the_same_time(stem):
    stated = re.search(r"About (\d+) minutes", hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb").cells[0].source)[1]
    assert re.search(rf"\(notebooks/{stem}\.ipynb\) \|[^|]*\| {stated} min \|", (ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("stem", TIMED)
def test_every_question_to_try_has_stars_and_an_answer_that_folds_out(stem):
    (text,) = [source.split("## Questions to try")[1].split("## Further reading")[0] for _, source
               in hygiene.markdown_cells(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb"))
               if "## Questions to try" in source]
    questions = re.findall(r"^\*\*(\d)\. \((one star|two stars|three stars)\)\*\* \S", text, re.MULTILINE)
    answers = re.findall(r"<details><summary>An answer to question (\d)</summary>\n\n\S.*?\n\n</details>", text,
                         re.DOTALL)
    assert [number for number, _ in questions] == answers == [str(i) for i in range(1, len(answers) + 1)]
    grades = ["one star", "two stars", "three stars"]
    assert [grade for _, grade in questions] == sorted((grade for _, grade in questions), key=grades.index)
    assert len(answers) >= 3


@pytest.mark.parametrize("stem", LESSONS)
def test_each_lesson_shows_where_in_the_pipeline_it_is(stem):
    images = hygiene.all_images(hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb"))
    assert f"../images/pipeline_{stem}.svg" in [target for _, _, target in images]


@pytest.mark.parametrize("stem", LESSONS)
def test_each_lesson_shows_expected_outputs(stem):
    tagged = [cell for cell in hygiene.read(ROOT / "notebooks" / f"{stem}.ipynb").cells
              if "expected-output" in cell.metadata.get("tags", [])]
    assert tagged


# Bad samples

def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def printing(text, source="print(text)"):
    """A cell that printed a text."""
    return new_code_cell(source, execution_count=1, outputs=[stream(text)])


def showing(data, **metadata):
    """A cell that displayed something."""
    return new_code_cell("show()", execution_count=1, outputs=[new_output("display_data", data, metadata=metadata)])


def notebook(*cells):
    """A notebook of these cells, code cells counted from 1."""
    count = 0
    for cell in cells:
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    made = new_notebook(cells=list(cells))
    nbformat.validate(made)
    return made


SENTENCE = "Curve of the cost, which falls from 0.69 to 0.05."
OPENING = """# Lesson 3: Measure the cost

**What you'll do.** A.

**What you\u2019ll learn.** B.

## What you'll need
C.

**Time.** 20 minutes."""
ENDING = "## Summary\n...\n## Questions to try\n...\n## Further reading\n..."


def good_notebook():
    """A notebook that breaks no rule, and comes close to breaking many."""
    printed = "Z: [[3.26 -1.23]]\nloss 0.5, ratio 3/4, 12:345, 1s and 0s\nparts 0.5/0.25; X[0:12]\nn/tmp, and/or\n"
    code = printing(printed)
    return notebook(
        new_markdown_cell(OPENING), code,
        new_markdown_cell(hygiene.execute_module().expected_output(code), metadata={"tags": ["expected-output"]}),
        showing({"image/png": "AAAA", "text/plain": SENTENCE}, **{"image/png": {"alt": SENTENCE}}),
        new_markdown_cell(f"![{SENTENCE}](../images/pipeline_03_cost.svg)\n"
                          "![A network with the layers [12288, 20, 1] (in boxes).](../images/pipeline_03_cost.svg)\n"
                          f'<img src="../images/pipeline_03_cost.svg" alt="{SENTENCE}">\n'
                          "[execute](execute.py#anchor), [web](https://example.org/a(b)), [above](#top)\n"
                          "`![](nothing.svg)`\n"),
        new_code_cell("# NBVAL_IGNORE_OUTPUT\n# because every machine has another clock\nprint()", execution_count=1),
        new_markdown_cell(ENDING))


def test_a_good_notebook_passes_every_check():
    assert [problem for check in hygiene.CHECKS for problem in check(good_notebook())] == []


def with_count(count):
    made = notebook(printing("1"), printing("2"), printing("3"))
    made.cells[1].execution_count = count
    return made


def expected(text, printed="cost = 0.41\n", tags=("expected-output",)):
    return notebook(printing(printed), new_markdown_cell(text, metadata={"tags": list(tags)}))


def marked(source, *tags):
    return notebook(new_code_cell(source, metadata={"tags": list(tags)}))


def missing(part):
    text = OPENING + "\n\n" + ENDING
    assert part in text
    return notebook(new_markdown_cell(text.replace(part, "Something else", 1)))


def exercise_cell(source):
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": "compute_cost", "solution": True}})


BAD = {
    "unexecuted_cells": [with_count(None)],
    "counts_out_of_order": [with_count(3), with_count(7), with_count(1), with_count(None)],
    "stderr_outputs": [notebook(new_code_cell("x", outputs=[stream("a warning", name="stderr")]))],
    "error_outputs": [notebook(new_code_cell("x", outputs=[new_output("error", ename="NameError", evalue="x",
                                                                      traceback=["..."])]))],
    "paths": [notebook(printing(text)) for text in (
        "in /home/somebody/course", "/work/main/x.h5", "'/tmp/a'", r"C:\Users\me", "file:///etc/passwd", "~/course",
        "(/Users/me/a.png)", "</usr/lib/python3>")]
    + [notebook(showing({"text/html": "<b>/home/me</b>"})), notebook(showing({"image/svg+xml": "<svg>/tmp/a</svg>"})),
       notebook(new_code_cell("x", outputs=[new_output("error", ename="E", evalue="", traceback=["/usr/lib/x.py"])]))],
    "dates_and_times": [notebook(printing(text)) for text in (
        "2026-11-22", "11/22/26", "22.11.2026", "22 November", "Nov 22, 2026", "at 23:59", "9:05:01 o'clock",
        "took 3.2 s", "51 ms per loop", "Wall time: 1", "3 seconds")],
    "memory_addresses": [notebook(printing("<function f at 0x7ff15cebd7e0>"))],
    "numpy_reprs": [notebook(printing("[np.float64(0.5)]")), notebook(showing({"text/plain": "np.int64(3)"})),
                    notebook(printing("np.True_ np.bool_(True)"))],
    "emoji": [notebook(new_markdown_cell("Well done \U0001F389")), notebook(printing("\u2705 passed")),
              notebook(new_code_cell("# \u2B50 a star"))],
    "missing_alt_texts": [
        notebook(new_markdown_cell(text)) for text in (
            "![](../images/a.svg)", "![figure](../images/a.svg)", "![averyveryverylongfilename](../images/a.svg)",
            '<img src="../images/a.svg">', '<img src="a.svg" alt="">', "<img alt='chart' src='a.svg'/>")]
    + [notebook(showing({"image/png": "AAAA", "text/plain": SENTENCE})),
       notebook(showing({"image/png": "AAAA"}, **{"image/png": {"alt": "a plot"}})),
       notebook(showing({"image/svg+xml": "<svg/>"})), notebook(showing({"text/html": "<p><img src='data:,'></p>"}))],
    "missing_files": [notebook(new_markdown_cell(text)) for text in (
        f"![{SENTENCE}](../images/nothing.svg)", "[next](09_nothing.ipynb)", "<img src='nothing.png'>", "[a]()",
        f"![{SENTENCE}](attachment:a.png)", "[folder](../images)", "[absolute](/images/pipeline_03_cost.svg)")],
    "wrong_expected_outputs": [
        expected("**Expected output**\n\n```text\ncost = 0.42\n```"), expected("**Expected output**\n\ncost = 0.41"),
        expected("**Expected output**\n\n```text\ncost = 0.41\n```", tags=()),
        expected("Expected output:\n\n0.41", tags=()),
        expected("**Expected output**\n\n```text\n\n```", printed=""),
        notebook(new_markdown_cell("**Expected output**", metadata={"tags": ["expected-output"]}), printing("1"))],
    "ignored_without_reason": [
        marked("#NBVAL_IGNORE_OUTPUT\nprint(1)"), marked("# NBVAL_SKIP\nprint(1)"),
        marked("x = 1\n  # NBVAL_IGNORE_OUTPUT"),
        marked("# NBVAL_RAISES_EXCEPTION\n1 / 0"), marked("# PYTEST_VALIDATE_IGNORE_OUTPUT"),
        marked("print(1)", "nbval-ignore-output"), marked("print(1)", "nbval-skip"),
        marked("1 / 0", "raises-exception"), marked("# NBVAL_IGNORE_OUTPUT\n# because\nprint(1)"),
        marked("# NBVAL_IGNORE_OUTPUT\nprint('because it is random')")],
    "exercises_that_do_not_count": [
        notebook(new_code_cell("for x in (1, 2) print(x)")),
        notebook(exercise_cell("from dnn_utils import compute_cost")),
        notebook(exercise_cell("def compute_cost(AL, Y):\n    raise NotImplementedError")),
        notebook(exercise_cell("def compute_costs(AL, Y):\n    return 1")),
        notebook(exercise_cell("def compute_cost(AL, Y):\n    return 1"),
                 new_code_cell("def compute_cost(AL, Y):\n    return 2"))],
    "missing_sections": [missing(part) for part in (
        "# Lesson 3: ", "What you'll do", "What you\u2019ll learn", "What you'll need", "Time", "Summary",
        "Questions to try", "Further reading")],
}


def test_every_check_has_bad_samples():
    assert set(BAD) == {check.__name__ for check in hygiene.CHECKS}


@pytest.mark.parametrize("name, sample", [(name, sample) for name, samples in BAD.items() for sample in samples],
                         ids=lambda value: value if isinstance(value, str) else "sample")
def test_a_bad_sample_is_caught(name, sample):
    problems = getattr(hygiene, name)(sample)
    assert problems and all(isinstance(problem, str) and len(problem) > 20 for problem in problems)


def test_a_reason_lets_an_output_be_ignored_three_times_in_the_course():
    reasoned = marked("# NBVAL_IGNORE_OUTPUT\n# because every machine has another clock\nprint(1)")
    assert hygiene.ignored_without_reason(reasoned) == []
    assert hygiene.too_many_ignored([reasoned] * 3) == []
    assert len(hygiene.too_many_ignored([reasoned] * 4)) == 1


def test_a_missing_link_between_lessons_is_caught():
    linked = {"1.ipynb": notebook(new_markdown_cell("[on](2.ipynb#top)")),
              "2.ipynb": notebook(new_markdown_cell("end"))}
    assert hygiene.missing_links_between(linked) == []
    linked["3.ipynb"] = notebook()
    assert hygiene.missing_links_between(linked) == ["2.ipynb does not link to 3.ipynb"]


def timed(words, minutes, exercises=0, quiz=0):
    shown = [new_output("execute_result", {"text/plain": "word " * quiz}, execution_count=1)]
    return notebook(new_markdown_cell(f"**Time.** About {minutes} minutes. " + "word " * (words - 4)),
                    new_markdown_cell("word " * 900, metadata={"tags": ["expected-output"]}),
                    new_code_cell('quiz("cost")', outputs=shown),
                    *[new_code_cell("x = 1", metadata={"tags": [tag]}) for tag in ("exercise", "task")[:exercises]])


def test_a_wrong_time_is_caught():
    assert hygiene.measured_minutes(timed(600, 5, exercises=2, quiz=150)) == 4 + 2 * 4 + 1
    for made in (timed(1500, 10), timed(600, 5), timed(600, 15, exercises=2), timed(600, 15, 2, quiz=150)):
        assert hygiene.wrong_time(made) == []
    for made in (timed(1510, 10), timed(600, 10), timed(600, 10, exercises=2), timed(600, 20, exercises=2),
                 timed(7700, 55), notebook(new_markdown_cell("word " * 600))):
        assert len(hygiene.wrong_time(made)) == 1


def test_a_long_code_line_is_caught():
    long = "x = " + "1" * 97
    assert hygiene.long_code_lines(notebook(new_code_cell(long[:-1]))) == []
    solution = f"### START CODE HERE ###\n{long}\n### END CODE HERE ###"
    assert hygiene.long_code_lines(notebook(new_code_cell(solution))) == []
    assert len(hygiene.long_code_lines(notebook(new_code_cell(f"y = 1\n{long}")))) == 1


# What nbval itself catches, in pytest processes of their own

def nbval(*paths, folder, pythonpath=None):
    """Run pytest --nbval; return a dictionary from "stem::Cell n" to PASSED or FAILED, and all that it printed."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if pythonpath:
        environment["PYTHONPATH"] = str(pythonpath)
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval", "--nbval-current-env", "-v",
               "-p", "no:cacheprovider", "--color=no", "-c", os.devnull, "--rootdir", str(folder), *map(str, paths)]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    results = {f"{file}::{cell}": result for file, cell, result in re.findall(
        r"^(?:.*/)?(\w+)(?:\.|::)ipynb::(Cell \d+) (PASSED|FAILED)", run.stdout, re.MULTILINE)}
    assert results, run.stdout + run.stderr
    assert run.returncode == ("FAILED" in results.values())
    return results, run.stdout


def failed(results):
    return {name for name, result in results.items() if result == "FAILED"}


def sample():
    return notebook(printing("A = 0.9689\n", 'print(f"A = {0.96890023:.4f}")'), new_code_cell(
        "6 * 7", outputs=[new_output("execute_result", {"text/plain": "42"}, execution_count=2)]))


def test_nbval_fails_at_a_changed_digit_and_hygiene_at_an_unexecuted_cell(tmp_path):
    samples = {name: sample() for name in ("good", "stream", "result", "unexecuted")}
    samples["stream"].cells[0].outputs[0].text = "A = 0.9688\n"
    samples["result"].cells[1].outputs[0].data["text/plain"] = "43"
    samples["unexecuted"].cells[1].update(execution_count=None, outputs=[])
    for name, made in samples.items():
        nbformat.write(made, tmp_path / f"{name}.ipynb")
    results, _ = nbval(*[f"{name}.ipynb" for name in samples], folder=tmp_path)
    assert len(results) == 8
    assert failed(results) == {"stream::Cell 0", "result::Cell 1"}
    assert hygiene.unexecuted_cells(samples["unexecuted"]), "nbval lets it pass, so hygiene must not"
    assert hygiene.unexecuted_cells(samples["good"]) == []


@pytest.fixture(scope="module")
def copied_course(tmp_path_factory):
    """A copy of the code, and of lesson 2, in a folder of its own."""
    folder = tmp_path_factory.mktemp("course")
    for package in ("dnn_utils", "testCases", "dnn_course"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for data in ("datasets", "images"):
        (folder / data).symlink_to(ROOT / data)
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "02_forward.ipynb", folder / "notebooks")
    return folder


def change_digits(made):
    """Change the last digit of every stored text of every output; return the numbers of the cells, as nbval counts."""
    changed = set()
    for number, (_, cell) in enumerate(hygiene.code_cells(made)):
        for output in cell.outputs:
            holder, key = (output, "text") if "text" in output else (output.get("data", {}), "text/plain")
            before = holder.get(key, "")
            holder[key] = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), before)
            if holder[key] != before:
                changed.add(number)
    return changed


def test_lesson_2_fails_at_every_output_with_one_digit_changed_and_nowhere_else(copied_course):
    original = hygiene.read(ROOT / "notebooks" / "02_forward.ipynb")
    made = copy.deepcopy(original)
    changed = change_digits(made)
    assert len(changed) >= 5
    nbformat.write(made, copied_course / "notebooks" / "02_changed.ipynb")
    results, _ = nbval("notebooks/02_changed.ipynb", "notebooks/02_forward.ipynb", folder=copied_course,
                       pythonpath=copied_course)
    assert len(results) == 2 * len(hygiene.code_cells(original))
    assert failed(results) == {f"02_changed::Cell {number}" for number in changed}


def test_lesson_2_fails_with_a_mutated_library(copied_course):
    """The test above shows that it passes in the same copy with the library as it is."""
    module = copied_course / "dnn_utils" / "initialization.py"
    text = module.read_text(encoding="utf-8")
    assert text.count("W / np.sqrt(") == 1
    module.write_text(text.replace("W / np.sqrt(", "W * np.sqrt("), encoding="utf-8")
    try:
        results, printed = nbval("notebooks/02_forward.ipynb", folder=copied_course, pythonpath=copied_course)
    finally:
        module.write_text(text, encoding="utf-8")
    assert failed(results), printed
