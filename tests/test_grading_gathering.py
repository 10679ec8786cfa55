"""Right work is found: under any name, in any folder, in an archive, as a .py file; and whatever is not used is told."""
import bz2
import gzip
import io
import json
import os
import resource
import stat
import struct
import subprocess
import sys
import tarfile
import zipfile

import nbformat
import pytest
from grading_course import LESSONS, TRUST, Here, course, empty_course, scores, submit, unfinished, written  # noqa: F401

from dnn_course import cli
from dnn_course.grading.classes import archives
from dnn_course.grading.classes.batch import grade
from dnn_course.grading.classes.gathering import gather
from dnn_course.grading.demo import solved
from dnn_course.home import course_pictures
from testCases.exercises import EXERCISES

FULL = {"test_compute_cost": 8.0, "test_update_parameters": 7.0}
RIGHT = {lesson: nbformat.writes(solved(lesson)).encode() for lesson in LESSONS}
EMPTY = {lesson: nbformat.writes(unfinished(lesson)).encode() for lesson in LESSONS}
SCRIPT = "\n\n".join(cell.source for cell in solved("03_cost").cells if cell.cell_type == "code")
WRONG_COST = nbformat.writes(written("03_cost", "compute_cost", "def compute_cost(AL, Y):\n    return 7.0")).encode()


def hand_in(folder, student, files):
    """Put files, {path: bytes} or {path: (bytes, date in seconds)}, into a student's folder of the assignment."""
    target = folder / "submitted" / student / "course"
    for path, content in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        data, date = content if isinstance(content, tuple) else (content, 1_800_000_000)
        (target / path).write_bytes(data)
        os.utime(target / path, (date, date))


def zipped(files, **options):
    """Return a zip archive of {path: bytes}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return stream.getvalue()


def tarred(files, mode="w:gz"):
    """Return a tar archive of {path: bytes or TarInfo}."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for path, data in files.items():
            entry = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(path)
            entry.size = 0 if entry is data else len(data)
            archive.addfile(entry, None if entry is data else io.BytesIO(data))
    return stream.getvalue()


def found(tmp_path, files):
    hand_in(tmp_path, "ada", files)
    return gather(tmp_path, "ada", "course", LESSONS)


both = {f"{lesson}.ipynb": RIGHT[lesson] for lesson in LESSONS}
PLACES = {
    "other names": {"final.ipynb": RIGHT["03_cost"], "\u00dcbung 5 fertig.ipynb": RIGHT["05_update"]},
    "names of each other": {"05_update.ipynb": RIGHT["03_cost"], "03_cost.ipynb": RIGHT["05_update"]},
    "a folder": {f"my_course/week/{name}": data for name, data in both.items()},
    "a zip": {"work.zip": zipped(both)},
    "a zip in a zip": {"work.zip": zipped({"inner.zip": zipped(both)})},
    "a zip without its ending": {"work": zipped({f"a/{name}": data for name, data in both.items()})},
    "a tar.gz": {"work.tar.gz": tarred(both)},
    "a tar": {"work.tar": tarred(both, "w")},
    "a tar.bz2": {"work.tbz": tarred(both, "w:bz2")},
    "another ending": {"03_cost.ipynb.txt": RIGHT["03_cost"], "05_update.json": RIGHT["05_update"]},
    "UTF-16": {"03_cost.ipynb": RIGHT["03_cost"].decode().encode("utf-16"), "05_update.ipynb": RIGHT["05_update"]},
    "a script": {"cost.py": SCRIPT.encode(), "05_update.ipynb": RIGHT["05_update"]},
    "a script with cells": {"cost.py": b"# %% [markdown]\n# It's a 'cost'\n# %%\n" + SCRIPT.encode() + b"\n# %%\n)(",
                            "05_update.ipynb": RIGHT["05_update"]},
    "a script with a slip": {"cost.py": b"def other(:\n    pass\n\n\n" + SCRIPT.encode(),
                             "05_update.ipynb": RIGHT["05_update"]},
    "one notebook": {"all.ipynb": nbformat.writes(nbformat.v4.new_notebook(
        cells=[nbformat.from_dict({**cell, "id": f"{lesson}-{cell.id}"}) for lesson in LESSONS for cell in solved(lesson).cells])).encode()},
    "only a checkpoint": {".ipynb_checkpoints/03_cost-checkpoint.ipynb": RIGHT["03_cost"],
                          "05_update.ipynb": RIGHT["05_update"]},
    "the same twice": {**both, "copy/03_cost.ipynb": RIGHT["03_cost"]},
    "what the course gave": {**both, f"images/{course_pictures()[0].name}": b"", ".dnn-course/given/03_cost.ipynb": EMPTY["03_cost"],
                             "00_start.ipynb": b'{"cells": []}', "04_backward.ipynb": b'{"cells": []}', ".DS_Store": b"x"},
}


def test_right_work_is_found_wherever_it_is(course):
    for i, files in enumerate(PLACES.values()):
        hand_in(course, f"s{i:02}", files)
    graded = grade(course, executor=Here(), trust=TRUST, progress=False)
    places = dict(zip(sorted(scores(course)), PLACES))
    assert {places[student]: marks for student, marks in scores(course).items() if marks != FULL} == {}
    assert [line.split(": ")[1:] for line in graded.unused] == []
    page = (course / "reports" / "course" / "students" / "s00.html").read_text()
    assert "03_cost: It was found in final.ipynb." in page


def test_of_several_the_newest_counts_and_both_pages_say_so(course):
    hand_in(course, "newer", {"03_cost.ipynb": (WRONG_COST, 1_700_000_000), "03_cost (1).ipynb": (RIGHT["03_cost"], 1_700_000_900)})
    hand_in(course, "older", {"03_cost.ipynb": (RIGHT["03_cost"], 1_700_000_900), "03_cost (1).ipynb": (WRONG_COST, 1_700_000_000)})
    hand_in(course, "same", {"03_cost-2.ipynb": WRONG_COST, "03_cost-10.ipynb": RIGHT["03_cost"], "03_cost.ipynb": WRONG_COST})
    hand_in(course, "empty", {"03_cost.ipynb": (EMPTY["03_cost"], 1_900_000_000), "mine.ipynb": RIGHT["03_cost"]})
    hand_in(course, "python", {"03_cost.ipynb": RIGHT["03_cost"], "03_cost.py": (SCRIPT.encode(), 1_900_000_000)})
    status = cli.main(["grade", str(course), "--workers", "1", *(["--trust-submissions"] if TRUST else [])])
    assert status == 1, "something was not used"
    assert {student: marks["test_compute_cost"] for student, marks in scores(course).items()} == \
        dict.fromkeys(["newer", "older", "same", "empty", "python"], 8.0)
    words = (course / "reports" / "course" / "class.html").read_text()
    for student, unused in {"newer": "03_cost.ipynb", "older": "03_cost (1).ipynb", "same": "03_cost-2.ipynb",
                            "empty": "03_cost.ipynb", "python": "03_cost.py"}.items():
        page = (course / "reports" / "course" / "students" / f"{student}.html").read_text()
        assert f"<li>{unused}: " in page.split("Not graded")[1].split("</ul>")[0], student
        assert f"<li>{student}: {unused}: " in words.split("Not graded")[1].split("</ul>")[0], student
    assert "03_cost (1).ipynb counts: it is the newest of 2 notebooks of this lesson (2023-11-14 22:28 UTC)" in \
        (course / "reports" / "course" / "students" / "newer.html").read_text()


@pytest.mark.parametrize("path, data, reason", [
    ("notes.txt", b"hello", "it is no notebook"),
    ("helper.py", b"x = 1", "holds no exercise"),
    ("other.ipynb", b'{"cells": []}', "holds no exercise"),
    ("broken.ipynb", b"{", "holds no JSON"),
    ("cost.txt", SCRIPT.encode(), "neither a notebook"),
    ("04_backward.ipynb", nbformat.writes(solved("04_backward")).encode(), "no part of this assignment"),
    ("work.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "the kind 7z, which is not opened"),
    ("work.rar", b"Rar!\x1a\x07" + b"x" * 100, "the kind RAR"),
    ("work.zip", b"", "it is no archive"),
    ("work.zip", zipped({}), "an empty archive"),
    ("work.zip", zipped(both)[:-60], "damaged"),
    ("work.tar.gz", tarred(both)[:-400], "damaged"),
    ("03_cost.ipynb.gz", gzip.compress(RIGHT["03_cost"]), "holds no tar archive"),
])
def test_what_is_not_used_is_told_with_the_reason(tmp_path, path, data, reason):
    gathered = found(tmp_path, {path: data})
    assert gathered.notebooks == {}
    assert any(reason in why for _, why in gathered.unused), gathered.unused


def test_files_beside_the_folder_of_the_assignment_are_told(course):
    submit(course, "right")
    (course / "submitted" / "ada").mkdir()
    (course / "submitted" / "ada" / "03_cost.ipynb").write_bytes(RIGHT["03_cost"])
    graded = grade(course, executor=Here(), trust=TRUST, progress=False)
    assert graded.problems == ["ada: 03_cost.ipynb lies beside the folder course, not in it"]


# ---- archives that attack

def special(path, mode):
    entry = zipfile.ZipInfo(path)
    entry.external_attr = mode << 16
    return entry


def zip_with(entry, data=b"x"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, data)
        archive.writestr("03_cost.ipynb", RIGHT["03_cost"])
    return stream.getvalue()


def claims(data, size):
    """Change the size that a zip archive's directory claims for its first file."""
    place = data.index(b"PK\x01\x02")
    return data[:place + 24] + struct.pack("<I", size) + data[place + 28:]


def flagged(data, flags, method=None):
    place = data.index(b"PK\x01\x02")
    data = data[:place + 8] + struct.pack("<H", flags) + data[place + 10:]
    return data if method is None else data[:place + 10] + struct.pack("<H", method) + data[place + 12:]


def link(path, target, kind=tarfile.SYMTYPE):
    entry = tarfile.TarInfo(path)
    entry.type, entry.linkname = kind, target
    return entry


def nested(depth):
    data = zipped({"03_cost.ipynb": RIGHT["03_cost"]})
    for _ in range(depth):
        data = zipped({"more.zip": data})
    return data


ATTACKS = {  # name: (archive, what is said, whether the right notebook in it is still read)
    "traversal": (zip_with("../../../evil.ipynb"), "leads out of the archive", True),
    "traversal by backslash": (zip_with("..\\..\\evil.ipynb"), "leads out of the archive", True),
    "absolute": (zip_with("/etc/evil.ipynb"), "leads out of the archive", True),
    "a drive": (zip_with("C:\\evil.ipynb"), "leads out of the archive", True),
    "link": (zip_with(special("evil.ipynb", stat.S_IFLNK | 0o777), "/etc/passwd"), "links are not followed", True),
    "pipe": (zip_with(special("evil.ipynb", stat.S_IFIFO | 0o777)), "no plain file", True),
    "encrypted": (flagged(zip_with("evil.ipynb"), 1), "encrypted", True),
    "LZMA": (flagged(zip_with("evil.ipynb"), 0, 14), "packed in a way", True),
    "claims 2 GB": (claims(zip_with("evil.ipynb"), 2_000_000_000), "2000.0 MB", True),
    "claims less than it has": (claims(zip_with("evil.ipynb", b"0" * 5000), 10), "damaged", True),
    "no such encoding": (zip_with("evil.ipynb").replace(b"evil.ipynb", b"\xff\xfe\xfdl.ipynb").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x08"), "not in the encoding", False),
    "ratio": (zipped({"03_cost.ipynb": RIGHT["03_cost"], "evil.ipynb": b"0" * 300_000_000}), "300.0 MB", True),
    "sum": (zipped({f"{i}.ipynb": b"0" * 9_900_000 for i in range(12)}), "more than 100 MB", False),
    "sum, nested": (zipped({f"{i}.zip": zipped({f"{j}.ipynb": b"0" * 9_900_000 for j in range(9)}) for i in range(5)}),
                    "more than 100 MB", False),
    "count": (zipped({f"{i}.txt": b"" for i in range(1001)}), "more than 1000 files", False),
    "count, nested": (zipped({f"{i}.zip": zipped({f"{j}.txt": b"" for j in range(900)}) for i in range(3)}),
                      "more than 1000 files", False),
    "count of entries": (zipped({f"{i}": b"" for i in range(10_001)}), "more than 10000 entries", False),
    "nesting": (nested(3), "an archive in 3 others", False),
    "tar: traversal": (tarred({"../evil.ipynb": b"x", **both}), "leads out of the archive", True),
    "tar: absolute": (tarred({"/evil.ipynb": b"x", **both}), "leads out of the archive", True),
    "tar: link": (tarred({"evil": link("evil.ipynb", "/etc/passwd"), **both}), "links are not followed", True),
    "tar: hard link": (tarred({"evil": link("evil.ipynb", "03_cost.ipynb", tarfile.LNKTYPE), **both}),
                       "links are not followed", True),
    "tar: device": (tarred({"evil": link("evil.ipynb", "", tarfile.CHRTYPE), **both}), "no plain file", True),
    "tar: bomb": (gzip.compress(b"\0" * 200_000_000, 1), "more than 100 MB", False),
    "tar: bomb, bzip2": (bz2.compress(b"\0" * 200_000_000, 1), "more than 100 MB", False),
    "tar: long header": (gzip.compress(tarfile.TarInfo("x").tobuf()[:156] + b"x" + b"ustar\x0000".rjust(
        107, b"\0") + b"\0" * 90_000_000, 1), "archive", False),
}


def test_no_archive_reaches_further_than_its_own_files(tmp_path):
    """Refused by name, nothing written, less than 600 MB: in a process of its own, whose memory is measured."""
    place = tmp_path / "place"
    for i, (data, _, _) in enumerate(ATTACKS.values()):
        hand_in(place, f"s{i:02}", {"work.zip": data})
    before = sorted((str(path), path.lstat().st_size) for path in tmp_path.rglob("*"))
    code = ("import json, re, sys; from dnn_course.grading.classes.gathering import gather\n"
            "for i in range(int(sys.argv[2])):\n"
            f"    found = gather(sys.argv[1], f's{{i:02}}', 'course', {LESSONS!r})\n"
            "    print(json.dumps([sorted(found.notebooks), found.unused]))\n"
            "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1000)")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    before.append((str(temporary), temporary.lstat().st_size))
    done = subprocess.run([sys.executable, "-c", code, str(place), str(len(ATTACKS))], capture_output=True, text=True,
                          env={**os.environ, "TMPDIR": str(temporary)})
    assert done.returncode == 0, done.stderr[-3000:]
    *lines, megabytes = done.stdout.splitlines()
    for (name, (_, said, read)), line in zip(ATTACKS.items(), lines):
        notebooks, unused = json.loads(line)
        assert any(path.startswith("work.zip") and said in why for path, why in unused), (name, unused[:5])
        assert ("03_cost" in notebooks) == read, (name, notebooks)
    assert int(megabytes) < 600
    assert sorted((str(path), path.lstat().st_size) for path in tmp_path.rglob("*")) == sorted(before)


def test_every_limit_is_what_refuses(tmp_path, monkeypatch):
    """Without the limits, the attacks above are read: the checks are not passed by accident."""
    monkeypatch.setattr(archives, "path_problem", lambda path: "")
    assert len(list(archives.members(ATTACKS["traversal"][0], "zip"))) == 2
    assert not [member for member in archives.members(ATTACKS["traversal"][0], "zip") if member.problem]


DEEP = ["(" * 40_000, "-" * 40_000 + "1", "a" + ".b" * 20_000, "[" * 5_000, "lambda: " * 5_000 + "1", "not " * 10_000 + "1",
        "f" + "()" * 20_000, "1" + " + 1" * 10_000, "x = " * 10_000 + "1", "if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 99)),
        "%" * 40_000, "\n".join(["!ls"] * 5000), "f'" + "{" * 5000, "\\\n" * 20_000, "'" * 40_001]


def test_no_text_ends_the_reader(tmp_path):
    """A student's text is parsed outside the jail: it costs itself at most."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for i, text in enumerate(DEEP):
        source = f"def compute_cost(AL, Y):\n    return 1\n\n{text}"
        notebook = json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": source}] * 3}).encode()
        hand_in(tmp_path, f"s{i}", {"a.ipynb": notebook, "b.ipynb": notebook + b" ", "c.py": source.encode()})
        gathered = gather(tmp_path, f"s{i}", "course", LESSONS)
        assert "03_cost" in gathered.notebooks
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_many_files_and_deep_folders_are_bounded(tmp_path):
    hand_in(tmp_path, "ada", {f"{i}.txt": b"" for i in range(1005)})
    hand_in(tmp_path, "ben", {"/".join(["a"] * 12) + "/03_cost.ipynb": RIGHT["03_cost"], "x/03_cost.ipynb": RIGHT["03_cost"]})
    assert "more than 1000 files" in dict(gather(tmp_path, "ada", "course", LESSONS).unused).popitem()[1] or \
        any("more than 1000 files" in why for _, why in gather(tmp_path, "ada", "course", LESSONS).unused)
    gathered = gather(tmp_path, "ben", "course", LESSONS)
    assert "03_cost" in gathered.notebooks and "more than 10 folders" in gathered.unused[0][1]


def test_every_exercise_belongs_to_a_lesson_that_is_found_by_it(tmp_path):
    """Whatever the table holds: each solved lesson, under a name that says nothing, is found."""
    lessons = list(dict.fromkeys(e.lesson for e in EXERCISES))
    hand_in(tmp_path, "ada", {f"{i}.ipynb": nbformat.writes(solved(lesson)).encode() for i, lesson in enumerate(lessons)})
    gathered = gather(tmp_path, "ada", "course", lessons)
    assert {lesson: gathered.notebooks[lesson].path for lesson in lessons} == \
        {lesson: f"{i}.ipynb" for i, lesson in enumerate(lessons)} and not gathered.unused
