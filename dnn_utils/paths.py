"""Paths as people give them, from a browser or from Windows, with quotation marks; and what they may have meant."""
import difflib
import os
import re
from pathlib import Path
from urllib.parse import unquote
from urllib.request import url2pathname

COPIED = "\u202a\u202c\u200e\u200f\ufeff \t\r\n"  # around a path that was copied from Windows' dialogs, or from a page


def as_path(name, value):
    """Return the path that somebody means: without quotation marks, with ~ and file: as what they stand for.

    Parameters
    ----------
    name : str
        The argument, for the message.
    value : str or path

    Raises
    ------
    ValueError
        If it is no path: a number, nothing, an address on the web, or a text whose backslashes Python has read.
    """
    if not isinstance(value, (str, os.PathLike)):
        raise ValueError(f"{name} must be the path of a file or folder, got {value!r}")
    text = os.fspath(value)
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    if text and os.path.exists(text):
        return Path(text)  # whatever it looks like
    text = text.strip(COPIED)
    while len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip(COPIED)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", text)  # of two letters and more: C: is a drive
    if scheme and scheme[1].lower() == "file":
        address = re.sub("^//[^/]*", "", text[len("file:"):])
        text = url2pathname(address) if os.name == "nt" else unquote(address)
    elif text.startswith("www.") or scheme and ("://" in text or scheme[1].lower() in ("data", "blob", "about")):
        raise ValueError(f"{name} must be a path on this computer, got the address {text[:80]!r}: open it in the "
                         "browser, save what it shows, and give the path of the saved file")
    if not text:
        raise ValueError(f"{name} must be the path of a file or folder, got an empty text, {value!r}")
    if any(ord(letter) < 32 for letter in text):
        raise ValueError(f"{name} must be a path, got {text!r}, in which Python has read a backslash and the letter "
                         f"after it as one sign: put an r before the quotation mark, as in {name} = r'C:\\new.jpg', "
                         "or write / in place of each backslash")
    path = Path(os.path.expanduser(text))
    if "\\" in text and os.name != "nt" and not os.path.exists(path) and os.path.exists(text.replace("\\", "/")):
        return Path(text.replace("\\", "/"))  # as Windows writes it
    return path


def meant(path):
    """Return ", did you mean ...?" where a file of nearly this name lies in the folder of a path that is not there."""
    try:
        there = {each.name.casefold(): each.name for each in path.parent.iterdir() if not each.name.startswith(".")}
    except OSError:
        return f": there is no folder {str(path.parent)!r}" if not os.path.exists(path.parent) else ""
    wanted = path.name.casefold()
    without_ending = [name for key, name in there.items() if key.partition(".")[0] == wanted.partition(".")[0]]
    near = without_ending or [there[key] for key in difflib.get_close_matches(wanted, there, 1)]
    return f": did you mean {near[0]!r}?" if near else ""
