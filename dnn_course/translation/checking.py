"""What a translation must keep of its English, and how Chinese is written: a sentence for each problem.

python -m dnn_course.translation.checking translations/zh_CN/03_cost.po ...
"""
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import nbformat

from dnn_course.translation.catalogues import read_catalogue
from dnn_course.translation.units import PLACEHOLDER, translated
from dnn_utils.files import COURSE

__all__ = ["problems_of", "problems_of_catalogue"]

CODE = re.compile(r"```.*?```|``.+?``|`[^`]+`", re.S)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.S)
TEXT_IN_FORMULA = re.compile(r"\\text\{[^}]*\}")
TARGET = re.compile(r"(?<=\])\([^)\s]*\)|https?://[^\s)>]+")
TAG = re.compile(r"</?[a-z][^>]*>")
NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")
HOLE = "\ue000"  # where code or a formula stood
HAN = r"[\u3400-\u9fff]"
INSIDE = r"[^()\u3400-\u9fff]*"  # of parentheses without Chinese, three deep
INSIDE = rf"\({INSIDE}(?:\({INSIDE}(?:\({INSIDE}\){INSIDE})*\){INSIDE})*\)"
CALL = re.compile(rf"[A-Za-z0-9_\]]{INSIDE}|\.\.\.")
SHAPE = re.compile(rf"(?<![\u3400-\u9fff])(?=\([(A-Za-z0-9_ .\[\]]*[,+*/=^-]){INSIDE}")  # or a sum, a product
LINE = re.compile(r"\bfor \w+ in\b|-m pip install")  # of code or of a command, without backticks in a message
NAMES = re.compile(r"\w+(?:, \w+)+")  # of parameters
EMPHASIS = re.compile(r"\*+")
EMPHASISED = re.compile(r"\*\*?[^*\n]+\*\*?|“[^”]*”|\"[^\"]*\"|\([A-Z][^()]*\)")
LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*)+")
REFERENCE = re.compile(r"https?://|arXiv|doi:")
FEW_WORDS = 3  # so many English words, written small, in a row are a sentence left over
CHINESE = [  # (what is wrong, where, what is right)
    (re.compile(rf"{HAN} ?[,;:!?(]|(?<=[\u3400-\u9fff])\.(?!\w)"), "half-width punctuation after a Chinese character",
     "，；：！？（。"),
    (re.compile(rf"[,;:!?)] *{HAN}|(?<!\d)\. *{HAN}"), "half-width punctuation before a Chinese character",
     "，；：！？）。"),
    (re.compile(rf"{HAN}[\"']|[\"']{HAN}"), "half-width quotation marks beside a Chinese character", "“ ”"),
    (re.compile(rf"{HAN}[A-Za-z0-9{HOLE}]|[A-Za-z0-9%{HOLE}]{HAN}"),
     "no space between Chinese and Latin letters, digits, code or a formula", "a space"),
    (re.compile(rf"{HAN} +{HAN}"), "a space between two Chinese characters", "none"),
    (re.compile(rf" [，。；：！？、）]|[（，。；：！？、] {HAN}"), "a space beside full-width punctuation", "none"),
    (re.compile(r"您"), "您", "你"),
]


def problems_of(english, translation, chinese=True):
    """Return a sentence for each problem of one translation.

    Parameters
    ----------
    english, translation : str
    chinese : bool
        Whether the rules of written Chinese count, too.
    """
    problems = []
    for what, found in (("inline code", CODE.findall), ("formulas", formulas), ("targets of links", targets),
                        ("HTML tags", tags), ("placeholders", placeholders), ("numbers", numbers)):
        changes = differences(found(english), found(translation))
        if changes:
            problems.append(f"{what} differ: {', '.join(changes)}")
    if english.count("**") != translation.count("**"):
        problems.append(f"** stands {english.count('**')} times in the English, {translation.count('**')} times here")
    if english.startswith("|") and bare(english).count("|") != bare(translation).count("|"):
        problems.append("the row of the table has another number of columns")
    if "\n" in translation and "\n" not in english:
        problems.append("it has several lines, and the English has one")
    if translation != translation.strip() and english == english.strip():
        problems.append("it begins or ends with a space")
    problems += dead_emphasis(translation)
    return problems + (problems_of_chinese(english, translation) if chinese else [])


def problems_of_chinese(english, translation):
    text = bare(PLACEHOLDER.sub("{}", translation))
    for code in (LINE, CALL, SHAPE):
        text = code.sub(HOLE, text)
    problems = [f"{what} ({shown(text, found)}): write {right}" for pattern, what, right in CHINESE
                for found in [pattern.search(text)] if found]
    if not REFERENCE.search(english):
        runs = [found[0] for found in LATIN_RUN.finditer(EMPHASISED.sub("", text))]
        problems += [f"English left over: {run!r}" for run in runs
                     if sum(word[0].islower() for word in re.findall(r"[A-Za-z'’-]+", run)) >= FEW_WORDS]
        words = [] if NAMES.fullmatch(english) else re.findall(r"\b[a-z]{2,}", bare(english))
        if not re.search(HAN, text) and len(words) >= FEW_WORDS:
            problems.append("it holds no Chinese")
    return problems


def differences(english, translation):
    """Return what is missing, and what is there beyond the English."""
    ours, theirs = Counter(english), Counter(translation)
    return [f"missing {text}" for text in (ours - theirs)] + [f"not in the English {text}" for text in (theirs - ours)]


def without_code(text):
    return CODE.sub(HOLE, text)


def formulas(text):
    return [TEXT_IN_FORMULA.sub(r"\\text{}", formula) for formula in FORMULA.findall(without_code(text))]


def targets(text):
    return TARGET.findall(without_code(text))


def tags(text):
    return TAG.findall(without_code(text))


def placeholders(text):
    return sorted(set(PLACEHOLDER.findall(FORMULA.sub("", text))))


def numbers(text):
    return NUMBER.findall(PLACEHOLDER.sub(" ", bare(text)))


def bare(text):
    """Return a text with a hole for code and formulas, and without targets of links and HTML tags."""
    return TAG.sub("", TARGET.sub("", FORMULA.sub(HOLE, without_code(text))))


def dead_emphasis(text):
    """Find stars that do not emphasise: Markdown asks for a space, or a mark outside, where a mark stands inside."""
    text, opened = TARGET.sub("()", FORMULA.sub(HOLE, without_code(text))), False
    for run in EMPHASIS.finditer(text):
        before, after = text[run.start() - 1:run.start()] or " ", text[run.end():run.end() + 1] or " "
        if before.isspace() and after.isspace():
            continue  # a product
        inside, outside = (before, after) if opened else (after, before)
        if inside.isspace() or is_mark(inside) and not (outside.isspace() or is_mark(outside)):
            return [f"stars that do not emphasise ({text[max(0, run.start() - 8):run.end() + 8]}): put a space outside "
                    "them, or the punctuation"]
        opened = not opened
    return []


def is_mark(character):
    return character == HOLE or unicodedata.category(character)[0] in "PS"


def shown(text, found):
    return text[max(0, found.start() - 6):found.end() + 6].replace(HOLE, "`...`").replace("\n", " ")


def problems_of_catalogue(path):
    """Return (line, English, problem) of every problem of a catalogue's translations, and how many are missing.

    ValueError where the translations of comments or docstrings change the code of their notebook.
    """
    catalogue, chinese = read_catalogue(path), path.parent.name.startswith("zh")
    entries = [message for message in catalogue if message.id]
    found = [(message.lineno, message.id, problem) for message in entries if message.string
             for problem in (["it is stale: mend it, and take the mark fuzzy away"] if message.fuzzy else []) +
             problems_of(message.id, message.string, chinese)]
    notebook = COURSE / "notebooks" / f"{path.stem}.ipynb"
    if notebook.is_file():
        translated(nbformat.read(notebook, as_version=4), {m.id: m.string for m in entries if m.string})
    return found, sum(not message.string for message in entries)


def main(paths):
    """Say the problems of catalogues, and return the exit status: 0 where there are none and nothing is missing."""
    failed = False
    for path in map(Path, paths):
        if not path.is_file():
            print(f"{path} is no file")
            failed = True
            continue
        found, missing = problems_of_catalogue(path.resolve())
        for line, english, problem in found:
            print(f"{path}:{line}: {english[:50]!r}: {problem}")
        print(f"{path}: {len(found)} problems, {missing} texts missing")
        failed = failed or bool(found) or bool(missing)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
