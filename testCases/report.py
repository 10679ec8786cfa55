"""What a check says: points, a line for each property with the reason beside it, and the mistake it recognises."""
import html
from typing import NamedTuple

from dnn_utils.display import shown_as_text
from testCases.exercises import exercise
from testCases.messages import messages_of, mistake_sentence, say
from testCases.panel import CODE, marked_up, panel, result

__all__ = ["CheckFailed", "Finding", "Points", "Report", "number"]

PRINTED_LINES = 8
FIELDS = "name", "points", "max_points", "misconceptions", "notes", "remarks", "printed", "earlier"


class Finding(NamedTuple):
    """One property of an exercise: the sentence that names it, why it does not hold, or "", and whether anything could
    be looked at to say so."""

    sentence: str
    reason: str
    tested: bool = True
    case: str = ""  # the case's name where the property is that a case comes out right

    @property
    def status(self):
        """Return the key of the word that stands beside it."""
        return "untested" if not self.tested else "failed" if self.reason else "passed"


@shown_as_text
class Report(NamedTuple):
    """The result of one check; text and panel say the same."""

    name: str
    points: float
    max_points: int
    findings: tuple = ()
    misconceptions: tuple = ()  # keys in messages/NAME.toml
    notes: tuple = ()
    remarks: tuple = ()  # sentences on what matters most; `code` stands between backticks
    printed: str = ""    # what the function printed
    earlier: tuple = ()  # exercises that are not right yet, in whose places the course's functions stood

    @property
    def headline(self):
        return say("headline", name=self.name, points=number(self.points), max_points=self.max_points)

    @property
    def lost(self):
        """Return the findings that cost points."""
        return [finding for finding in self.findings if finding.status == "failed"]

    def opening(self):
        """Return the headline, and below it what matters most: the mistakes that are recognised, and the remarks."""
        causes = [say("misconception", sentence=mistake_sentence(self.name, key)) for key in self.misconceptions]
        return [self.headline, *causes, *self.remarks]

    def why(self):
        """Return in one line why points are missing, or an empty text."""
        if self.points == self.max_points:
            return ""
        return f"{self.lost[0].sentence}: {self.lost[0].reason}" if self.lost else " ".join(self.remarks)

    def shown(self):
        """Return the findings, with few words for the reason that stands right above."""
        reasons = [None, *(finding.reason for finding in self.findings)]
        return [finding._replace(reason=say("as_above")) if finding.reason and finding.reason == above else finding
                for finding, above in zip(self.findings, reasons)]

    def noted(self):
        """Return the sentences of the notes: where points are lost, none says that it cost nothing."""
        key = "note" if self.points == self.max_points else "also_noted"
        return [say(key, sentence=note) for note in self.notes]

    def printed_lines(self):
        """Return the first lines of what the function printed."""
        lines = self.printed.rstrip().splitlines()
        return [*lines[:PRINTED_LINES], *(["..."] if len(lines) > PRINTED_LINES else [])]

    def offers(self):
        """Return where to find help."""
        return [say("hint_offer", name=self.name)] if self.points < self.max_points else []

    def __str__(self):
        lines = self.opening()
        width = max(len(say(key)) for key in {"passed", "failed", *(finding.status for finding in self.findings)})
        for finding in self.shown():
            lines.append(f"  {say(finding.status):{width}} {finding.sentence}")
            if finding.reason:
                lines.append(f"  {'':{width}}   {finding.reason}")
        lines += self.noted()
        if self.printed_lines():
            lines += [say("printed", name=self.name), *(f"  {line}" for line in self.printed_lines())]
        return "\n".join(lines + self.offers())

    def _repr_html_(self):
        heads = ("property", "result", "reason") if any(f.reason for f in self.findings) else ("property", "result")
        rows = [(html.escape(finding.sentence), result(finding.status), marked_up(finding.reason))
                for finding in self.shown()]
        closing = [*map(marked_up, self.noted())]
        if self.printed_lines():
            printed = html.escape("\n".join(self.printed_lines()))
            closing += [html.escape(say("printed", name=self.name)), f"<code {CODE}>{printed}</code>"]
        return panel(say("panel", name=self.name), self.opening(), [say(key) for key in heads], rows,
                     [*closing, *map(html.escape, self.offers())])

    def to_json(self):
        """Return the report as what JSON holds."""
        lists = {field: list(value) if isinstance(value, tuple) else value
                 for field, value in zip(self._fields, self) if field in FIELDS}
        return {**lists, "findings": [finding._asdict() for finding in self.findings]}

    @classmethod
    def from_json(cls, kept, clean=str):
        """Return the report that `to_json` made, or whoever says so: points are kept in their range, mistakes that
        nobody knows are left out, and `clean` is called on every text."""
        name = exercise(kept["name"]).name
        known, most = messages_of(name)["misconceptions"], exercise(name).points
        findings = tuple(Finding(clean(f["sentence"]), clean(f["reason"]), bool(f.get("tested", True)),
                                 clean(f.get("case", ""))) for f in kept.get("findings", ()))
        texts = {field: tuple(map(clean, kept.get(field, ()))) for field in ("notes", "remarks", "earlier")}
        return cls(name, min(max(float(kept["points"]), 0.0), float(most)), most, findings,
                   tuple(key for key in kept.get("misconceptions", ()) if key in known),
                   printed=clean(kept.get("printed", "")), **texts)


class Points(float):
    """Points as the result of a test cell: nbgrader reads the number as partial credit, a learner sees the panel."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": number(self), "text/html": "<!-- points -->"}


class CheckFailed(AssertionError):
    """A check without a point, outside of a notebook."""


def number(points):
    """Return points as text, with a decimal only where there is one."""
    return f"{points:.1f}".removesuffix(".0")
