"""The quick questions: three a lesson, a reply for each choice, readable as HTML without a script and as text."""
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from testCases import quiz
from testCases.messages import messages_of
from testCases.quizzes import TOPICS

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSONS = {path.stem[3:]: path for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}


class Outline(HTMLParser):
    """Collects (tag, attributes) and the words of each <summary>, and says whether every tag is closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.summaries = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "summary" in self.open:
            self.summaries[-1] += data


@pytest.mark.parametrize("topic", TOPICS)
def test_a_lesson_has_three_questions_of_three_choices_with_one_right_one(topic):
    questions = messages_of("quiz")[topic]
    assert len(questions) == 3
    for question in questions:
        assert set(question) == {"question", "choices", "right"} and question["question"].endswith("?")
        assert len(question["choices"]) == 3 and question["right"] in (0, 1, 2)
        assert len({choice for choice, _ in question["choices"]}) == 3
        for _, reply in question["choices"]:
            assert 20 < len(reply) < 250 and reply[-1] in ".?", "a reply says why"
            assert not reply.startswith((messages_of("quiz")["right"], messages_of("quiz")["wrong"]))
    assert len({question["right"] for question in questions}) > 1, "not always the same place"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_lesson_with_questions_shows_them_and_its_output_is_the_current_one(topic):
    cells = nbformat.read(LESSONS[topic], as_version=4).cells
    (cell,) = [cell for cell in cells if cell.source == f'quiz("{topic}")']
    (output,) = cell.outputs
    assert output.data["text/plain"] == str(quiz(topic)) and output.data["text/html"] == quiz(topic)._repr_html_()


def test_every_lesson_has_questions():
    assert set(TOPICS) == set(LESSONS) - {"start"}


@pytest.mark.parametrize("topic", TOPICS)
def test_it_needs_no_script_no_form_and_no_network(topic):
    outline = Outline(quiz(topic)._repr_html_())
    assert outline.open == []
    assert {tag for tag, _ in outline.tags} <= {"div", "p", "strong", "details", "summary", "code"}
    names = {name for _, attributes in outline.tags for name in attributes}
    assert not any(name.startswith("on") or name in ("src", "href") for name in names)
    assert [tag for tag, _ in outline.tags].count("details") == 9 == len(outline.summaries)
    assert all("open" not in attributes for tag, attributes in outline.tags if tag == "details"), "closed at first"


@pytest.mark.parametrize("topic", TOPICS)
def test_text_and_html_say_the_same(topic):
    made = quiz(topic)
    text = re.sub(r"`|\s+", " ", str(made))
    plain = re.sub(r"<[^>]*>", " ", made._repr_html_()).replace("&#x27;", "'")
    for question in made.questions:
        for choice, reply in made.replies(question):
            for words in (question["question"], choice, reply):
                words = re.sub(r"`|\s+", " ", words).strip()
                assert words in re.sub(r"\s+", " ", text) and words in re.sub(r"\s+", " ", plain)
    assert [made.replies(question)[question["right"]][1].split()[0] for question in made.questions] == ["Yes."] * 3


def test_an_unknown_lesson_is_named():
    with pytest.raises(ValueError, match="topic must be one of cats, .*, got 'dogs'"):
        quiz("dogs")
