"""What a lesson must not hold, and what it must: each function returns a list of sentences, one for each problem.

nbval compares stored outputs with new ones, and overlooks what follows here: cells that were never run, pictures,
Markdown, and whatever is as wrong in the new output as in the stored one.
"""
import functools
import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat

from dnn_course.notebook.cells import cells_of
from dnn_course.notebook.reading import places_of
from dnn_course.notebook.reading import read as read_notebook
from testCases.exercises import EXERCISES

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
MOST_IGNORED_OUTPUTS = 3
SHORTEST_ALT_TEXT = 20  # characters: a sentence, not a word
WORDS_A_MINUTE, MINUTES_AN_EXERCISE = 150, 4
LONGEST_LESSON = 50  # minutes
LONGEST_LINE = 100  # characters of code that a page of 1000 pixels shows

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]*)[^)]*\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
PATH = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|usr|opt|mnt|var|srv|etc|builds?|Users|private)/\S*|file:/\S*|"
                  r"\b[A-Za-z]:\\\S*|~/\S*")
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|" \
        r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
DATE_OR_TIME = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d\b|"
    rf"\b\d{{1,2}}\.? {MONTH}\b|\b{MONTH} \d{{1,2}}\b|(?<![\d:\[])[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?![\d:\]])|"
    r"\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|sec|seconds?|minutes?)\b|\b\d+\.\d+ ?s\b|\bWall time\b|\bCPU times\b")
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
NUMPY_REPR = re.compile(r"\bnp\.(?:float|int|uint|bool|str)\w*\(")
EMOJI = re.compile("[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\uFE0F]")
MARKERS = ("PYTEST_VALIDATE_IGNORE_OUTPUT", "NBVAL_IGNORE_OUTPUT", "NBVAL_SKIP", "NBVAL_RAISES_EXCEPTION")
TAGS = {marker.lower().replace("_", "-") for marker in MARKERS} | {"raises-exception"}


def code_cells(notebook):
    """Return (name, cell) of every code cell."""
    return [(name, cell) for name, cell in named_cells(notebook) if cell.cell_type == "code"]


def markdown_cells(notebook):
    """Return (name, source) of every Markdown cell."""
    return [(name, cell.source) for name, cell in named_cells(notebook) if cell.cell_type == "markdown"]


def named_cells(notebook):
    return [(f"cell {i} ({cell.get('id', 'no id')})", cell) for i, cell in enumerate(notebook.cells, 1)]


def output_texts(cell):
    """Return the texts of all outputs of a code cell."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        texts += [value for kind, value in output.get("data", {}).items()
                  if isinstance(value, str) and not (kind.startswith("image/") and kind != "image/svg+xml")]
        texts.append("\n".join(output.get("traceback", [])))
    return [text for text in texts if text]


def matches(notebook, pattern, what):
    """Return a sentence for each code cell in whose output a pattern occurs."""
    found = ((name, pattern.search(text)) for name, cell in code_cells(notebook) for text in output_texts(cell))
    return [f"{name} has {what} in its output: {match.group()!r}" for name, match in found if match]


# Cells that ran, in order, without an error

def unexecuted_cells(notebook):
    return [f"{name} was never executed" for name, cell in code_cells(notebook) if cell.execution_count is None]


def counts_out_of_order(notebook):
    return [f"{name} has the execution count {cell.execution_count}, and should have {expected}"
            for expected, (name, cell) in enumerate(code_cells(notebook), 1) if cell.execution_count != expected]


def stderr_outputs(notebook):
    return [f"{name} wrote to stderr: {output.text[:60]!r}" for name, cell in code_cells(notebook)
            for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]


def error_outputs(notebook):
    return [f"{name} ended with {output.ename}: {output.evalue}" for name, cell in code_cells(notebook)
            for output in cell.outputs if output.output_type == "error"]


# What an output must not hold

def paths(notebook):
    return matches(notebook, PATH, "a path")


def dates_and_times(notebook):
    return matches(notebook, DATE_OR_TIME, "a date, a time of day or a duration")


def memory_addresses(notebook):
    return matches(notebook, ADDRESS, "a memory address")


def numpy_reprs(notebook):
    return matches(notebook, NUMPY_REPR, "the repr of a NumPy number, which differs between versions,")


def emoji(notebook):
    texts = [(name, text) for name, cell in named_cells(notebook)
             for text in [cell.source, *(output_texts(cell) if cell.cell_type == "code" else [])]]
    return [f"{name} holds the emoji {EMOJI.search(text).group()!r}" for name, text in texts if EMOJI.search(text)]


# Pictures and links

class Images(HTMLParser):
    """Collects the attributes of every <img>."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append({key: value or "" for key, value in attributes})


def links(text, images):
    """Return (text or alt text, target) of every Markdown link, or of every image, outside of code."""
    return [(match[2], match[3]) for match in LINK.finditer(CODE.sub("", text)) if bool(match[1]) == images]


def all_images(notebook):
    """Return (cell name, alt text, target or "an output") of every image in Markdown, HTML or an output."""
    found = []
    for name, source in markdown_cells(notebook):
        found += [(name, alt, target) for alt, target in links(source, images=True)]
        found += [(name, image.get("alt", ""), image.get("src", "")) for image in Images(CODE.sub("", source)).found]
    for name, cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            found += [(name, output.metadata.get(kind, {}).get("alt", ""), "an output")
                      for kind in data if kind.startswith("image/")]
            found += [(name, image.get("alt", ""), "an output") for image in Images(data.get("text/html", "")).found]
    return found


def missing_alt_texts(notebook):
    return [f"{name} has an image ({target}) with the alt text {alt!r}, not a sentence" for name, alt, target
            in all_images(notebook) if len(alt.strip()) < SHORTEST_ALT_TEXT or " " not in alt.strip()]


def missing_files(notebook, folder=NOTEBOOKS):
    """Return a sentence for each link or image that leads to no file; addresses on the web are not visited."""
    targets = [(name, target) for name, _, target in all_images(notebook) if target != "an output"]
    targets += [(name, target) for name, source in markdown_cells(notebook)
                for _, target in links(source, images=False)]
    return [f"{name} links to {target!r}, which is no file" for name, target in targets
            if not re.match(r"https?://|mailto:|#.", target)
            and not (folder / unquote(target.split("#")[0])).is_file()]


# Expected outputs and ignored outputs

@functools.cache
def execute_module():
    """Import notebooks/execute.py, which writes the expected outputs."""
    spec = importlib.util.spec_from_file_location("execute_lessons", NOTEBOOKS / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wrong_expected_outputs(notebook):
    problems, above = [], None
    for name, cell in named_cells(notebook):
        if cell.cell_type == "code":
            above = cell
        elif "expected-output" in cell.metadata.get("tags", []):
            printed = "" if above is None else "".join(output_texts(above)).strip()
            if not printed:
                problems.append(f"{name} shows an expected output, and the code cell above prints nothing")
            elif cell.source != execute_module().expected_output(above):
                problems.append(f"{name} shows another output than the code cell above prints")
        elif re.search(r"^\W*expected outputs?\W*$", cell.source, re.IGNORECASE | re.MULTILINE):
            problems.append(f"{name} shows an expected output, and lacks the tag expected-output")
    return problems


def ignored_outputs(notebook):
    """Return the code cells whose output nbval is told to ignore, or which it is told to skip."""
    ignored = []
    for name, cell in code_cells(notebook):
        comments = {line.strip().lstrip("#").strip() for line in cell.source.splitlines()
                    if line.strip().startswith("#")}
        if comments & set(MARKERS) or TAGS & set(cell.metadata.get("tags", [])):
            ignored.append((name, cell))
    return ignored


def ignored_without_reason(notebook):
    """A reason is a comment in the cell with the word because."""
    return [f"{name} has its output ignored, and no comment says because of what" for name, cell
            in ignored_outputs(notebook) if not re.search(r"^\s*#.*\bbecause\b.{10}", cell.source, re.MULTILINE)]


def too_many_ignored(notebooks):
    count = sum(len(ignored_outputs(notebook)) for notebook in notebooks)
    return [f"{count} cells of the course have their output ignored, more than {MOST_IGNORED_OUTPUTS}"] \
        if count > MOST_IGNORED_OUTPUTS else []


# What a grader would read

def exercises_that_do_not_count(notebook):
    """Read a lesson as checks and graders do: every cell is Python, and each exercise is written, once, in its cell."""
    names = {e.name for e in EXERCISES} & {cell.grade_id for cell in cells_of(notebook)}
    found = read_notebook(notebook, sorted(names))
    return [f"cell {cell.number} cannot be read: {cell.error}" for cell in found.unreadable] + \
        [f"{name} is not written" for name in sorted(names) if name not in found.fingerprints] + \
        [f"{name} is in the cells {', '.join(map(str, numbers))}, and should be in one"
         for name, numbers in places_of(notebook, names).items() if len(numbers) > 1]


# Opening and ending

def missing_sections(notebook):
    """Look for the title, the opening's four parts and the ending's three headings."""
    text = "\n".join(source for _, source in markdown_cells(notebook)).replace("\u2019", "'")
    problems = [] if re.match(r"# Lesson \d+: \S", text) else ["the first cell has no title '# Lesson N: ...'"]
    problems += [f"the opening lacks {part!r}"
                 for part in ("What you'll do", "What you'll learn", "What you'll need", "Time")
                 if not re.search(rf"^(?:#+ |\*\*){part}\b", text, re.MULTILINE)]
    problems += [f"the ending lacks the heading {part!r}" for part in ("Summary", "Questions to try", "Further reading")
                 if not re.search(rf"^#+ {part}\b", text, re.MULTILINE)]
    return problems


def measured_minutes(notebook):
    """Return how long a lesson takes: its prose at 150 words a minute, and 4 minutes for each exercise or small task.

    Folded parts and quizzes count; expected outputs and the descriptions of pictures, which nobody reads beside them,
    do not.
    """
    words = exercises = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and cell.source.startswith("quiz("):
            words += len(" ".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs).split())
        elif cell.cell_type == "markdown" and "expected-output" not in tags:
            read = LINK.sub(lambda match: "" if match[1] else match[2], cell.source)
            words += len(re.sub(r"<[^>]*>", " ", read).split())
        elif "exercise" in tags or "task" in tags:
            exercises += 1
    return words / WORDS_A_MINUTE + MINUTES_AN_EXERCISE * exercises


def wrong_time(notebook):
    """The time is stated in steps of five minutes: the measured time, rounded up."""
    measured = measured_minutes(notebook)
    stated = [int(minutes) for _, source in markdown_cells(notebook)
              for minutes in re.findall(r"^\*\*Time\.\*\* About (\d+) minutes", source, re.MULTILINE)]
    problems = [] if len(stated) == 1 and 0 <= stated[0] - measured < 5 else \
        [f"the time is stated as {stated} minutes, and measured as {measured:.1f}"]
    return problems + [f"it takes {measured:.1f} minutes, longer than {LONGEST_LESSON}"] * (measured > LONGEST_LESSON)


def long_code_lines(notebook):
    """Solutions do not count: learners have lines of their own there."""
    solution = re.compile(r"### START CODE HERE ###.*?### END CODE HERE ###", re.DOTALL)
    return [f"{name} has a line of {len(line)} characters: {line.strip()[:40]}" for name, cell in code_cells(notebook)
            for line in solution.sub("", cell.source).split("\n") if len(line) > LONGEST_LINE]


def missing_links_between(notebooks):
    """Say which lesson does not link to the next one, for a dictionary from file name to notebook, in order."""
    names, problems = list(notebooks), []
    for name, following in zip(names, names[1:]):
        targets = [target.split("#")[0] for _, source in markdown_cells(notebooks[name])
                   for _, target in links(source, images=False)]
        if following not in targets:
            problems.append(f"{name} does not link to {following}")
    return problems


CHECKS = [unexecuted_cells, counts_out_of_order, stderr_outputs, error_outputs, paths, dates_and_times,
          memory_addresses, numpy_reprs, emoji, missing_alt_texts, missing_files, wrong_expected_outputs,
          ignored_without_reason, exercises_that_do_not_count, missing_sections]


def read(path):
    """Read and validate a notebook."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook
