"""README.zh.md says what README.md says: the same sections, rows, commands, links and numbers, and lessons' titles."""
import re
from collections import Counter

import hygiene
import pytest
from repository import ROOT

from dnn_utils.language import texts_of

ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
MEASURED = "How fast the fast trainer is"  # its table is generated into README.md; in Chinese it is told in words
FENCE = re.compile(r"^```.*?\n(.*?)^```$", re.M | re.S)
IN_CHINESE = re.compile(r" --language zh_CN| LANGUAGE=zh_CN| -r requirements-zh_CN\.txt|\[zh-CN\]")
LESSON = re.compile(r"^\| \[(\d+) ([^]]+)\]\(notebooks/(?:zh_CN/)?(\w+)\.ipynb\) \|[^|]*\| (\d+) (?:min|分钟) \|([^|]*)\|$", re.M)


def sections(text):
    """Return the text of each section, and what stands before the first, in their order."""
    return re.split(r"^## .*$", text, flags=re.M)


def levels(text):
    return re.findall(r"^(#+) ", FENCE.sub("", text), re.M)


def lessons(text):
    """Return (number, file, minutes, functions) of each row of the table of lessons."""
    return [(number, stem, minutes, functions.strip()) for number, _, stem, minutes, functions in LESSON.findall(text)]


def first_cells(text):
    """Return what is in code in the first cell of each row of a table."""
    return [code for code in (re.findall("`[^`]+`", row) for row in re.findall(r"^\| ([^|]*) \|", text, re.M)) if code]


def fences(text):
    """Return the lines of each block of code, without comments and without what chooses Chinese."""
    lines = [re.sub(r"\s+# .*", "", IN_CHINESE.sub("", fence)) for fence in FENCE.findall(text)]
    return [re.sub(r'"(dnn_course\S*)"', r"\1", block).split("\n") for block in lines
            if not block.startswith("linear_forward")]


def codes(text):
    """Return all that stands in code within the text, such as `make lab`, without the tables' own columns."""
    return set(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


def targets(text):
    """Return where the links and images of a text lead, a lesson in Chinese being its English one."""
    found = {target for images in (True, False) for _, target in hygiene.links(text, images)}
    return {target.replace("notebooks/zh_CN/", "notebooks/") for target in found} - {"README.md", "README.zh.md"}


def numbers(text):
    """Count the numbers of a text outside of code and of links' targets."""
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\]\([^)]*\)|`[^`\n]*`", " ", FENCE.sub("", text))))


def without_measured(text, at):
    """Return a text without its section of measurements."""
    parts = sections(text)
    return "\n".join(parts[:at] + parts[at + 1:])


AT = [re.match("## (.*)", line)[1] for line in ENGLISH.split("\n") if line.startswith("## ")].index(MEASURED) + 1
ONLY_CHINESE = {"notebooks/zh_CN/"}


def differences(english, chinese):
    """Return a sentence for each thing in which the Chinese text is behind the English one."""
    found = []
    for what, of in {"headings": levels, "lessons": lessons, "rows": first_cells, "blocks of code": fences}.items():
        found += [f"{what}: {ours} is not {theirs}" for ours, theirs in [(of(chinese), of(english))] if ours != theirs]
    found += [f"links: {target}" for target in sorted(targets(english) ^ targets(chinese))]
    there, here = (codes(without_measured(text, AT)) for text in (english, chinese))
    found += [f"code: {code}" for code in sorted(there ^ here - ONLY_CHINESE)]
    for ours, theirs in zip(sections(chinese), sections(english)):
        found += [f"number: {number}" for number in sorted(numbers(ours) - numbers(theirs))]
    return found


def test_the_chinese_readme_has_all_that_the_english_one_has():
    assert len(lessons(ENGLISH)) == len(list((ROOT / "notebooks").glob("[01][0-9]_*.ipynb"))) - 1  # the start page
    assert differences(ENGLISH, CHINESE) == []


@pytest.mark.parametrize("old, new", {
    "| 35 min |": "| 40 min |", "`compute_cost` |": "`compute_cost`, `cost_of` |", "## Licences": "## Money\n\n## Licences",
    "dnn-course export NOTEBOOK": "dnn-course write NOTEBOOK", "pip install dnn_course-1.0.0": "pip install dnn_course-2.0.0",
    "Python 3.11 or newer": "Python 3.12 or newer", "(CHANGELOG.md)": "(CHANGES.md)", "`make site`": "`make pages`",
    "100 points": "120 points", '| `"drawn"` |': '| `"painted"` |',
}.items(), ids=lambda text: text)
def test_a_change_of_the_english_one_is_found(old, new):
    before = differences(ENGLISH, CHINESE)
    assert old in ENGLISH and len(differences(ENGLISH.replace(old, new), CHINESE)) > len(before)


def test_the_titles_of_lessons_are_those_of_the_catalogues():
    wrong = [title for number, title, stem, _, _ in LESSON.findall(CHINESE)
             if f"第 {number} 课：{title}" not in texts_of("zh_CN", stem).values()]
    assert wrong == []


def test_the_feedback_that_is_shown_is_what_the_course_says():
    words = texts_of("zh_CN", "messages")
    there, here = (next(fence for fence in FENCE.findall(text) if fence.startswith("linear_forward")).split("\n")
                   for text in (ENGLISH, CHINESE))
    points, cause = words["{name}: {points} of {max_points} points"], words["Likely cause: {sentence}"]
    assert there[0] == "linear_forward: 0 of 6 points"
    assert here[0] == points.format(name="linear_forward", points=0, max_points=6)
    assert here[1] == cause.format(sentence=words[there[1].removeprefix("Likely cause: ")])


def test_each_leads_to_the_other():
    assert CHINESE.startswith("[English](README.md)\n") and ENGLISH.startswith("[中文](README.zh.md)\n")
