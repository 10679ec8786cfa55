"""The links of pages: where those of a notebook lead once it is a page, what a page holds, which links lead nowhere."""
import html
import json
import mimetypes
import os
import posixpath
import re
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

__all__ = ["Page", "Section", "dead_links", "file_of", "on_page", "relative", "words_file"]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {*HEADINGS, "p", "li", "td", "th", "div", "pre", "summary", "br", "figcaption"}  # what divides words
WORDS, END = "window.courseWords = ", ";\n"  # a script, because a page opened from disk may fetch nothing


class Section(NamedTuple):
    """A heading of a page with its id, and the text below it, up to the next."""

    id: str
    level: int
    heading: str
    text: str


# From a notebook to a page

def file_of(url, folder):
    """Return what an address in a notebook names on this disk; None where it leads into the web, or nowhere else.

    Parameters
    ----------
    url : str
    folder : Path
        The notebook's.

    Returns
    -------
    target : Path or None
        Resolved; a file, a folder, or nothing that is there.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        return (folder / unquote(parts.path)).resolve()
    except (ValueError, OSError):  # no address, and no name of a file
        return None


def relative(target, start, url=""):
    """Return the address of a file for a page in the folder `start`, with the part behind the # of `url`.

    ValueError where no way leads there, such as to another drive.
    """
    _, hash_sign, part = url.partition("#")
    return quote(Path(os.path.relpath(target, start)).as_posix()) + hash_sign + part


def on_page(text, folder, place):
    """Return a page with its links, pictures and headings as a page should have them.

    Parameters
    ----------
    text : str
        The page, as nbconvert makes it.
    folder : Path
        The notebook's; its pictures are put into the page.
    place : function
        place(url) returns the address for the page, or None where the link becomes plain text.

    Returns
    -------
    text : str
        Each heading has an id that is its text with dashes for spaces, as in JupyterLab; a second one of the same text
        ends with -2.
    """
    rewriter = Rewriter(folder, place)
    rewriter.feed(text)
    rewriter.close()
    return "".join(rewriter.parts)


class Rewriter(HTMLParser):
    """Repeats a page, with other addresses and with ids of headings."""

    def __init__(self, folder, place):
        super().__init__(convert_charrefs=False)
        self.folder, self.place = folder, place
        self.parts, self.ids = [], set()
        self.heading = None  # while one is open: where its tag stands in parts, its attributes, its text
        self.plain = False  # while a link is open that becomes plain text

    def handle_starttag(self, tag, attrs):
        written, attrs = self.get_starttag_text(), dict(attrs)
        if tag == "a" and attrs.get("href"):
            url = self.place(attrs["href"])
            self.plain = url is None
            written = "" if url is None else written if url == attrs["href"] else start_tag(tag, {**attrs, "href": url})
        elif tag == "img" and attrs.get("src"):
            picture = data_url(file_of(attrs["src"], self.folder))
            written = start_tag(tag, {**attrs, "src": picture}) if picture else written
        elif tag in HEADINGS:
            self.heading = (len(self.parts), attrs, [])
        self.parts.append(written)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "a" and self.plain:
            self.plain = False
            return
        if tag in HEADINGS and self.heading:
            place, attrs, words = self.heading
            self.heading = None
            self.parts[place] = start_tag(tag, {**attrs, "id": self.new_id(attrs.get("id") or "".join(words))})
        self.parts.append(f"</{tag}>")

    def new_id(self, text):
        base = re.sub(r"\s", "-", text.strip()) or "section"
        number = 1
        while (found := base if number == 1 else f"{base}-{number}") in self.ids:
            number += 1
        self.ids.add(found)
        return found

    def handle_data(self, data):
        self.parts.append(data)
        if self.heading:
            self.heading[2].append(data)

    def handle_entityref(self, name):
        self.repeat(f"&{name};")

    def handle_charref(self, name):
        self.repeat(f"&#{name};")

    def repeat(self, reference):
        self.parts.append(reference)
        if self.heading:
            self.heading[2].append(html.unescape(reference))

    def handle_comment(self, data):
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.parts.append(f"<!{decl}>")

    def unknown_decl(self, data):
        self.parts.append(f"<![{data}]>")

    def handle_pi(self, data):
        self.parts.append(f"<?{data}>")


def start_tag(tag, attrs):
    """Return a tag with its attributes, {name: value or None}."""
    return f"<{tag}" + "".join(f" {name}" if value is None else f' {name}="{html.escape(value)}"'
                               for name, value in attrs.items()) + ">"


def data_url(path):
    """Return a picture's file as an address that holds the picture itself; "" where there is no such picture."""
    kind = path and mimetypes.guess_type(path.name)[0]
    if not kind or not kind.startswith("image/") or not path.is_file():
        return ""
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode()}"


# What a page holds

class Page(HTMLParser):
    """What is read from a page: its `ids`, its `links` (of every href and src), its title and its sections."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.found = []  # (id, level, parts of the heading, parts of the text below) of each section
        self.into = None  # the list that text goes into
        self.unread = None  # while within it: a tag whose text nobody reads
        self.feed(text)
        self.close()

    @property
    def sections(self):
        return [Section(id, level, joined(heading), joined(text)) for id, level, heading, text in self.found]

    @property
    def title(self):
        """The text of the first heading, or ""."""
        return joined(self.found[0][2]) if self.found else ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.add(attrs.get("id"))
        self.links += [attrs[key] or "" for key in ("href", "src", "xlink:href") if key in attrs]
        if tag in ("style", "script") or "Prompt" in (attrs.get("class") or ""):  # such as In [1]:
            self.unread = self.unread or tag
        elif tag in HEADINGS:
            self.found.append((attrs.get("id", ""), int(tag[1]), [], []))
            self.into = self.found[-1][2]
        self.divide(tag)

    def handle_endtag(self, tag):
        if tag == self.unread:
            self.unread = None
        elif tag in HEADINGS and self.found:
            self.into = self.found[-1][3]
        self.divide(tag)

    def divide(self, tag):
        if tag in BLOCKS and self.into is not None:
            self.into.append(" ")

    def handle_data(self, data):
        if self.into is not None and not self.unread:
            self.into.append(data)


def joined(parts):
    """Return parts of a text as one, with single spaces."""
    return " ".join("".join(parts).split())


# What a search looks through

def words_file(pages):
    """Return the text of a script that holds the sections of pages, {address: Page}, for site.js to search."""
    rows = [{"page": address, "title": page.title, **section._asdict()}
            for address, page in pages.items() for section in page.sections]
    return WORDS + json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + END


def dead_links(site):
    """Return a sentence for each link, picture, file or find of a search that leads nowhere.

    Parameters
    ----------
    site : dict
        {path on the site, with /: text of the file}. Addresses in the web are not asked whether they answer.

    Returns
    -------
    problems : list of str
    """
    pages = {path: Page(text) for path, text in site.items() if path.endswith(".html")}
    links = [(path, link) for path, page in pages.items() for link in page.links]
    for path, text in site.items():
        if text.startswith(WORDS):
            rows = json.loads(text.removeprefix(WORDS).removesuffix(END))
            links += [(path, f"{quote(row['page'])}#{quote(row['id'])}") for row in rows]
    return [f"{path} has a link that leads nowhere: {link[:200]!r}" for path, link in links
            if not leads(link, path, site, pages)]


def leads(link, path, site, pages):
    """Say whether a link of the file at `path` leads somewhere."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme:
        return bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme in ("data", "mailto")
    if parts.netloc or parts.path.startswith("/"):  # on a disk, or below another address, it is somewhere else
        return False
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    if target not in site or parts.path.endswith("/"):
        return False
    return not parts.fragment or target not in pages or unquote(parts.fragment) in pages[target].ids
