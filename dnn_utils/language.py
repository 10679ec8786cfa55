"""The language of the course's words: which one is asked for, and what its catalogues in translations/ say.

English is the source. Any other language is a folder of translations/ with gettext catalogues, and no code.
"""
import functools
import json
import os
from contextlib import contextmanager
from pathlib import Path

from dnn_utils.files import COURSE, KEPT

__all__ = ["SOURCE", "catalogues_of", "language", "languages", "require_language", "speaking_as_in", "spoken",
           "texts_of"]

SOURCE = "en"
TRANSLATIONS = COURSE / "translations"
VARIABLE = "DNN_LANGUAGE"
NOTEBOOKS = str(COURSE / "notebooks")
RECORD = KEPT / "given" / "course.json"  # in a learner's folder, written by dnn-course start
_folder = [Path(".")]  # whose language is spoken, the last one


def languages():
    """Return the languages that the course speaks: English, and each folder of translations/."""
    folders = TRANSLATIONS.iterdir() if TRANSLATIONS.is_dir() else ()
    return [SOURCE, *sorted(path.name for path in folders if path.is_dir())]


def require_language(name, given):
    """Return a language as it is given; ValueError where the course does not speak it."""
    if given not in languages():
        raise ValueError(f"{name} must be one of {', '.join(languages())}, got {given!r}")
    return given


def language(folder=None):
    """Return the language for what is said in a folder: DNN_LANGUAGE, else that of the folder, else English.

    The language of a learner's folder is kept in it; that of a folder in notebooks/ is its name. Without an argument it
    is the folder of `speaking_as_in`, or else the one where Python runs.

    ValueError where DNN_LANGUAGE names a language that the course does not speak.
    """
    asked = os.environ.get(VARIABLE)
    if asked:
        return require_language(VARIABLE, asked)
    folder = Path(_folder[-1] if folder is None else folder)
    try:
        recorded = json.loads((folder / RECORD).read_text(encoding="utf-8"))["language"]
    except (OSError, ValueError, LookupError, TypeError):
        above, name = os.path.split(os.path.realpath(folder))
        recorded = name if above == NOTEBOOKS else SOURCE
    return recorded if recorded != SOURCE and recorded in languages() else SOURCE


@contextmanager
def speaking_as_in(folder):
    """Speak the language of a folder, in the block that follows."""
    _folder.append(Path(folder).resolve())
    try:
        yield
    finally:
        _folder.pop()


def spoken(text):
    """Return a text of the course in the language that is spoken here; in English where it is not translated."""
    return texts_of(language(), "messages").get(text, text)


def catalogues_of(language):
    """Return the folder of a language's catalogues; there is none of English."""
    return TRANSLATIONS / language


def texts_of(language, name):
    """Return {English: translation} of a language's catalogue of this name, without what is missing or stale.

    It is empty for English, and where there is no such catalogue. ValueError where the file is no catalogue.
    """
    return {} if language == SOURCE else _texts_in(catalogues_of(language) / f"{name}.po")


@functools.lru_cache  # older Pythons have it, too, in which the environment check says what is missing
def _texts_in(path):
    from babel.messages.pofile import PoFileError, read_po  # only where another language than English is asked for

    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{path} is no catalogue of gettext: {error}") from None
    return {message.id: message.string for message in catalogue if message.id and message.string and not message.fuzzy}
