"""Every word that a check says: general.toml for all exercises, NAME.toml for each, errors.toml for what Python raises.
To translate the course's feedback, translate these files; what stands in {braces} is filled in. The sentences of cases
stand in their rows in testCases/TOPIC.py: a table [cases] in NAME.toml, from those to others, translates them.
"""
import re
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def messages_of(name):
    """Return the messages of an exercise, or of "general", as a dictionary."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def say(key, **values):
    """Return a general message with the values filled in."""
    return messages_of("general")[key].format(**values)


def case_sentence(name, sentence):
    """Return what a case of an exercise is called in the language of these files."""
    return messages_of(name).get("cases", {}).get(sentence, sentence)


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
