"""Opens an archive of a student so that it can do no harm: nothing is unpacked to the disk, no path of it is followed.

A zip bomb, a link, a path that leads out, a member that is encrypted or claims two gigabytes: each is refused by its
name, with the reason, and the others are read.
"""
import bz2
import gzip
import io
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from datetime import datetime
from typing import NamedTuple

from dnn_course.grading.classes.submissions import MAX_ALL_BYTES, MAX_BYTES, MAX_FILES

__all__ = ["MAX_ARCHIVE", "Member", "date_of", "entry_problem", "kind_of", "members"]

MAX_ARCHIVE = 30_000_000  # bytes of an archive itself
CHUNK = 1 << 20
ENTRY = b"PK\x01\x02"  # each entry of a zip file's directory begins with it
MAX_ENTRIES = 10 * MAX_FILES  # those of archives within it are counted, too
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}  # LZMA asks for any memory that it names
KINDS = [(b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2")]
NOT_OPENED = [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "RAR"), (b"\xfd7zXZ", "xz"), (b"\x28\xb5\x2f\xfd", "zstd")]
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
          RuntimeError, OverflowError)  # what zipfile and tarfile raise over damaged files


class Member(NamedTuple):
    """A file of an archive: its path there, its bytes, None where it is not read, why not, and its date in seconds."""

    path: str
    data: bytes | None
    problem: str = ""
    date: float = 0.0


def kind_of(data):
    """Return "zip", "tar", "gzip" or "bzip2" for what may be opened, the name of a kind that is not, or ""."""
    for beginning, kind in [*KINDS, *NOT_OPENED]:
        if data.startswith(beginning):
            return kind
    return "tar" if data[257:262] == b"ustar" else ""


def members(data, kind):
    """Give the Members of an archive, one by one; folders are passed over.

    What is wrong with all of it is a Member without a path.

    Parameters
    ----------
    data : bytes
    kind : str
        As `kind_of` has it.
    """
    if kind in {name for _, name in NOT_OPENED}:
        yield Member("", None, f"it is an archive of the kind {kind}, which is not opened; a .zip is")
        return
    try:
        yield from _zip_members(data) if kind == "zip" else _tar_members(data, kind)
    except UnicodeError:
        yield Member("", None, "the names in this archive are not in the encoding that it says")
    except BROKEN as error:
        yield Member("", None, f"the archive is damaged: {error}"[:200])


def _zip_members(data):
    if data.count(ENTRY) > MAX_ENTRIES:  # before an object is made for each
        raise ValueError(f"it has more than {MAX_ENTRIES} entries")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries, size = [entry for entry in archive.infolist() if not entry.is_dir()], 0
        if len(entries) > MAX_FILES:
            raise ValueError(f"it has more than {MAX_FILES} files")
        for entry in entries:
            problem = entry_problem(entry, MAX_BYTES if not _may_be_archive(entry.filename) else MAX_ARCHIVE)
            size += 0 if problem else entry.file_size
            if size > MAX_ALL_BYTES:
                raise ValueError(f"it unpacks to more than {MAX_ALL_BYTES / 1e6:g} MB")
            content = None
            if not problem:
                try:
                    content = archive.read(entry)  # never more than the size that it claims
                except BROKEN as error:
                    problem = f"it is damaged: {error}"[:200]
            yield Member(entry.filename, content, problem, date_of(entry))


def _may_be_archive(name):
    return name.lower().endswith((".zip", ".tar", ".gz", ".tgz", ".bz2"))


def entry_problem(entry, most):
    """Say why a file of a zip archive is not read, "" where it may be; most is in bytes."""
    if path_problem(entry.orig_filename):
        return path_problem(entry.orig_filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or no plain file, and links are not followed"
    if entry.flag_bits & 0x41:
        return "it is encrypted"
    if entry.compress_type not in METHODS:
        return "it is packed in a way that is not read; a plain .zip is"
    return size_problem(entry.file_size, most)


def path_problem(path):
    """Say why a path in an archive is refused, "" where it is not."""
    if "\0" in path or path.startswith(("/", "\\")) or re.match("[A-Za-z]:", path) or \
            ".." in re.split(r"[/\\]", path):
        return "its path leads out of the archive"
    return ""


def size_problem(size, most=MAX_BYTES):
    """Say why a size in bytes is refused, "" where it is not."""
    return f"it has {size / 1e6:.1f} MB; more than {most / 1e6:g} MB are not read" if size > most else ""


def date_of(entry):
    """Return the date of a zip archive's file, in seconds as this machine counts them; 0 where it has none."""
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _tar_members(data, kind):
    with _unpacked(data, kind) as stream:
        if kind != "tar" and stream.read(512)[257:262] != b"ustar":
            raise ValueError("it holds no tar archive")
        stream.seek(0)
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for count, entry in enumerate(archive):
                if count >= MAX_FILES:
                    raise ValueError(f"it has more than {MAX_FILES} files")
                archive.members = []  # tarfile keeps all that it has seen
                if entry.isdir():
                    continue
                problem = path_problem(entry.name) or size_problem(
                    entry.size, MAX_ARCHIVE if _may_be_archive(entry.name) else MAX_BYTES)
                if not entry.isreg() or entry.issparse():
                    problem = problem or "it is a link or no plain file, and links are not followed"
                content = None if problem else archive.extractfile(entry).read()
                if content is not None and len(content) < entry.size:
                    content, problem = None, "it is damaged: it ends too early"
                yield Member(entry.name, content, problem, float(entry.mtime))


def _unpacked(data, kind):
    """Return a temporary file with the tar archive; ValueError where it is larger than all that is read."""
    stream, size = tempfile.TemporaryFile(), 0
    opened = {"gzip": gzip.open, "bzip2": bz2.open}.get(kind, lambda raw: raw)(io.BytesIO(data))
    try:
        while chunk := opened.read(CHUNK):
            size += len(chunk)
            if size > MAX_ALL_BYTES:
                raise ValueError(f"it unpacks to more than {MAX_ALL_BYTES / 1e6:g} MB")
            stream.write(chunk)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream
