"""dnn-course export: a page that says what the notebook says, and needs nothing else."""
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dnn_course.cli import main
from dnn_course.learner.export import export

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """Lesson 2 as a page, alone in its folder."""
    return parsed(export(NOTEBOOKS / "02_forward.ipynb", tmp_path_factory.mktemp("page")))


def parsed(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def page_of(folder, *cells):
    nbformat.write(new_notebook(cells=list(cells)), folder / "own.ipynb")
    return parsed(export(folder / "own.ipynb"))


def test_a_page_has_the_lessons_title_headings_and_code(lesson):
    notebook = nbformat.read(NOTEBOOKS / "02_forward.ipynb", as_version=4)
    assert lesson.title.text == "Lesson 2: Go forward through the network"
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert [h.text for h in lesson.select("h1, h2, h3")] == \
        [heading.replace("`", "") for heading in re.findall(r"^#+ (.+)$", text, re.M)]
    assert [code.text.strip() for code in lesson.select(".jp-InputArea-editor")] == \
        [cell.source.strip() for cell in notebook.cells if cell.cell_type == "code"]


def test_a_page_asks_for_nothing_else(lesson):
    assert lesson.find_all("script") == lesson.find_all("link") == lesson.find_all("iframe") == []
    assert {image["src"].split(":")[0] for image in lesson.find_all("img")} == {"data"}
    assert "url(" not in "".join(style.text for style in lesson.find_all("style")).replace("url(data:", "")


def test_formulas_are_mathml(lesson):
    assert len(lesson.find_all("math")) > 20
    assert "$" not in lesson.main.text


def test_a_page_alone_has_no_link_to_lessons_without_a_page(lesson):
    assert [a["href"] for a in lesson.select("a") if not a["href"].startswith("https://")] == []
    assert "Lesson 1: Choose the numbers to start from comes before this one." in lesson.main.text


def test_a_heading_has_the_id_that_it_has_in_jupyterlab(tmp_path):
    page = page_of(tmp_path, new_markdown_cell("# Start here: `a_b` & $x$\n\n## Predict\n\n## Predict\n\n## a < b"))
    assert [h["id"] for h in page.select("h1, h2")] == ["Start-here:-a_b-&-x", "Predict", "Predict-2", "a-<-b"]


def test_every_picture_has_a_sentence(lesson):
    assert len(lesson.find_all("img")) >= 5
    assert min(len(image["alt"].split()) for image in lesson.find_all("img")) > 5


LINKS = {  # in the notebook pages/own.ipynb, beside other.ipynb, notes.txt and old.html: (on its page, in out/)
    "https://example.org/a.ipynb": ("https://example.org/a.ipynb", "https://example.org/a.ipynb"),
    "mailto:a@example.org": ("mailto:a@example.org", "mailto:a@example.org"),
    "#here": ("#here", "#here"),
    "other.ipynb": ("other.html", "other.html"),
    "./other.ipynb#a-part": ("other.html#a-part", "other.html#a-part"),
    "own.ipynb#here": ("own.html#here", "own.html#here"),
    "old.ipynb": ("old.html", None),  # its page lies there already
    "alone.ipynb": (None, None),  # a notebook of which no page is written
    "none.ipynb#part": (None, None),
    "notes%20of%20mine.txt": ("notes%20of%20mine.txt", "../pages/notes%20of%20mine.txt"),
    "../images/": ("../images", "../images"),
    "none.txt": (None, None),
    "%00": ("%00", "%00"),  # no name of a file: as it is written
    "x" * 5000: (None, None),
}


@pytest.fixture
def folder(tmp_path):
    """A folder of notebooks, of which own.ipynb holds all LINKS: in Markdown, in HTML, and in an output."""
    for name in ("pages", "images", "out"):
        (tmp_path / name).mkdir()
    folder = tmp_path / "pages"
    html = "".join(f'<a class="c" href="{link}">text</a>' for link in LINKS)
    cells = [new_markdown_cell(f"[text]({link})") for link in LINKS]
    shown = new_output("display_data", {"text/html": html})
    cells += [new_markdown_cell(html), new_code_cell("show()", outputs=[shown])]
    nbformat.write(new_notebook(cells=cells), folder / "own.ipynb")
    for name in ("other", "alone"):
        nbformat.write(new_notebook(cells=[new_markdown_cell("# A\n\n[back](own.ipynb)")]), folder / f"{name}.ipynb")
    for name in ("notes of mine.txt", "old.ipynb", "old.html"):
        (folder / name).touch()
    return folder


@pytest.mark.parametrize("to", [None, "out"])
def test_links_lead_to_pages_that_are_written_into_the_web_and_to_what_is_there(to, folder):
    names = [str(folder / name) for name in ("own.ipynb", "other.ipynb")]
    out = folder if to is None else folder.parent / to
    assert main(["export", *([] if to is None else ["--to", str(out)]), *names]) == 0
    wanted = [pair[to is not None] for pair in LINKS.values()]
    page = parsed(out / "own.html")
    assert [a["href"] for a in page.select("a")] == [href for href in wanted if href] * 3
    assert page.main.text.count("text") == len(LINKS) * 3  # what is no link is still read
    assert parsed(out / "other.html").a["href"] == "own.html"


def test_links_of_a_page_alone_become_text(folder):
    links = {a["href"] for a in parsed(export(folder / "own.ipynb", folder.parent / "out")).select("a")}
    assert not any("other" in link for link in links) and {"own.html#here", "https://example.org/a.ipynb"} <= links


def test_a_picture_in_html_is_put_into_the_page_and_no_other_file_is(tmp_path):
    (tmp_path / "dot.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    page = page_of(tmp_path, new_markdown_cell('<img src="dot.svg" alt="a"> <img src="secret.txt" alt="b">'))
    assert [i["src"].split(",")[0] for i in page.select("img")] == ["data:image/svg+xml;base64", "secret.txt"]


def test_a_picture_that_is_missing_or_elsewhere_stays_a_link(tmp_path):
    page = page_of(tmp_path, new_markdown_cell("![one](images/none.png) ![two](https://example.org/x.png)"))
    assert [(i["alt"], i["src"]) for i in page.select("img")] == \
        [("one", "images/none.png"), ("two", "https://example.org/x.png")]


def test_a_formula_that_cannot_be_read_stays_as_written(tmp_path):
    page = page_of(tmp_path, new_markdown_cell(r"Wrong: $x_1_2 < 3$, right: $a < b$"))
    assert page.find("code").text == "x_1_2 < 3"
    assert page.find("math").text == "a<b"


def test_a_figure_has_its_sentence_and_html_in_it_is_text(tmp_path):
    output = new_output("display_data", data={"image/png": PNG, "text/plain": "x"},
                        metadata={"image/png": {"alt": 'a "curve" <falls>'}})
    page = page_of(tmp_path, new_code_cell("show()", outputs=[output]))
    assert page.find("img")["alt"] == 'a "curve" <falls>'


def test_a_figure_from_a_learners_folder_stays_the_svg_that_it_is(tmp_path):
    output = new_output("display_data", data={"image/png": PNG, "text/html": '<img alt="b" src="data:image/svg+xml,">'},
                        metadata={"image/png": {"alt": "a"}})
    [picture] = page_of(tmp_path, new_code_cell("show()", outputs=[output])).select("img")
    assert (picture["alt"], picture["src"]) == ("b", "data:image/svg+xml,")


def test_a_widget_is_shown_by_what_stands_for_it(tmp_path):
    output = new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                                              "text/plain": "the slider at 3"})
    page = page_of(tmp_path, new_code_cell("slider()", outputs=[output]))
    assert page.find("script") is None and "the slider at 3" in page.text


def test_the_command_writes_beside_or_into_a_folder(tmp_path, capsys):
    nbformat.write(new_notebook(cells=[new_markdown_cell("Hello")]), tmp_path / "own.ipynb")
    (tmp_path / "pages").mkdir()
    assert main(["export", str(tmp_path / "own.ipynb")]) == 0
    assert main(["export", "--to", str(tmp_path / "pages"), str(tmp_path / "own.ipynb")]) == 0
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.html")} == {"own.html", "pages/own.html"}
    assert parsed(tmp_path / "own.html").title.text == "own"  # it has no heading
    assert capsys.readouterr().out.count("Wrote ") == 2


@pytest.mark.parametrize("content, message", [(None, "no such file"), ("[", "not a notebook"), ("{}", "not a notebook"),
                                              ('{"cells": [], "nbformat": 4}', "not a notebook")])
def test_what_is_no_notebook_is_said(content, message, tmp_path, capsys):
    path = tmp_path / "own.ipynb"
    if content is not None:
        path.write_text(content)
    assert main(["export", str(path)]) == 1
    assert message in capsys.readouterr().err
    assert list(tmp_path.glob("*.html")) == []


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    nbformat.write(new_notebook(), tmp_path / "own.ipynb")
    assert main(["export", "--to", str(tmp_path / "none"), str(tmp_path / "own.ipynb")]) == 1
    assert capsys.readouterr().err == f"dnn-course: there is no folder {tmp_path / 'none'}\n"
