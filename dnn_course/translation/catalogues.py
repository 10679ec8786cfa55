"""The catalogues of the lessons: made from the notebooks, brought up to date, and what in them is missing or stale.

python -m dnn_course.translation.catalogues    (make translations)
"""
import io
import re
import sys
from typing import NamedTuple

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, unescape, write_po

from dnn_course.translation.messages import messages_catalogue
from dnn_course.translation.units import units_of
from dnn_utils.files import COURSE, write_then_rename
from dnn_utils.language import SOURCE, catalogues_of, languages

__all__ = ["MOST_UNTRANSLATED", "Report", "lesson_catalogue", "report", "source_catalogues", "updated",
           "update_language"]

MOST_UNTRANSLATED = 0.0  # the share of texts of a language that may be missing or stale; more fails CI
HEADER = '''# The words of the course in {language}: {name}. What is said of style stands in STYLE.md beside this file.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

'''
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class Report(NamedTuple):
    """How many texts a catalogue has, and which of them are missing or stale."""

    name: str
    total: int
    missing: list
    stale: list


def source_catalogues():
    """Return {name: Catalog without translations} of all that the course says."""
    paths = sorted((COURSE / "notebooks").glob("*.ipynb"))
    return {"messages": without_flags(messages_catalogue()),
            **{path.stem: lesson_catalogue(nbformat.read(path, as_version=4)) for path in paths}}


def lesson_catalogue(notebook):
    """Return the Catalog of a notebook: an entry for each unit, with the ids of the cells that it stands in."""
    catalogue = Catalog()
    for cell_id, kind, text in units_of(notebook):
        catalogue.add(text, locations=[(cell_id, None)], auto_comments=[kind])
    return without_flags(catalogue)


def without_flags(catalogue):
    """Take the flags away by which Babel guesses what is to be filled in; the checker compares what is."""
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}
    return catalogue


def read_catalogue(path):
    """Read a Catalog; it has no entries where there is no file."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    for message in catalogue:  # Babel writes the English that a stale translation belongs to, and does not read it
        previous = [comment for comment in message.user_comments if comment.startswith("|")]
        if previous:
            message.user_comments = [comment for comment in message.user_comments if comment not in previous]
            whole = " ".join(comment[1:].strip() for comment in previous)  # Babel breaks it at spaces
            message.previous_id = ["".join(map(unescape, QUOTED.findall(whole)))]
    return catalogue


def catalogue_text(catalogue, language, name):
    """Return a Catalog as the text of its file, the same for the same entries."""
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, ignore_obsolete=True, include_previous=True)
    return HEADER.format(language=language, name=name) + written.getvalue().decode("utf-8")


def updated(catalogue, source):
    """Return a Catalog with the entries of its source: translations are kept where the English is the same.

    Where the English was changed, its translation is kept as stale (fuzzy) with the English that it belongs to; what
    is new is empty, and what is gone is dropped.
    """
    previous = {message.id: message.previous_id for message in catalogue if message.fuzzy and message.previous_id}
    catalogue.update(source)
    for message in catalogue:
        if message.fuzzy and not message.previous_id:
            message.previous_id = previous.get(message.id, [])
    return without_flags(catalogue)


def report(name, catalogue):
    """Return the Report of a Catalog."""
    entries = [message for message in catalogue if message.id]
    return Report(name, len(entries), [message.id for message in entries if not message.string],
                  [message.id for message in entries if message.string and message.fuzzy])


def update_language(language, sources):
    """Bring the catalogues of a language up to date, and return a Report of each; what is the same is not written."""
    folder, reports = catalogues_of(language), []
    for name, source in sources.items():
        path = folder / f"{name}.po"
        catalogue = updated(read_catalogue(path), source)
        text = catalogue_text(catalogue, language, name)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            with write_then_rename(path) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="\n")
        reports.append(report(name, catalogue))
    return reports


def untranslated_share(reports):
    """Return the share of texts that are missing or stale."""
    return sum(len(one.missing) + len(one.stale) for one in reports) / max(1, sum(one.total for one in reports))


def main():
    """Update the catalogues of every language, say what is missing or stale, and return the exit status."""
    failed = False
    for language in languages():
        if language == SOURCE:
            continue
        reports = update_language(language, source_catalogues())
        share = untranslated_share(reports)
        failed = failed or share > MOST_UNTRANSLATED
        for one in reports:
            print(f"{language}/{one.name}.po: {one.total} texts, {len(one.missing)} missing, {len(one.stale)} stale")
            for word, texts in (("missing", one.missing), ("stale", one.stale)):
                for text in texts[:3]:
                    print(f"  {word}: {text if len(text) <= 70 else text[:67] + '...'!r}")
        print(f"{language}: {share:.1%} of the texts are missing or stale; {MOST_UNTRANSLATED:.0%} may be")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
