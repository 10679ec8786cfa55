"""The lessons as a site of static pages: `make site`, which is `python -m dnn_course.learner.site FOLDER`.

Each page is what `dnn-course export` writes, with a side bar, a search and links to the pages beside it. The order is
that of the course; notebooks/LANGUAGE/ becomes a second set of pages in a folder of that name.
"""
import html
import posixpath
import re
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader
from tqdm import tqdm

from dnn_course.home import solved_notebooks
from dnn_course.learner.export import lesson_page
from dnn_course.learner.links import Page, dead_links, file_of, relative, words_file
from dnn_utils.files import write_then_rename
from dnn_utils.language import SOURCE
from testCases.messages import messages_of

__all__ = ["site", "write_site"]

TEMPLATES = Path(__file__).with_name("templates")
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
PARTS = ENVIRONMENT.get_template("site.html").module  # its macros
SHARED = ("site.css", "site.js")
WORDS, INDEX = "search-words.js", "index.html"


class Lesson(NamedTuple):
    """A page of one language: its address among those of this language, its title, the sections that the side bar
    lists, what it is about, how long it takes, and whether it is a lesson."""

    address: str
    title: str
    parts: list = []
    about: str = ""
    time: str = ""
    lesson: bool = False


def site():
    """Return the files of the site, {path with /: text}, from the notebooks as they are stored; nothing is run.

    Raises
    ------
    ValueError
        If a link of a page leads nowhere; every such link is named.
    """
    editions = notebooks()
    places = {path.resolve(): address for edition in editions.values() for path, address in edition.items()}
    places |= {path.parent: posixpath.join(posixpath.dirname(address), INDEX) for path, address in places.items()}
    files = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in SHARED}
    for language in editions:
        files |= pages_of(language, editions, places)
    problems = dead_links(files)
    if problems:
        raise ValueError("\n  ".join(["the site is not written, because of its links:", *problems]))
    return files


def notebooks():
    """Return {language: {notebook: address of its page}}, English first, each in the order of the course."""
    english = solved_notebooks()
    editions = {SOURCE: {path: f"{path.stem}.html" for path in english}}
    for folder in sorted({path.parent for path in english[0].parent.glob("[a-z]*/*.ipynb")}):
        same = [folder / path.name for path in english if (folder / path.name).exists()]
        editions[folder.name] = {path: f"{folder.name}/{path.stem}.html" for path in same}
    return editions


def pages_of(language, editions, places):
    """Return {path on the site: text} of a language: its pages, its first page, and what its search looks through."""
    say = messages_of("site", language)
    root, folder = ("", "") if language == SOURCE else ("../", f"{language}/")
    texts, read = {}, {}
    for path, address in tqdm(editions[language].items(), desc=f"pages ({language})", leave=False, disable=None):
        name = posixpath.basename(address)
        texts[name] = lesson_page(path, partial(place, path=path, address=address, places=places))
        read[name] = Page(texts[name])
    lessons = [lesson_of(name, read[name], text, say["time"]) for name, text in texts.items()]
    first = Lesson(INDEX, say["title"])
    texts[INDEX] = str(PARTS.index(say, lessons)).lstrip()
    files = {f"{folder}{WORDS}": words_file(read)}
    for lesson, before, after in zip([first, *lessons], [None, first, *lessons], [*lessons, None]):
        others = in_other_languages(f"{folder}{lesson.address}", language, editions)
        around = PARTS.head(root), PARTS.before(say, root, lesson, lessons, others), PARTS.after(say, before, after)
        files[f"{folder}{lesson.address}"] = framed(texts[lesson.address], language, *around)
    return files


def place(url, path, address, places):
    """Return where a link of a notebook leads on its page, which is at `address` on the site.

    None, for plain text, where it names a file of the course that is no page. What is not there at all stays as it is,
    so that dead_links finds it.
    """
    target = file_of(url, path.parent)
    if target in places:
        return relative(places[target], posixpath.dirname(address) or ".", url)
    return url if target is None or not target.exists() else None


def lesson_of(address, page, text, time):
    """Return the Lesson of a page; `time` is the word that a paragraph on the time begins with.

    Before its second heading stand paragraphs such as "What you'll do. ...": the first says what it is about.
    """
    opening = text.partition("</h1>")[2].partition("<h2")[0]
    said = [tuple(html.unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in paragraph)
            for paragraph in re.findall(r"<p>(?:<strong>(.*?)</strong>)?(.*?)</p>", opening, re.DOTALL)]
    return Lesson(address, page.title or Path(address).stem,
                  [section for section in page.sections if section.level == 2],
                  next((words for _, words in said if words), ""),
                  next((words for label, words in said if label == time), ""), address[0].isdigit())


def in_other_languages(address, language, editions):
    """Return (code, name, address) of the same page in each other language, or of its first page."""
    names, found = messages_of("site", SOURCE)["languages"], []
    for other, edition in editions.items():
        if other != language:
            folder = "" if other == SOURCE else f"{other}/"
            same = folder + posixpath.basename(address)
            target = same if same in edition.values() else folder + INDEX
            found.append((code(other), names.get(other, other), posixpath.relpath(target, posixpath.dirname(address))))
    return found


def code(language):
    """Return a language as HTML names it: zh-CN for zh_CN."""
    return language.replace("_", "-")


def framed(text, language, head, before, after):
    """Return a page with what stands around its text."""
    text = text.replace('<html lang="en">', f'<html lang="{code(language)}">', 1)
    text = text.replace("</head>", f"{head}</head>", 1)
    text = text.replace("<main>", f'{before}<main id="text" tabindex="-1">', 1)
    start, end, rest = text.rpartition("</main>")
    return f"{start}{after}{end}{rest}"  # text, no markup, which would escape what it is added to


def write_site(folder):
    """Write the site into a folder, which is made, and return the paths of its files.

    Nothing is written where a link leads nowhere. Other files in the folder are left as they are.
    """
    files, folder = site(), Path(folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with write_then_rename(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def main(arguments):
    """Write the site into the folder that is named, and return the exit status."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m dnn_course.learner.site FOLDER", file=sys.stderr)
        return 2
    try:
        written = write_site(arguments[0])
    except (OSError, ValueError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    print(f"Wrote {sum(path.suffix == '.html' for path in written)} pages: open {Path(arguments[0]) / INDEX}")
    others = sorted(path.as_posix() for path in Path(arguments[0]).rglob("*.html") if path not in written)
    if others:
        print(f"Not of this site, and left as they are: {', '.join(others)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
