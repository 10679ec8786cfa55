"""Exported lessons and every kind of panel, looked at by axe-core in headless Chromium: make test-browser."""
from pathlib import Path

import nbformat
import pytest
from accessibility import violations
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dnn_course.learner.environment import Environment, Problem
from dnn_course.learner.export import export
from dnn_course.learner.start_page import progress
from testCases.checking import examine
from testCases.exercises import EXERCISES
from testCases.misconceptions import misconceptions_of
from testCases.progress import Result, Summary

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
WIDTHS = [1280, 400]  # a screen, and a telephone
SCHEMES = ["light", "dark"]  # what a reader's system prefers
PICTURES_WITHOUT_SENTENCE = """images => images.filter(
    image => image.naturalWidth === 0 || image.alt.split(' ').length < 5 || image.alt.startsWith('No description')
).map(image => image.outerHTML.slice(0, 200))"""


WITHOUT_PICTURES = ["appendix_article", "formulas", "glossary"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of all lessons as pages, and nothing else."""
    folder = tmp_path_factory.mktemp("pages")
    for path in NOTEBOOKS:
        export(path, folder, NOTEBOOKS)
    return folder


def show(page, path):
    """Open a page, and return the list of what it asks the network for, in vain."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.route("http**/*", lambda route: route.abort())
    page.goto(path.as_uri())
    return asked


@pytest.mark.parametrize("stem", [path.stem for path in NOTEBOOKS])
def test_an_exported_lesson_is_accessible(stem, page, pages, screenshots):
    asked = show(page, pages / f"{stem}.html")
    assert page.locator("img").count() > 0 or stem in WITHOUT_PICTURES
    assert page.eval_on_selector_all("img", PICTURES_WITHOUT_SENTENCE) == []
    assert_accessible_at_every_width(page, screenshots, f"page_{stem}")
    assert asked == []


def assert_accessible_at_every_width(page, screenshots, name):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=screenshots / f"{name}_{width}_{scheme}.png", full_page=True)
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 17, 17)"}[scheme]
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def panels():
    """Return (name, panel) of every kind: right, wrong, known mistakes, not written, half done, with a problem."""
    for e in EXERCISES:
        for key, wrong in misconceptions_of(e.name).items():
            yield f"{e.name} {key}", examine(e.name, wrong)
        yield f"{e.name} returns None", examine(e.name, lambda *inputs: None)
    for points in ({}, {"linear_forward": 3.5}, {e.name: e.points for e in EXERCISES}):
        results = {name: Result(each, each) for name, each in points.items()}
        yield f"summary with {len(points)}", Summary("02_forward", results, True)
        yield f"progress with {len(points)}", progress()._replace(results=results)
    yield "environment", Environment(())
    yield "environment with a problem", Environment((Problem("python", "This is Python 2.", "Take a newer one."),))


def notebook_of(named_panels):
    """Return a notebook that shows panels as a kernel does."""
    cells = [new_markdown_cell("# Panels")]
    for name, panel in named_panels:
        cells += [new_markdown_cell(f"## {name}"), new_code_cell("show", execution_count=1, outputs=[new_output(
            "display_data", data={"text/html": panel._repr_html_(), "text/plain": str(panel)})])]
    return new_notebook(cells=cells)


def test_every_kind_of_panel_is_accessible(page, tmp_path, screenshots):
    named_panels = list(panels())
    nbformat.write(notebook_of(named_panels), tmp_path / "panels.ipynb")
    show(page, export(tmp_path / "panels.ipynb"))
    assert page.locator("[role=group]").count() == len(named_panels)
    assert_accessible_at_every_width(page, screenshots, "panels")


@pytest.mark.parametrize("rule, damage", [
    ("color-contrast", "panel.style.color = '#888'"),
    ("color-contrast", "document.querySelector('.jp-CodeCell .jp-InputPrompt').style.color = '#b0b0b0'"),
    ("aria-roles", "panel.setAttribute('role', 'pannel')"),
    ("aria-allowed-attr", "panel.setAttribute('aria-checked', 'true')"),
    ("scope-attr-valid", "panel.querySelector('th').scope = 'cols'"),
    ("empty-table-header", "panel.querySelector('th').textContent = ''"),
    ("image-alt", "document.querySelector('img').removeAttribute('alt')"),
    ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
    ("document-title", "document.title = ''"),
    ("heading-order", "document.querySelector('h2').outerHTML = '<h4>Too deep</h4>'"),
    ("link-in-text-block", "document.querySelector('p > a').style.textDecoration = 'none'"),
    ("scrollable-region-focusable", "document.querySelector('.highlight pre').style.cssText = "
     "'white-space: pre !important; overflow: auto; width: 50px'"),
    ("duplicate-id-aria", "panel.setAttribute('aria-labelledby', 'two'); "
     "panel.insertAdjacentHTML('beforeend', '<p id=two>a</p><p id=two>b</p>')"),
])
def test_damage_is_found(rule, damage, page, pages):
    show(page, pages / "00_start.html")
    page.evaluate(f"() => {{ const panel = document.querySelector('[role=group]'); {damage}; }}")
    assert rule in {line.split(":")[0] for line in violations(page)}


def test_the_page_that_nbconvert_makes_is_not_accessible(page, tmp_path):
    text, _ = HTMLExporter().from_filename(str(NOTEBOOKS[0].with_name("08_analysis.ipynb")))
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert show(page, tmp_path / "page.html") != []  # scripts from elsewhere
    assert {"color-contrast", "link-in-text-block"} <= {line.split(":")[0] for line in violations(page)}
    assert page.eval_on_selector_all("img", PICTURES_WITHOUT_SENTENCE) != []
