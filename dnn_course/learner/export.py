"""The command `dnn-course export`: a lesson as one HTML file, for reading without JupyterLab and without a network.

nbconvert's page, with what it lacks for readers who cannot see, or cannot see well: formulas in MathML instead of
scripts from elsewhere, a sentence for each figure, colours of enough contrast, and lines that fit any width.
"""
import html
import json
import os
import re
from functools import partial
from pathlib import Path

import nbformat
from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from dnn_course.learner.check import read_notebook
from dnn_course.learner.links import file_of, on_page, relative
from dnn_course.learner.saving import without_widgets
from dnn_utils.files import write_then_rename

__all__ = ["export", "lesson_page"]

TEMPLATE = """
{%- extends "lab/index.html.j2" -%}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block jupyter_widgets %}{% endblock %}
{% block html_head_css %}
{{ resources.include_css("static/theme-dark.css") | replace("<style", '<style media="(prefers-color-scheme: dark)"') }}
<style>
:root { color-scheme: light dark; --jp-cell-prompt-not-active-opacity: 1; }
@media (prefers-color-scheme: light) { :root {
  --jp-mirror-editor-comment-color: #2f6464; --jp-mirror-editor-operator-color: #7a12c4;
  --jp-mirror-editor-number-color: #006600; --jp-mirror-editor-keyword-color: #006600;
  --jp-mirror-editor-builtin-color: #006600; --jp-cell-prompt-not-active-font-color: #4b5563;
} }
@media (prefers-color-scheme: dark) { :root {
  --jp-mirror-editor-comment-color: #7fb0b0; --jp-mirror-editor-operator-color: #d28bff;
  --jp-cell-prompt-not-active-font-color: #9ca3af;
} }
main { max-width: 64rem; margin: 0 auto; }
pre, .highlight pre { white-space: pre-wrap !important; }
pre, .jp-RenderedHTMLCommon { overflow-wrap: break-word; }
@media (min-width: 40rem) { math { font-size: 1.15em; } }
.jp-RenderedHTMLCommon a:link, .jp-RenderedHTMLCommon a:visited { text-decoration: underline; }
.wide { overflow-x: auto; margin: 1em 0; }
</style>{% endblock %}
"""
SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]


class LessonRenderer(IPythonRenderer):
    """Markdown to HTML: formulas in MathML, which browsers and screen readers know."""

    def inline_math(self, body):
        """Handle $...$."""
        return mathml(body, "inline")

    def block_math(self, body):
        """Handle $$...$$, which scrolls where it is wider than the page, with the keyboard, too."""
        return f'<div class="wide" tabindex="0">{mathml(body, "block")}</div>'

    def table(self, text):
        """Handle a table, which scrolls in the same way."""
        return f'<div class="wide" tabindex="0"><table>\n{text}</table>\n</div>'


class LessonExporter(HTMLExporter):
    """Exporter of a lesson to one HTML file that loads nothing."""

    raw_template = TEMPLATE

    @pass_context
    def markdown2html(self, context, source):
        """Return Markdown as HTML; headings without the sign of a link, which a screen reader would read aloud."""
        renderer = LessonRenderer(escape=False, exclude_anchor_links=True,
                                  path=context["resources"]["metadata"]["path"],
                                  attachments=context["cell"].get("attachments", {}))
        return MarkdownWithMath(renderer).render(source)


def export(path, folder=None, others=()):
    """Write a notebook, with the outputs that it holds, as one HTML file that needs nothing else.

    Its links lead to the pages of other notebooks where these are written, too, or lie there already; to other files
    where they are; into the web. A link to a notebook without a page, or to nothing, becomes plain text.

    Parameters
    ----------
    path : path
        The notebook; it is not run.
    folder : path, optional
        Where the file goes; beside the notebook without it.
    others : sequence of paths, optional
        Notebooks that are written in the same way.

    Returns
    -------
    page : Path
        The file, with the notebook's name and the ending .html.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook or folder.
    ValueError
        If the file is not a notebook.
    """
    path, page = Path(path), page_of(path, folder)
    if not page.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {page.parent}")
    pages = {Path(other).resolve(): page_of(other, folder) for other in (*others, path)}
    text = lesson_page(path, partial(place_beside, path=path, folder=folder, pages=pages))
    with write_then_rename(page) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return page


def page_of(path, folder):
    """Return where the page of a notebook lies: in a folder, or beside the notebook where the folder is None."""
    return (Path(path).parent if folder is None else Path(folder)) / f"{Path(path).stem}.html"


def place_beside(url, path, folder, pages):
    """Return where a link of a notebook leads on its page; None where it becomes plain text.

    pages : {resolved path of a notebook: path of its page}
    """
    target = file_of(url, path.parent)
    if target is None:
        return url
    if target.suffix == ".ipynb":
        target = pages.get(target) or page_of(target, folder)
    try:
        return relative(target, page_of(path, folder).parent, url) if target in pages.values() or \
            os.path.exists(target) else None
    except ValueError:  # on another drive
        return None


def lesson_page(path, place):
    """Return a notebook as the text of a page; place(url) is an address on the page, or None for plain text."""
    content = read_notebook(path)  # its errors say what is wrong with a file that is no notebook
    try:
        notebook = nbformat.reads(json.dumps(content), as_version=4)
    except nbformat.ValidationError as error:
        raise ValueError(f"{path} is not a notebook: {error}") from None
    without_widgets(notebook)
    notebook.metadata["title"] = title(notebook) or path.stem
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            describe_figure(output)
    exporter = LessonExporter(config=Config({"NbConvertBase": {"display_data_priority": SHOWN}}))
    text, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": path.stem, "path": str(path.parent)}})
    return on_page(text, path.parent, place)


def title(notebook):
    """Return the first heading of a notebook, or ""."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = re.search(r"^# +(.+)$", text, re.M)
    return heading[1] if heading else ""


def describe_figure(output):
    """Give a figure of the course the alt text that it holds in its metadata: nbconvert would give it none.

    From a learner's folder a figure comes as HTML, too, and stays so.
    """
    data, alt = output.get("data", {}), output.get("metadata", {}).get("image/png", {}).get("alt")
    if alt and "image/png" in data:
        data.setdefault("text/html", f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data["image/png"]}">')


def mathml(formula, display):
    """Return a LaTeX formula in MathML; as it is written, where it cannot be read."""
    try:
        return convert(formula, display=display)
    except Exception:  # latex2mathml has no common class for what it raises
        return f"<code>{html.escape(formula)}</code>"
