"""Every word that a check says: general.toml for all exercises, NAME.toml for each, errors.toml for what Python raises.
What stands in {braces} is filled in. The sentences of cases stand in their rows in testCases/TOPIC.py. In another
language, the words of both come from translations/LANGUAGE/messages.po, which `make translations` brings up to date.
"""
import re
import tomllib
from functools import cache
from pathlib import Path

from dnn_utils.language import SOURCE, language, spoken, texts_of

FOLDER = Path(__file__).parent


def messages_of(name, asked=None):
    """Return the messages of an exercise, or of "general", in the language that is asked for, or else spoken here."""
    return messages_in(name, asked or language())


@cache
def messages_in(name, language):
    messages = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return messages if language == SOURCE else in_other_words(messages, texts_of(language, "messages"))


def in_other_words(value, texts):
    """Return messages with each text in its translation, where it has one; of a row that says something, only that."""
    if isinstance(value, dict):
        shown = ["says"] if "says" in value else value
        return {key: in_other_words(inner, texts) if key in shown else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [in_other_words(inner, texts) for inner in value]
    return texts.get(value, value) if isinstance(value, str) else value


def say(key, **values):
    """Return a general message with the values filled in."""
    return messages_of("general")[key].format(**values)


def case_sentence(name, sentence):
    """Return what a case of an exercise is called in the language that is spoken here."""
    return spoken(sentence)


def mistake_sentence(name, key):
    """Return what is said to a known mistake of an exercise."""
    return messages_of(name)["misconceptions"][key]["says"]


def explain(type, message, place):
    """Return a sentence on an exception and what to look at, from errors.toml, or "" where there is none.

    Parameters
    ----------
    type, message : str
    place : testCases.tracing.Place
        The first entry counts whose expressions are found in the type, the message and the line, and whose `needs` is
        not empty there.
    """
    for entry in messages_of("errors")["error"]:
        found = re.search(entry.get("message", ""), message)
        needed = entry.get("needs")
        if re.fullmatch(entry["type"], type) and found and re.search(entry.get("line", ""), place.code) and \
                (needed is None or getattr(place, needed)):
            return entry["says"].format(**{**place._asdict(), **found.groupdict()})
    return ""
