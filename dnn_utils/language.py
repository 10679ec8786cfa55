"""The language of the course's words: which one is asked for, and what its catalogues in translations/ say.

English is the source. Any other language is a folder of translations/ with gettext catalogues, and no code.
"""
import functools
import json
import os
from pathlib import Path

from dnn_utils.files import COURSE, KEPT

__all__ = ["SOURCE", "catalogues_of", "language", "languages", "texts_of"]

SOURCE = "en"
TRANSLATIONS = COURSE / "translations"
VARIABLE = "DNN_LANGUAGE"
RECORD = KEPT / "given" / "course.json"  # in a learner's folder, written by dnn-course start


def languages():
    """Return the languages that the course speaks: English, and each folder of translations/."""
    folders = TRANSLATIONS.iterdir() if TRANSLATIONS.is_dir() else ()
    return [SOURCE, *sorted(path.name for path in folders if path.is_dir())]


def require_language(name, given):
    """Return a language as it is given; ValueError where the course does not speak it."""
    if given not in languages():
        raise ValueError(f"{name} must be one of {', '.join(languages())}, got {given!r}")
    return given


def language(folder="."):
    """Return the language for what is said in a folder: DNN_LANGUAGE, else that of a learner's folder, else English.

    ValueError where DNN_LANGUAGE names a language that the course does not speak.
    """
    asked = os.environ.get(VARIABLE)
    if asked:
        return require_language(VARIABLE, asked)
    try:
        recorded = json.loads((Path(folder) / RECORD).read_text(encoding="utf-8"))["language"]
    except (OSError, ValueError, LookupError, TypeError):
        return SOURCE
    return recorded if recorded in languages() else SOURCE


def catalogues_of(language):
    """Return the folder of a language's catalogues; there is none of English."""
    return TRANSLATIONS / language


@functools.cache
def texts_of(path):
    """Return {English: translation} of a catalogue, without what is missing or stale; empty where there is no file.

    ValueError where the file is no catalogue.
    """
    from babel.messages.pofile import PoFileError, read_po  # only where another language than English is asked for

    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{path} is no catalogue of gettext: {error}") from None
    return {message.id: message.string for message in catalogue if message.id and message.string and not message.fuzzy}
