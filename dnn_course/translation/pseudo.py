"""A language that nobody speaks: the English with accents. What stands without them comes from no catalogue."""
import re

from dnn_course.translation.catalogues import catalogue_text, source_catalogues
from dnn_course.translation.checking import CODE, FORMULA, PLACEHOLDER, TAG, TARGET
from dnn_course.translation.units import TEXT_IN_FORMULA
from dnn_utils.files import write_then_rename

__all__ = ["PLAIN", "pseudo", "write_pseudo_catalogues"]

ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
KEPT = re.compile("|".join(f"(?:{part.pattern})" for part in (CODE, FORMULA, TARGET, TAG, PLACEHOLDER)), re.S)
PLAIN = re.compile(r"[A-Za-z]*[aeiou][a-z]+", re.I)  # a word that was not translated


def pseudo(text):
    """Return a text with accents on its vowels; code, formulas, targets of links, tags and placeholders stay."""
    pieces, at = [], 0
    for kept in KEPT.finditer(text):
        words = TEXT_IN_FORMULA.sub(lambda found: f"\\text{{{found[1].translate(ACCENTS)}}}", kept[0])
        pieces += [text[at:kept.start()].translate(ACCENTS), words if kept[0].startswith("$") else kept[0]]
        at = kept.end()
    return "".join([*pieces, text[at:].translate(ACCENTS)])


def write_pseudo_catalogues(folder):
    """Write the catalogues of the pseudo-locale, each text translated, into a folder that is there."""
    for name, catalogue in source_catalogues().items():
        for message in catalogue:
            if message.id:
                message.string = pseudo(message.id)
        with write_then_rename(folder / f"{name}.po") as temporary:
            temporary.write_text(catalogue_text(catalogue, folder.name, name), encoding="utf-8", newline="\n")
