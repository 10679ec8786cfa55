"""Three quick questions a lesson: predict, open the choice that you would take, and read its reply.

Each choice is a <details> of HTML: it opens by mouse, by keyboard and for a screen reader, without a kernel, a network
or a script. As text, the replies stand below the choices. The words are in messages/quiz.toml.
"""
import html
import re
from typing import NamedTuple

from dnn_utils.display import shown_as_text
from testCases.messages import messages_of
from testCases.panel import PANEL

__all__ = ["quiz"]

TOPICS = [key for key, value in messages_of("quiz").items() if isinstance(value, list)]


@shown_as_text
class Quiz(NamedTuple):
    """The questions of one lesson, as messages/quiz.toml has them; text and HTML say the same."""

    topic: str
    questions: tuple

    def replies(self, question):
        """Return (choice, reply) for every choice of a question; a reply begins with right or wrong."""
        words = messages_of("quiz")
        return [(choice, f"{words['right' if i == question['right'] else 'wrong']} {reply}")
                for i, (choice, reply) in enumerate(question["choices"])]

    def __str__(self):
        words = messages_of("quiz")
        lines = [words["headline"], words["as_text"]]
        for number, question in enumerate(self.questions, 1):
            lines += ["", f"{number}. {question['question']}"]
            lines += [f"   {letter}  {choice}" for letter, (choice, _) in zip("ABCD", self.replies(question))]
            lines += [f"   {letter}: {reply}" for letter, (_, reply) in zip("ABCD", self.replies(question))]
        return "\n".join(lines)

    def _repr_html_(self):
        words = messages_of("quiz")
        parts = [f"<p><strong>{html.escape(words['headline'])}</strong> {html.escape(words['as_html'])}</p>"]
        for number, question in enumerate(self.questions, 1):
            parts.append(f"<p><strong>{number}.</strong> {in_html(question['question'])}</p>")
            parts += [f'<details style="margin: 0 0 0.3em 1.5em"><summary style="cursor: pointer">{in_html(choice)}'
                      f'</summary><p style="margin: 0.2em 0 0.6em 1.2em">{in_html(reply)}</p></details>'
                      for choice, reply in self.replies(question)]
        return f'<div role="group" aria-label="{html.escape(words["headline"])}" {PANEL}>{"".join(parts)}</div>'


def quiz(topic):
    """Return the three questions of a lesson, which a notebook shows.

    Parameters
    ----------
    topic : str
        The lesson's name, such as "forward" for 02_forward; "cats" for the one before the first.

    Raises
    ------
    ValueError
        If there is no such lesson.
    """
    if topic not in TOPICS:
        raise ValueError(f"topic must be one of {', '.join(TOPICS)}, got {topic!r}")
    return Quiz(topic, tuple(messages_of("quiz")[topic]))


def in_html(text):
    """Return a sentence in HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
