"""What a check says: points, a line for each property with the reason beside it, and the mistake it recognises."""
import html
from typing import NamedTuple

from testCases.exercises import exercise
from testCases.messages import messages_of, say

__all__ = ["CheckFailed", "Finding", "Points", "Report", "hint", "number", "panel"]

PANEL = ('style="border: 1px solid; border-left-width: 6px; padding: 0.6em 1em; margin: 0.3em 0; '
         'color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif); '
         'font-size: var(--jp-ui-font-size1, 0.9rem); max-width: 60em"')
CELL = 'style="text-align: left; vertical-align: top; white-space: normal; padding: 0.15em 0.9em 0.15em 0"'
NARROW = CELL[:-1] + '; overflow-wrap: anywhere"'  # gives way where there is little room
STEPS = 3


class Finding(NamedTuple):
    """One property of an exercise: the sentence that names it, and why it does not hold, or ""."""

    sentence: str
    reason: str


class Report(NamedTuple):
    """The result of one check; text and panel say the same."""

    name: str
    points: float
    max_points: int
    findings: tuple
    misconceptions: tuple = ()  # keys in messages/NAME.toml
    notes: tuple = ()

    @property
    def headline(self):
        return say("headline", name=self.name, points=number(self.points), max_points=self.max_points)

    def causes(self):
        """Return the sentences below the headline: the mistakes that are recognised."""
        sentences = messages_of(self.name).get("misconceptions", {})
        return [say("misconception", sentence=sentences[key]) for key in self.misconceptions]

    def shown(self):
        """Return the findings, with few words for a reason that was given already."""
        reasons = [finding.reason for finding in self.findings]
        return [finding._replace(reason=say("as_above")) if finding.reason and finding.reason in reasons[:i]
                else finding for i, finding in enumerate(self.findings)]

    def closing_lines(self):
        """Return the sentences below the table: the notes, and where a hint is."""
        lines = [say("note", sentence=note) for note in self.notes]
        return lines + [say("hint_offer", name=self.name)] if self.points < self.max_points else lines

    def __str__(self):
        lines = [self.headline, *self.causes()]
        width = max(len(say("passed")), len(say("failed")))
        for finding in self.shown():
            status = say("failed" if finding.reason else "passed")
            lines.append(f"  {status:{width}} {finding.sentence}")
            if finding.reason:
                lines.append(f"  {'':{width}}   {finding.reason}")
        return "\n".join(lines + self.closing_lines())

    __repr__ = __str__

    def _repr_pretty_(self, printer, cycle):
        printer.text(str(self))  # otherwise IPython would show a tuple

    def _repr_html_(self):
        heads = ("property", "result", "reason") if any(f.reason for f in self.findings) else ("property", "result")
        rows = [(html.escape(finding.sentence), result(not finding.reason), html.escape(finding.reason))
                for finding in self.shown()]
        return panel(say("panel", name=self.name), [self.headline, *self.causes()], [say(key) for key in heads], rows,
                     map(html.escape, self.closing_lines()))


class Points(float):
    """Points as the result of a test cell: nbgrader reads the number as partial credit, a learner sees the panel."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": number(self), "text/html": "<!-- points -->"}


class CheckFailed(AssertionError):
    """A check without a point. In a notebook its message stands alone, without a traceback into the course's code."""

    def _render_traceback_(self):
        return [str(self)]


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
    closing : iterable of str, in HTML
    """
    top = "".join(f"<p><strong>{html.escape(line)}</strong></p>" for line in opening)
    head = "".join(f'<th scope="col" {CELL}>{html.escape(text)}</th>' for text in heads)
    body = "".join(f'<tr><th scope="row" {CELL}>{first}</th>' +
                   "".join(f"<td {NARROW}>{cell}</td>" for cell in others[:len(heads) - 1]) + "</tr>"
                   for first, *others in rows)
    return (f'<div role="group" aria-label="{html.escape(label)}" {PANEL}>{top}'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f'{"".join(f"<p>{line}</p>" for line in closing)}</div>')


def result(passed):
    """Return ok or WRONG in HTML, with a sign that stands for no more than the word."""
    sign, key = ("&#10003;", "passed") if passed else ("&#10007;", "failed")
    return f'<span style="white-space: nowrap"><span aria-hidden="true">{sign}</span> {html.escape(say(key))}</span>'


def number(points):
    """Return points as text, with a decimal only where there is one."""
    return f"{points:.1f}".removesuffix(".0")


_asked = {}  # how many hints of an exercise were shown in this session


def hint(name, step=None):
    """Show the next hint of an exercise: a nudge, then the formula with its shapes, then almost the line.

    Parameters
    ----------
    name : str
        The exercise.
    step : 1, 2 or 3, optional
        Which hint; without it, the one after the last.

    Raises
    ------
    ValueError
        If there is no such exercise or step.
    """
    exercise(name)
    if step is None:
        step = _asked.get(name, 0) + 1
        if step > STEPS:
            return print(say("no_more_hints", name=name))
    elif step not in range(1, STEPS + 1):
        raise ValueError(say("bad_step", step=step))
    _asked[name] = step
    print(say("hint", step=step, steps=STEPS, sentence=messages_of(name)["hints"][step - 1]))
