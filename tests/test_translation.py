"""Lessons in other languages: units, catalogues, what is stale, the checker, and a language that nobody speaks."""
import ast
import io
import re
import tokenize

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dnn_course.translation import catalogues, checking
from dnn_course.translation.catalogues import catalogue_text, lesson_catalogue, read_catalogue, source_catalogues, updated
from dnn_course.translation.checking import problems_of, problems_of_catalogue
from dnn_course.translation.pseudo import PLAIN, pseudo
from dnn_course.translation.units import pieces_of, translated, units_of, without_words
from dnn_utils import language as languages_module
from dnn_utils.files import COURSE
from dnn_utils.language import SOURCE, _texts_in, languages, texts_of

NOTEBOOKS = sorted((COURSE / "notebooks").glob("*.ipynb"))
OTHERS = [name for name in languages() if name != SOURCE]
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def sources(notebook):
    return [(cell, source) for cell in notebook.cells
            for source in [cell.source, *([cell.metadata["blank"]] if "blank" in cell.metadata else [])]]


def in_pseudo(notebook):
    return translated(notebook, {text: pseudo(text) for _, _, text in units_of(notebook)}, mark="left over")


# Units

@each_notebook
def test_the_pieces_of_a_notebook_are_the_notebook(path):
    notebook = read(path)
    for cell, source in sources(notebook):
        assert "".join(piece.before + piece.raw + piece.after for piece in pieces_of(cell, source)) == source
    assert translated(notebook, {}) == notebook
    assert len(list(units_of(notebook))) > 15


@each_notebook
def test_no_text_of_a_markdown_cell_escapes_the_catalogues(path):
    """In the pseudo-locale every word has accents, but for fenced code and for headings that links lead to."""
    for cell in in_pseudo(read(path)).cells:
        if cell.cell_type == "markdown":
            kept = r"^ *```.*?^ *```" + ("|^## [^\n]*" if "anchors" in cell.metadata.get("tags", []) else "")
            left = without_words(re.sub(kept, "", cell.source, flags=re.S | re.M))
            assert PLAIN.findall(left) == [], cell.id


@each_notebook
def test_code_is_the_same_in_every_language(path):
    """Cells that are no exercises byte for byte; in exercises all tokens but comments and docstrings."""
    notebook = read(path)
    for language in ["pseudo", *OTHERS]:
        texts = {} if language == "pseudo" else texts_of(language, path.stem)
        other = in_pseudo(notebook) if language == "pseudo" else translated(notebook, texts)
        assert [cell.id for cell in other.cells] == [cell.id for cell in notebook.cells]
        for (cell, source), (_, words) in zip(sources(notebook), sources(other), strict=True):
            if cell.cell_type == "code":
                asked = cell.metadata.get("nbgrader", {}).get("solution") or "blank" in cell.metadata
                assert tokens(words) == tokens(source) if asked else words == source, cell.id
                lines = set(source.splitlines())
                assert not [line for line in code_lines(words) if line not in lines], cell.id


def docstring_lines(source):
    return {(node.body[0].value.lineno, node.body[0].value.end_lineno) for node in ast.walk(ast.parse(source))
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node)}


def tokens(source):
    """Return all tokens of Python but comments, docstrings and the ends of lines."""
    documented = {first for first, _ in docstring_lines(source)}
    return [(token.type, token.string) for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type not in (tokenize.COMMENT, tokenize.NL)
            and not (token.type == tokenize.STRING and token.start[0] in documented)]


def code_lines(source):
    """Return the lines of Python that hold no comment, and lie in no docstring."""
    left_out = {number for first, last in docstring_lines(source) for number in range(first, last + 1)}
    left_out |= {token.start[0] for token in tokenize.generate_tokens(io.StringIO(source).readline)
                 if token.type == tokenize.COMMENT and not token.string.startswith("###")}
    return [line for number, line in enumerate(source.splitlines(), 1) if number not in left_out]


def markdown_units(source):
    return [(kind, text) for _, kind, text in units_of(new_notebook(cells=[new_markdown_cell(source)]))]


def test_markdown_is_cut_into_whole_sentences_without_its_structure():
    assert markdown_units(
        "# Title\nA paragraph\nof two lines with $x$.\n\n- one item\n- two,\n  going on\n\n1. first\n\n| a word | b |\n|---|---|\n"
        "| 1 | $2$ |\n\n![A picture.](../images/a.svg)\n\n<details><summary>An answer</summary>\n\n`code`\n\nWords.\n\n"
        "</details>\n\n$$x = 1$$\n\n```python\nnot this\n```\n> a quotation") == [
        ("heading", "Title"), ("paragraph", "A paragraph\nof two lines with $x$."), ("item of a list", "one item"),
        ("item of a list", "two,\n  going on"), ("item of a list", "first"), ("row of a table", "| a word | b |"),
        ("description of a picture", "A picture."), ("folded heading", "An answer"), ("paragraph", "Words."),
        ("item of a list", "a quotation")]
    assert markdown_units("$$z \\quad \\text{for unit } j$$")


def test_a_heading_that_links_lead_to_stays_and_is_translated_below_it():
    cell = new_markdown_cell("## weight decay\n\nA term.", metadata={"tags": ["anchors"]})
    made = translated(new_notebook(cells=[cell]), {"weight decay": "权重衰减", "A term.": "一项。"}, "English")
    assert made.cells[0].source == "## weight decay\n\n**权重衰减**\n\n一项。"
    assert translated(new_notebook(cells=[cell]), {}, "English").cells[0].source.startswith("## weight decay\n\nA")


def test_links_into_a_notebook_lead_to_headings_that_stay():
    """Every heading that a link leads to is in a cell whose headings stay in every language."""
    kept = {(path.name, heading.replace(" ", "-")) for path in NOTEBOOKS for cell in read(path).cells
            if "anchors" in cell.metadata.get("tags", []) for heading in re.findall(r"^#+ (.+)$", cell.source, re.M)}
    targets = {(name or path.name, anchor) for path in NOTEBOOKS for cell in read(path).cells
               if cell.cell_type == "markdown" for name, anchor in re.findall(r"\]\(([\w.]*)#([^)]+)\)", cell.source)}
    assert len(targets) > 20 and targets <= kept


FUNCTION = '''def f(A, b):
    """Do something, in a line.

    Parameters
    ----------
    A : array of shape (1, m)
        A sentence that goes on
        in the next line.
    b : float
    """
    ### START CODE HERE ###
    # a comment that
    # goes on
    A = b  # another one
    ### END CODE HERE ###
    return A, "# no comment"'''


def exercise_cell(source=FUNCTION):
    return new_code_cell(source, metadata={"nbgrader": {"solution": True, "grade_id": "f"}})


def test_of_an_exercise_its_comments_and_docstrings_are_units():
    notebook = new_notebook(cells=[exercise_cell()])
    assert [text for _, _, text in units_of(notebook)] == [
        "Do something, in a line.", "array of shape (1, m)", "A sentence that goes on in the next line.",
        "a comment that goes on", "another one"]
    words = {"A sentence that goes on in the next line.": "一" * 60, "array of shape (1, m)": "数组，形状 (1, m)",
             "a comment that goes on": "一条注释", "another one": "又一条"}
    made = translated(notebook, words).cells[0].source
    assert made == FUNCTION.replace(
        "A sentence that goes on\n        in the next line.", "一" * 42 + "\n        " + "一" * 18).replace(
        "array of shape (1, m)", "数组，形状 (1, m)").replace("a comment that\n    # goes on", "一条注释").replace(
        "another one", "又一条")


def test_a_translation_that_changes_code_is_refused():
    notebook = new_notebook(cells=[exercise_cell()])
    with pytest.raises(ValueError, match="changes its code"):
        translated(notebook, {"Do something, in a line.": 'so"""\n    import os\n    """'})


def test_code_that_is_no_exercise_has_no_units():
    assert list(units_of(new_notebook(cells=[new_code_cell("x = 1  # a comment")]))) == []


def test_what_is_not_translated_is_shown_in_english_with_a_mark():
    source = "# A title\n\nA paragraph.\n\n| a word | b |\n|---|---|\n\n$$z \\text{ for unit } j$$"
    notebook = new_notebook(cells=[new_markdown_cell(source), exercise_cell()])
    made = translated(notebook, {"A paragraph.": "Ein Absatz."}, mark="(English)")
    assert made.cells[0].source == ("# A title (English)\n\nEin Absatz.\n\n| a word | b (English) |\n|---|---|\n\n"
                                    "$$z \\text{ for unit } j$$\n(English)")
    assert made.cells[1].source == FUNCTION  # in code, a mark would be in the way


# Catalogues

def lesson(*texts):
    return new_notebook(cells=[new_markdown_cell(text) for text in texts])


FIRST, SECOND = "The cost is a mean over all examples.", "A sigmoid unit gives a probability."
CHANGED = "The cost is a mean over all the examples."


@pytest.fixture
def old():
    """The catalogue of a lesson of two paragraphs, both translated."""
    catalogue = lesson_catalogue(lesson(FIRST, SECOND))
    for message in catalogue:
        message.string = message.id and message.id.upper()
    return catalogue


def written_and_read(catalogue, tmp_path):
    path = tmp_path / "lesson.po"
    path.write_text(catalogues.catalogue_text(catalogue, "xx", "lesson"), encoding="utf-8")
    _texts_in.cache_clear()
    return path


def test_a_catalogue_is_kept_where_the_english_is_the_same(old, tmp_path):
    path = written_and_read(updated(old, lesson_catalogue(lesson(FIRST, SECOND))), tmp_path)
    assert _texts_in(path) == {FIRST: FIRST.upper(), SECOND: SECOND.upper()}


def test_a_changed_paragraph_is_stale_and_shown_in_english_until_it_is_translated_again(old, tmp_path):
    new = lesson(CHANGED, SECOND)
    catalogue = updated(old, lesson_catalogue(new))
    one = catalogues.report("lesson", catalogue)
    assert (one.missing, one.stale) == ([], [CHANGED]) and catalogues.untranslated_share([one]) == 0.5
    path = written_and_read(catalogue, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert f'#| msgid "{FIRST}"' in text and "#, fuzzy" in text
    made = translated(new, _texts_in(path), mark="(not yet)")
    assert [cell.source for cell in made.cells] == [f"{CHANGED} (not yet)", SECOND.upper()]
    again = updated(read_catalogue(path), lesson_catalogue(new))
    assert catalogues.catalogue_text(again, "xx", "lesson") == text  # the English that it belonged to is kept


def test_new_texts_are_empty_and_gone_ones_are_dropped(old):
    one = catalogues.report("lesson", updated(old, lesson_catalogue(lesson(SECOND, "Something else altogether?"))))
    assert (one.total, one.missing, one.stale) == (2, ["Something else altogether?"], [])


def test_a_text_that_no_catalogue_has_yet_is_english_with_a_mark(old, tmp_path):
    path = written_and_read(old, tmp_path)
    assert translated(lesson(CHANGED), _texts_in(path), "(not yet)").cells[0].source == f"{CHANGED} (not yet)"


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogues_are_up_to_date(language):
    """After a change of English: make translations."""
    folder, made = languages_module.catalogues_of(language), source_catalogues()
    assert {path.stem for path in folder.glob("*.po")} == set(made)
    for name, source in made.items():
        path = folder / f"{name}.po"
        text = catalogues.catalogue_text(updated(read_catalogue(path), source), language, name)
        assert text == path.read_text(encoding="utf-8"), f"{path.name}: make translations"


def test_make_translations_says_what_is_missing_and_fails_above_the_share(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(languages_module, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(catalogues, "source_catalogues", lambda: {"one": lesson_catalogue(lesson(FIRST, SECOND))})
    monkeypatch.setattr(catalogues, "MOST_UNTRANSLATED", 0.5)
    (tmp_path / "xx").mkdir()
    assert catalogues.main() == 1
    said = capsys.readouterr().out
    assert "xx/one.po: 2 texts, 2 missing, 0 stale" in said and f"missing: '{FIRST}'" in said and "100.0%" in said
    path = tmp_path / "xx" / "one.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'msgid "{FIRST}"\nmsgstr ""', f'msgid "{FIRST}"\nmsgstr "X"'), encoding="utf-8")
    assert catalogues.main() == 0 and "1 missing" in capsys.readouterr().out
    assert 'msgstr "X"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", OTHERS)
def test_no_more_texts_are_missing_or_stale_than_may_be(language):
    reports = [catalogues.report(path.stem, read_catalogue(path))
               for path in languages_module.catalogues_of(language).glob("*.po")]
    assert catalogues.untranslated_share(reports) <= catalogues.MOST_UNTRANSLATED


# The checker

@pytest.mark.parametrize("path", [path for language in OTHERS
                                  for path in sorted(languages_module.catalogues_of(language).glob("*.po"))],
                         ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_translations_keep_what_they_must_and_are_written_well(path):
    assert [problem for problem in problems_of_catalogue(path)[0] if "stale" not in problem[2]] == []


@pytest.mark.parametrize("english, chinese", [
    ("**What you'll do.** Write `AL` of shape $(1, m)$ in 12,288 [parts](glossary.ipynb#part).",
     "**你要做什么。** 把 `AL` 写成形状 $(1, m)$，共 12,288 个[部分](glossary.ipynb#part)。"),
    ("0.9 * 0.8 = 0.72, the *likelihood*. A good one", "0.9 * 0.8 = 0.72，即*似然*。好的"),
    ("Choose *Run > Run All Above Selected Cell*.", "选择 *Run > Run All Above Selected Cell*。"),
    ("| 2 | relu, sigmoid | $x$ |", "| 2 | relu，sigmoid | $x$ |"),
    ("$$z \\text{ for unit } j$$", "$$z \\text{ 对单元 } j$$"),
    ("{name}: {points} of {max_points} points", "{name}：{points} 分，满分 {max_points} 分"),
    ("I. Goodfellow, *Deep Learning* (2016), and a book of theirs: [the page](https://d2l.ai).",
     "I. Goodfellow, *Deep Learning* (2016)，以及他们的书：[the page](https://d2l.ai)。"),
])
def test_a_good_translation_has_no_problem(english, chinese):
    assert problems_of(english, chinese) == []


@pytest.mark.parametrize("english, chinese, problem", [
    ("Use `W1`.", "用 `W2`。", "inline code differ: missing `W1`, not in the English `W2`"),
    ("It is $a^2$.", "是 $a$。", "formulas differ"), ("It is 12,288.", "是 12288。", "numbers differ"),
    ("See [it](a.ipynb#b).", "见[它](a.ipynb)。", "targets of links differ"), ("A<br>b", "一，二", "HTML tags differ"),
    ("{n:.2f} points", "{n} 分", "placeholders differ"), ("**So** it is", "是这样", "\\*\\* stands 2 times"),
    ("| two | words |", "| 两个词 |", "number of columns"), ("One line", "一\n二", "several lines"),
    ("**What.** It is", "**什么。**这是", "stars that do not emphasise"), ("a *`W1`* b", "甲*`W1`*乙", "stars"),
    ("So, it is", "所以, 这是", "half-width punctuation after"), ("So it is.", "是这样.", "half-width punctuation after"),
    ("`W1`, then", "`W1`, 然后", "half-width punctuation before"), ('the "cost"', '这"代价"', "quotation marks"),
    ("Lesson 3 it is", "第3 课", "no space between"), ("Use `W1` now", "现在用`W1`", "no space between"),
    ("Two words", "两个 词", "a space between two"), ("So, it is", "所以 ，是", "a space beside"), ("You", "您", "您"),
    ("It is a mean over all", "它是 a mean over all", "English left over"), ("A row of words", "A Row Of Words", "no Chinese"),
])
def test_a_bad_translation_is_found(english, chinese, problem):
    assert re.search(problem, "\n".join(problems_of(english, chinese))), problems_of(english, chinese)


@pytest.mark.parametrize("english, chinese", [
    ("array of shape (n, m)", "数组，形状 (n, m)"), ("tuple (A_prev, W, b)", "元组 (A_prev, W, b)"),
    ("array of shape (50,)", "数组，形状 (50,)。"), ("learning_rate, num_iterations, seed", "learning_rate, num_iterations, seed"),
])
def test_a_shape_and_names_of_parameters_stay_as_they_are(english, chinese):
    assert problems_of(english, chinese) == []


def test_an_english_that_changed_is_read_as_it_was_written(tmp_path):
    before, after = "It ends, and `lab` starts it again. " * 4, "It ends, and `lab` starts it \"anew\". " * 4
    catalogue = lesson_catalogue(lesson(before.strip()))
    catalogue[before.strip()].string = "完了。"
    changed = updated(catalogue, lesson_catalogue(lesson(after.strip())))
    path = written_and_read(changed, tmp_path)
    [stale] = [message for message in read_catalogue(path) if message.fuzzy]
    assert stale.previous_id == [before.strip()]
    assert catalogue_text(read_catalogue(path), "xx", "lesson") == path.read_text(encoding="utf-8")


def test_the_checkers_command_names_the_line(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "zh_CN"
    folder.mkdir()
    catalogue = lesson_catalogue(lesson(FIRST, SECOND))
    catalogue[FIRST].string = "代价是mean。"
    path = written_and_read(catalogue, folder)
    assert checking.main([str(path)]) == 1
    assert re.search(r"lesson\.po:11: 'The cost.*no space between[^\n]*\n.*1 problems, 1 texts missing",
                     capsys.readouterr().out)
    assert checking.main([str(tmp_path / "none.po")]) == 1


# The language that nobody speaks

def test_pseudo_keeps_what_the_checker_asks_for():
    for catalogue in source_catalogues().values():
        for message in catalogue:
            if message.id:
                assert problems_of(message.id, pseudo(message.id), chinese=False) == [], message.id
