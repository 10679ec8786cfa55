"""Every word that a check says: general.toml for all exercises, NAME.toml for each. To translate the course's feedback,
translate these files; what stands in {braces} is filled in.
"""
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
