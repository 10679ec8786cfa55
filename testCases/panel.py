"""Panels: what checks, hints and the progress show in a notebook, readable in any theme and by a screen reader."""
import html
import re

from testCases.messages import say

__all__ = ["CELL", "PANEL", "link", "marked_up", "panel", "plain", "result", "shown", "with_formulas"]

PANEL = ('style="border: 1px solid; border-left-width: 6px; padding: 0.6em 1em; margin: 0.3em 0; '
         'color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif); '
         'font-size: var(--jp-ui-font-size1, 0.9rem); max-width: 60em"')
CELL = 'style="text-align: left; vertical-align: top; white-space: normal; padding: 0.15em 0.9em 0.15em 0"'
NARROW = CELL[:-1] + '; overflow-wrap: anywhere"'  # gives way where there is little room
CODE = 'style="white-space: pre-wrap; overflow-wrap: anywhere"'
FORMULA, QUOTED = r"\$([^$]+)\$", r"`([^`]+)`"


def panel(label, opening, heads, rows, closing):
    """Return a panel in HTML: bold lines, a table whose first column names its rows, and lines below it.

    Parameters
    ----------
    label : str
        What a screen reader calls the panel.
    opening : iterable of str
        The headline, and what matters most.
    heads : list of str
        What stands above each column; what rows have beyond is left out.
    rows : list of tuple of str, in HTML
        Where there are none, there is no table.
    closing : iterable of str, in HTML
    """
    top = "".join(f"<p><strong>{marked_up(line)}</strong></p>" for line in opening)
    head = "".join(f'<th scope="col" {CELL}>{html.escape(text)}</th>' for text in heads)
    body = "".join(f'<tr><th scope="row" {CELL}>{first}</th>' +
                   "".join(f"<td {NARROW}>{cell}</td>" for cell in others[:len(heads) - 1]) + "</tr>"
                   for first, *others in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    return (f'<div role="group" aria-label="{html.escape(label)}" {PANEL}>{top}{table}'
            f'{"".join(f"<p>{line}</p>" for line in closing)}</div>')


def marked_up(text):
    """Return a text in HTML, with what stands between `backticks` as code."""
    return re.sub(QUOTED, rf"<code {CODE}>\1</code>", html.escape(text))


def with_formulas(text):
    """Return a text in HTML, with the LaTeX between $ as MathML."""
    parts = re.split(FORMULA, text)
    from latex2mathml.converter import convert  # here: only hints hold formulas
    return "".join(convert(part) if i % 2 else marked_up(part) for i, part in enumerate(parts))


PLAIN = [(r"_\{\\mathrm\{([^{}]*)\}\}", r"_\1"), (r"\\mathrm\{([^{}]*)\}", r"\1"), (r"_\{([^{}]*)\}", r"[\1]"),
         (r"\^\{([^{}]*)\}", r"^(\1)"), (r"\\frac\{1\}\{(\w+)\}", r"(1/\1)"),
         (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)"),
         (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"), (r"\((\w+(?:\^\w+)?)\) / ", r"\1 / "), (r" / \((\w+)\)", r" / \1"),
         (r" / \((sqrt\([^()]*\))\)", r" / \1"), (r"\\;", " "), (r"\\cdot|\\ast", "*"), (r"\\alpha", "a"),
         (r"\\(?=log|max|sum|mu|sigma|lambda|beta|epsilon)", ""),
         (r" +", " ")]


def plain(text):
    """Return a text with its LaTeX as plain letters and signs, for a terminal."""
    def simple(match):
        formula = match[1]
        for pattern, put in PLAIN * 4:  # a fraction may hold a root that holds fractions
            formula = re.sub(pattern, put, formula)
        return formula.strip()
    return re.sub(FORMULA, simple, text)


def link(notebook, text=None):
    """Return a link to a notebook in the same folder, in HTML."""
    return (f'<a href="{html.escape(notebook)}" style="text-decoration: underline">'
            f"{html.escape(text or notebook)}</a>")


def result(key):
    """Return ok, WRONG or not tested in HTML, with a sign that stands for no more than the word."""
    sign = {"passed": "&#10003;", "failed": "&#10007;", "untested": "&#8211;"}[key]
    return f'<span style="white-space: nowrap"><span aria-hidden="true">{sign}</span> {html.escape(say(key))}</span>'


def shown(thing):
    """Show something that has a text and a panel: as a panel in a notebook, as text elsewhere."""
    from IPython import get_ipython
    if get_ipython() is None:
        print(thing)
    else:
        from IPython.display import display
        display(thing)
