"""The catalogue of all words of the course that stand in no lesson: feedback, panels, figures, errors and commands."""
import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from dnn_course.translation.units import PLACEHOLDER
from dnn_utils.files import CODE
from dnn_utils.language import SOURCE
from testCases.exercises import EXERCISES
from testCases.expected import cases_of
from testCases.messages import FOLDER, in_other_words, messages_of

__all__ = ["messages_catalogue"]

PACKAGES = "dnn_utils", "testCases", "dnn_course"


class Heard:
    """In the place of translations: notes each text that is asked for."""

    def __init__(self):
        self.texts = []

    def get(self, text, english):
        self.texts.append(text)
        return english


def messages_catalogue():
    """Return the Catalog of testCases/messages/, of the sentences of cases, and of what is given to `spoken`."""
    catalogue = Catalog()
    for path in sorted(FOLDER.glob("*.toml")):
        heard = Heard()
        in_other_words(messages_of(path.stem, SOURCE), heard)
        add(catalogue, heard.texts, path)
    for exercise in EXERCISES:
        add(catalogue, [case.sentence for case in cases_of(exercise.name)],
            CODE / "testCases" / f"{exercise.topic}.py")
    for package in PACKAGES:
        for path in sorted((CODE / package).rglob("*.py")):
            with path.open("rb") as file:
                add(catalogue, [text for _, text, _, _ in extract("python", file, keywords={"spoken": None})], path)
    return catalogue


def add(catalogue, texts, path):
    for text in texts:
        if re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", text)):  # a number, or what is filled in, is no word
            catalogue.add(text, locations=[(path.relative_to(CODE).as_posix(), None)])
