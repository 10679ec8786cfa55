"""Strange data files and pictures, each made here: read rightly, which the numbers show, or refused by name."""
import gzip
import io
import os
import struct
import zipfile
import zlib

import h5py
import numpy as np
import pytest
from PIL import Image, features

from dnn_utils import load_dataset, picture_path, prepare_picture

M, H, W = 10, 6, 5
BYTES = np.random.RandomState(0).randint(0, 256, (M, H, W, 3)).astype(np.uint8)
BYTES[0, 0, 0] = 255, 200, 0
LABELS = np.arange(M) % 2
X = BYTES.reshape(M, -1).T / 255
GREY = np.repeat(BYTES[..., :1], 3, axis=3).reshape(M, -1).T / 255
WHOLE = {"train_set_x": BYTES, "train_set_y": LABELS, "test_set_x": BYTES[:4], "test_set_y": LABELS[:4],
         "list_classes": np.array([b"non-cat", b"cat"])}


def write(path, **changed):
    """Write an HDF5 file in the article's schema, with changes; None leaves a key out."""
    with h5py.File(path, "w") as file:
        for key, value in {**WHOLE, **changed}.items():
            if value is not None:
                file[key] = value
    return path


def both(pictures):
    return {"train_set_x": pictures, "test_set_x": pictures[:4]}


def alone(part="train", **changed):
    other = "test" if part == "train" else "train"
    return {f"{other}_set_x": None, f"{other}_set_y": None, f"{part}_set_x": BYTES, f"{part}_set_y": LABELS, **changed}


# ---- HDF5 files that are read: what is changed, the training numbers, the labels, and a piece of what is printed

READ = {
    "the article's schema": ({}, X, ""),
    "labels in a column": ({"train_set_y": LABELS[:, None]}, X, ""),
    "labels in a row": ({"train_set_y": LABELS[None]}, X, ""),
    "labels of bool": ({"train_set_y": LABELS == 1}, X, ""),
    "labels of float": ({"train_set_y": LABELS.astype(float)}, X, ""),
    "labels of one byte": ({"train_set_y": LABELS.astype(np.int8)}, X, ""),
    "pixels 0 to 1": (both(BYTES / 255), X, "from 0 to 1"),
    "pixels 0 to 1 of float16": (both((BYTES / 255).astype(np.float16)), (BYTES / 255).astype(np.float16).astype(float)
                                 .reshape(M, -1).T, "from 0 to 1"),
    "pixels 0 to 255 of float32": (both(BYTES.astype(np.float32)), X, "from 0 to 255"),
    "pixels of int64": (both(BYTES.astype(np.int64)), X, "from 0 to 255"),
    "pixels of the other byte order": (both(BYTES.astype(">i4")), X, "from 0 to 255"),
    "black and white as bool": (both(BYTES > 100), (BYTES > 100).reshape(M, -1).T.astype(float), "from 0 to 1"),
    "grey": (both(BYTES[..., 0]), GREY, "its pictures are grey"),
    "grey with a channel": (both(BYTES[..., :1]), GREY, "its pictures are grey"),
    "grey with a channel first": (both(np.moveaxis(BYTES[..., :1], 3, 1)), GREY, "its pictures are grey"),
    "channels first": (both(np.moveaxis(BYTES, 3, 1)), X, "its channels stand first"),
    "other class names": ({"list_classes": ["Hund", "Kätzchen"]}, X, "Label 0: Hund; label 1: Kätzchen"),
    "class names in a column": ({"list_classes": np.array([[b"dog"], [b"cat"]])}, X, "Label 0: dog; label 1: cat"),
    "no class names": ({"list_classes": None}, X, "list_classes is not there"),
    "more arrays than are asked for": ({"notes": np.arange(3)}, X, ""),
    "compressed": ({"train_set_x": None}, X, ""),
}


@pytest.mark.parametrize("kind", READ)
def test_a_file_near_the_articles_schema_is_read(kind, tmp_path, capsys):
    changed, numbers, said = READ[kind]
    path = write(tmp_path / "own.h5", **changed)
    if kind == "compressed":
        with h5py.File(path, "a") as file:
            file.create_dataset("train_set_x", data=BYTES, compression="gzip", shuffle=True, fletcher32=True)
    data = load_dataset(path)
    np.testing.assert_allclose(data.train_x, numbers, rtol=0, atol=1e-7 if "float32" in kind else 1e-15)
    np.testing.assert_array_equal(data.test_x, data.train_x[:, :4])
    assert data.train_y.tolist() == [LABELS.tolist()] and data.test_y.tolist() == [LABELS[:4].tolist()]
    assert data.train_x.dtype == np.float64 and data.train_y.dtype == np.int64 and data.classes.shape == (2,)
    assert data.train_x_orig.dtype == np.uint8 and data.train_x_orig.shape == (M, H, W, 3)
    np.testing.assert_allclose(data.train_x_orig.reshape(M, -1).T / 255, numbers, atol=0.5 / 255 + 1e-3)
    printed = capsys.readouterr().out
    assert said in printed and "4 of the 4 test pictures are also training pictures" in printed


def test_three_pictures_with_their_channels_first_are_three_pictures(tmp_path):
    pictures = np.random.RandomState(1).randint(0, 256, (3, 3, 64, 64)).astype(np.uint8)
    data = load_dataset(write(tmp_path / "a.h5", train_set_x=pictures, train_set_y=np.array([1, 0, 1]),
                              test_set_x=pictures, test_set_y=np.array([0, 0, 0])))
    np.testing.assert_array_equal(data.train_x_orig, np.moveaxis(pictures, 1, 3))
    np.testing.assert_array_equal(data.train_x[:, 2], np.moveaxis(pictures[2], 0, 2).ravel() / 255)
    assert data.train_y.tolist() == [[1, 0, 1]] and data.test_y.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("part", ["train", "test"])
def test_a_file_with_one_part_is_divided_by_the_seed(part, tmp_path, capsys):
    path = write(tmp_path / "one.h5", **alone(part))
    first, again, other = (load_dataset(path, seed=seed) for seed in (1, 1, 2))
    assert "divided with seed 1 into 8 training and 2 test pictures" in capsys.readouterr().out
    for data in (first, again, other):
        assert sorted(data.test_y[0]) == [0, 1] and data.train_y.sum() == 4
        for x, y in ((data.train_x, data.train_y), (data.test_x, data.test_y)):
            for column, label in zip(x.T, y[0]):
                place, = np.flatnonzero((X.T == column).all(axis=1))
                assert LABELS[place] == label
    np.testing.assert_array_equal(first.train_x, again.train_x)
    assert not np.array_equal(first.train_x, other.train_x)


def test_the_articles_two_files_in_a_folder_are_one_data_set(tmp_path):
    write(tmp_path / "test_own.h5", train_set_x=None, train_set_y=None)
    write(tmp_path / "train_own.h5", test_set_x=None, test_set_y=None)
    data = load_dataset(tmp_path)
    np.testing.assert_array_equal(data.train_x, X)
    np.testing.assert_array_equal(data.test_x, X[:, :4])


# ---- HDF5 files that are refused

nan = BYTES / 255
nan[2, 1, 1, 1] = np.nan
REFUSED = {
    "labels 1 and 2": ({"train_set_y": LABELS + 1}, "train_set_y must hold only the labels 0 and 1, got 1, 2: write 1"),
    "labels -1 and 1": ({"train_set_y": 2 * LABELS - 1}, "train_set_y .* got -1, 1: write 1"),
    "three classes": ({"train_set_y": np.arange(M) % 3}, "train_set_y .* got 0, 1, 2: there are two classes"),
    "labels in between": ({"train_set_y": np.linspace(0, 1, M)}, "train_set_y must hold only the labels 0 and 1"),
    "labels with nan": ({"train_set_y": np.where(LABELS, np.nan, 0)}, "train_set_y .* got 0, nan"),
    "labels in words": ({"train_set_y": np.array([b"cat", b"dog"] * 5)}, r"train_set_y .* got \[b'cat', b'dog', b'cat'\]"),
    "labels in two columns": ({"train_set_y": np.eye(2)[LABELS]}, r"train_set_y must .* got shape \(10, 2\): of two col"),
    "a label too few": ({"train_set_y": LABELS[1:]}, r"train_set_y must hold one label for each of 10 .* got shape \(9,\)"),
    "one class alone": ({"train_set_y": LABELS * 0}, "train_set_y must hold both labels, 0 and 1, got 0 alone"),
    "no labels": ({"train_set_y": None}, "must hold train_set_y, got list_classes, test_set_x"),
    "labels without pictures": ({"train_set_x": None}, "must hold train_set_x, got list_classes, test_set_x"),
    "other keys": ({**dict.fromkeys(WHOLE), "X_train": BYTES}, "must hold train_set_x and train_set_y, .* got X_train"),
    "no key": (dict.fromkeys(WHOLE), "must hold train_set_x and train_set_y, .* got no array"),
    "nan among pixels": (both(nan), r"train_set_x must hold finite numbers, got 1 NaN .* first at \(2, 1, 1, 1\)"),
    "negative pixels": (both(BYTES / 127.5 - 1), "train_set_x must hold pixels .* got -1 to 1: .* standardised"),
    "pixels of 16 bits": (both(BYTES.astype(np.uint16) * 257), "train_set_x must hold pixels .* got 0 to 65535"),
    "pixels beyond 1 by a little": (both(BYTES / 250), "train_set_x must hold pixels .* got 0 to 1.02, which is neither"),
    "pixels 0 to 16": (both(BYTES // 16), None),
    "pixels 0 to 16 of float": (both(BYTES / 16), "train_set_x must .* got 0 to 15.9375, which is neither"),
    "whole floats 0 and 1": (both((BYTES > 99).astype(float)), "train_set_x must .* got whole numbers, none above 1"),
    "bytes 0 and 1": (both((BYTES > 99).astype(np.uint8)), "train_set_x must .* got whole numbers, none above 1"),
    "all black": (both(BYTES * 0), "train_set_x must hold pixels .* got 0 everywhere"),
    "bytes with a sign": (both(BYTES.astype(np.int8)), "train_set_x must hold pixels.* got dtype int8, which ends"),
    "complex pixels": (both(BYTES * 1j), "train_set_x must hold pixels.* got dtype complex128"),
    "two scales": ({"test_set_x": BYTES[:4] / 255}, "must have one scale, got train_set_x from 0 to 255 and test_set_x"),
    "two sizes": ({"test_set_x": BYTES[:4, 1:]}, r"test_set_x must have pictures of the size .* got \(5, 5, 3\)"),
    "four channels": (both(np.concatenate([BYTES, BYTES[..., :1]], 3)), r"train_set_x must have shape .* four channels"),
    "two channels": (both(BYTES[..., :2]), r"train_set_x must have shape .* got shape \(10, 6, 5, 2\)"),
    "colours first or last": (both(BYTES[:, :3]), r"got shape \(10, 3, 5, 3\), in which the colours may be first or"),
    "three may be colours": (both(BYTES[..., 0, :]), r"got shape \(10, 6, 3\), in which 3 may be colours or pixels"),
    "in rows": (both(BYTES.reshape(M, -1)), r"got shape \(10, 90\); a row of numbers does not say how high"),
    "pictures last": (both(np.moveaxis(BYTES, 0, 3)), r"got shape \(6, 5, 3, 10\); the pictures come first"),
    "no picture": (both(BYTES[:0]), r"train_set_x must have shape .* got shape \(0, 6, 5, 3\)"),
    "a number": (both(BYTES)  | {"train_set_x": 5}, r"train_set_x must have shape .* got shape \(\)"),
    "three names": ({"list_classes": [b"a", b"b", b"c"]}, r"list_classes must hold the names of 2 .* got \[b'a'"),
    "one name twice": ({"list_classes": [b"cat", b"cat"]}, "list_classes must hold the names of 2 classes"),
    "numbers as names": ({"list_classes": [0, 1]}, r"list_classes must hold the names .* got \[0, 1\]"),
    "too few to divide": (alone(train_set_y=np.eye(M, dtype=int)[0]), "at least 2 pictures with the label 1, got 1"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_can_be_read_in_two_ways_or_in_none_is_refused(kind, tmp_path):
    changed, sentence = REFUSED[kind]
    path = write(tmp_path / "own.h5", **changed)
    if sentence is None:  # bytes say their scale themselves
        np.testing.assert_array_equal(load_dataset(path).train_x, (BYTES // 16).reshape(M, -1).T / 255)
        return
    with pytest.raises(ValueError, match=f"^own.h5[: ].*{sentence}"):
        load_dataset(path)


def test_a_group_a_field_without_numbers_and_an_endless_array_are_named(tmp_path):
    for make, sentence in ((lambda file: file.create_group("train_set_x"), "got a group"),
                           (lambda file: file.create_dataset("train_set_x", data=h5py.Empty("f")), "without numbers"),
                           (lambda file: file.create_dataset("train_set_x", (10**6, 999, 999, 3), "u1", chunks=True),
                            "at most 500,000,000 numbers, which are 4 GB, got 2,994,003,000,000"),
                           (lambda file: file.__setitem__("train_set_x", h5py.SoftLink("/nowhere")), "got an error")):
        path = write(tmp_path / "own.h5", train_set_x=None)
        with h5py.File(path, "a") as file:
            make(file)
        with pytest.raises(ValueError, match=f"^own.h5: train_set_x must .*{sentence}"):
            load_dataset(path)


def of_zip():
    held = io.BytesIO()
    zipfile.ZipFile(held, "w").writestr("a", "b")
    return held.getvalue()


def of_array():
    held = io.BytesIO()
    np.save(held, X)
    return held.getvalue()


NO_DATA = {
    "empty.h5": (b"", "an empty file"), "words.h5": (b"a cat", "which is none"), "data.zip": (of_zip(), "a ZIP archive"),
    "x.npy": (of_array(), "an array of NumPy"), "page.h5": (b"<!DOCTYPE html><html>", "a web page"),
    "lfs.h5": (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"), "x.h5.gz": (gzip.compress(b"a"), "packed"),
    "old.mat": (b"MATLAB 5.0 MAT-file", "-v7.3"), "cut.h5": (None, "which is none: .*truncated"),
    "cat.png": (b"\x89PNG\r\n\x1a\n", "prepare_picture"),
}


@pytest.mark.parametrize("name", NO_DATA)
def test_what_is_no_hdf5_file_is_named(name, tmp_path):
    content, sentence = NO_DATA[name]
    path = tmp_path / name
    path.write_bytes(write(tmp_path / "whole.hdf5").read_bytes()[:3000] if content is None else content)
    with pytest.raises(ValueError, match=f"^name must be the path of an HDF5 file or of a folder, got .*{sentence}"):
        load_dataset(path)


# ---- folders of pictures

def folder_of(path, **classes):
    """Make a folder with a folder for each class, with so many pictures of one colour each."""
    for k, (name, n) in enumerate(classes.items()):
        (path / name).mkdir(parents=True)
        for i in range(n):
            Image.new("RGB", (7 + i, 5), (20 * i + 3, 100 * k, 50)).save(path / name / f"{i}.png")
    return path


@pytest.mark.parametrize("names, one, why", [
    (("cats", "dogs"), "cats", "it is named as a cat"), (("Cat", "airplane"), "Cat", "it is named as a cat"),
    (("apples", "pears"), "pears", "second one in the alphabet"), (("cat", "non-cat"), "cat", "named as a cat"),
    (("not a cat", "a cat"), "a cat", "named as a cat"), (("Zebra", "ape"), "Zebra", "second one in the alphabet"),
])
def test_two_folders_are_two_classes_and_it_is_said_which_is_1(names, one, why, tmp_path, capsys):
    data = load_dataset(folder_of(tmp_path / "mine", **dict.fromkeys(names, 5)))
    assert data.classes.tolist() == [name.encode() for name in [*(set(names) - {one}), one]]
    k = names.index(one)
    for x, y in ((data.train_x, data.train_y), (data.test_x, data.test_y)):
        np.testing.assert_array_equal(np.round(255 * x[1]), 100 * (y[0] if k else 1 - y[0]), "green says the folder")
    assert data.train_x.shape == (12288, 8) and data.test_y.sum() == 1
    printed = capsys.readouterr().out
    assert f"{one} has the label 1, because {why}" in printed or why in printed and f"{one} has the label 1" in printed
    assert "divided with seed 1 into 8 training and 2 test" in printed and "the middle square" in printed


def test_what_systems_put_into_folders_is_passed_over_and_what_cannot_be_read_is_named(tmp_path, capsys):
    path = folder_of(tmp_path / "mine", cats=4, dogs=4)
    (path / "__MACOSX").mkdir()
    (path / ".ipynb_checkpoints").mkdir()
    (path / "cats" / ".ipynb_checkpoints").mkdir()
    for name in (".DS_Store", "cats/Thumbs.db", "dogs/desktop.ini", "dogs/._0.png"):
        (path / name).write_bytes(b"\0\1")
    (path / "cats" / "broken.jpg").write_bytes(saved(Image.fromarray(BYTES[0]), "PNG")[:100])
    (path / "dogs" / "list.txt").write_text("my dogs")
    (path / "loose.png").write_bytes((path / "cats" / "0.png").read_bytes())
    data = load_dataset(path)
    assert data.train_y.size + data.test_y.size == 8
    printed = capsys.readouterr().out
    for line in ("not read, cats/broken.jpg", "not read, dogs/list.txt", "lies in neither folder: loose.png"):
        assert line in printed
    assert not any(name in printed for name in ("DS_Store", "Thumbs", "desktop", "._0", "MACOSX"))


def nested(path):
    (folder_of(path, cats=3, dogs=3) / "cats" / "kittens").mkdir()


def same_twice(path):
    folder_of(path, cats=3, dogs=3)
    Image.new("RGB", (5, 5), (3, 0, 50)).save(path / "dogs" / "copy.png")


FOLDERS = {
    "empty": (lambda path: path.mkdir(), "must hold two folders of pictures, one for each class, got nothing"),
    "one": (lambda path: folder_of(path, cats=3), "got cats: is it '.*cats' that you mean"),
    "three": (lambda path: folder_of(path, cats=3, dogs=3, birds=3), "two folders .* got birds, cats, dogs"),
    "parts": (lambda path: folder_of(path, train=3, test=3), "whose names are the two classes, got test, train"),
    "an empty class": (lambda path: folder_of(path, cats=3, dogs=0), "dogs must hold pictures, got an empty folder"),
    "a folder in a class": (nested, "cats must hold pictures and no folder, got the folder kittens"),
    "one picture": (lambda path: folder_of(path, cats=3, dogs=1), "dogs must hold at least 2 pictures, got 1"),
    "the same in both": (same_twice, "got the same one in both: cats/0.png and dogs/copy.png|both: dogs.* and cats"),
    "pictures": (lambda path: [path.mkdir(), Image.new("RGB", (5, 5)).save(path / "a.png")], "two folders .* got a.png"),
    "three data files": (lambda path: [path.mkdir(), *(write(path / f"{i}.h5") for i in "abc")], "one HDF5 file with"),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_without_two_classes_is_refused(kind, tmp_path):
    make, sentence = FOLDERS[kind]
    make(tmp_path / "mine")
    with pytest.raises(ValueError, match=f"^mine.*({sentence})"):
        load_dataset(tmp_path / "mine")


# ---- pictures: what they show at the top left and bottom right, and what is printed

def saved(image, kind, **options):
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def halves(mode="RGB", size=(64, 64), left=(255, 0, 0), right=(0, 0, 255)):
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image.convert(mode)


def clear(mode="RGBA"):
    image = halves("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 32, 64))
    return image if mode == "RGBA" else image.convert(mode)


def deep_png():
    """A PNG of three colours with 16 bits each, which Pillow cannot write."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    row = b"\0" + struct.pack(">3H", 65535, 0, 0) * 32 + struct.pack(">3H", 0, 0, 65535) * 32
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 16, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(row * 64)) + chunk(b"IEND", b"")


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: what is left is then above
    return saved(halves().rotate(90), "JPEG", exif=exif, quality=95)


RED, BLUE, WHITE = (1, 0, 0), (0, 0, 1), (1, 1, 1)
UPRIGHT = {
    "png": (lambda: saved(halves(), "PNG"), RED, BLUE, ""),
    "palette": (lambda: saved(halves("P"), "PNG"), RED, BLUE, ""),
    "turned by its EXIF": (turned, RED, BLUE, ""),
    "transparent": (lambda: saved(clear(), "PNG"), WHITE, BLUE, "its transparent parts are white now"),
    "transparent palette": (lambda: saved(clear(), "GIF"), WHITE, BLUE, "its transparent parts are white now"),
    "opaque with alpha": (lambda: saved(halves("RGBA"), "PNG"), RED, BLUE, ""),
    "16 bits grey": (lambda: saved(Image.fromarray(np.full((9, 9), 65535, np.uint16)), "PNG"), WHITE, WHITE, ""),
    "16 bits each": (deep_png, RED, BLUE, ""),
    "CMYK": (lambda: saved(halves("CMYK"), "JPEG", quality=100), RED, BLUE, ""),
    "grey": (lambda: saved(halves("L", left=(255,) * 3, right=(0,) * 3), "JPEG"), WHITE, (0, 0, 0), ""),
    "black and white": (lambda: saved(halves("1", left=(255,) * 3, right=(0,) * 3), "PNG"), WHITE, (0, 0, 0), ""),
    "animated": (lambda: saved(halves(), "GIF", save_all=True, append_images=[halves("L"), halves("1")]), RED, BLUE,
                 "of its 3 pictures, the first is taken"),
    "animated webp": (lambda: saved(halves(), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 64))],
                                    lossless=True), RED, BLUE, "of its 2 pictures, the first is taken"),
    "pages": (lambda: saved(halves(), "TIFF", save_all=True, append_images=[Image.new("RGB", (64, 64))]), RED, BLUE,
              "of its 2 pictures, the first is taken"),
    "one pixel": (lambda: saved(Image.new("RGB", (1, 1), (255, 0, 0)), "BMP"), RED, RED, ""),
    "two of a phone": (lambda: saved(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 64))]), RED,
                       BLUE, ""),
    "interlaced by lines": (lambda: saved(halves(), "GIF", interlace=1), RED, BLUE, ""),
    "progressive": (lambda: saved(halves(), "JPEG", progressive=True), RED, BLUE, ""),
    "AVIF": (lambda: saved(halves(), "AVIF", quality=100), RED, BLUE, ""),
}


@pytest.mark.parametrize("kind", UPRIGHT)
def test_a_picture_of_every_kind_is_read(kind, tmp_path, capsys):
    if kind == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow was built without AVIF")
    make, left, right, said = UPRIGHT[kind]
    path = tmp_path / "cat"
    path.write_bytes(make())
    pixels = prepare_picture(str(path)).reshape(64, 64, 3)
    for corner, colour in ((pixels[1, 1], left), (pixels[-2, 1], left), (pixels[1, -2], right), (pixels[-2, -2], right)):
        np.testing.assert_allclose(corner, colour, atol=0.03)
    assert capsys.readouterr().out == (f"cat: {said}\n" if said else "")


def test_two_hundred_megapixels_of_a_phone_are_read_without_the_memory_for_them(tmp_path, monkeypatch):
    path = tmp_path / "large.jpg"
    halves(size=(5000, 4000)).save(path)
    drafted = []
    decode = Image.Image.resize
    monkeypatch.setattr(Image.Image, "resize", lambda self, *a, **k: [drafted.append(self.size), decode(self, *a, **k)][1])
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 9_000_000)  # as 200 megapixels are to Pillow's own limit
    for file in (str(path), io.BytesIO(path.read_bytes())):
        pixels = prepare_picture(file).reshape(64, 64, 3)
        np.testing.assert_allclose(pixels[5, 5], RED, atol=0.03)
        np.testing.assert_allclose(pixels[5, -5], BLUE, atol=0.03)
    assert max(drafted[0]) <= 5000 // 8 + 1, "an eighth of its width and height"
    for kind, options in (("PNG", {}), ("JPEG", {"progressive": True})):  # which are decoded as a whole
        halves(size=(5000, 4000)).save(tmp_path / "large", kind, **options)
        with pytest.raises(ValueError, match="20000000 pixels.*Make it smaller, or export it as JPEG"):
            prepare_picture(tmp_path / "large")


# ---- what a beginner types in the place of a path

def test_a_path_is_found_as_it_was_copied(tmp_path, monkeypatch):
    (tmp_path / "images").mkdir()
    path = tmp_path / "images" / "my cat.png"
    halves().save(path)
    write(tmp_path / "own.h5")
    monkeypatch.chdir(tmp_path)
    expected = prepare_picture(path)
    for typed in (f'"{path}"', f"'{path}'", f" {path}\n", "\u202a" + str(path), path.as_uri(),
                  path.as_uri().replace("file:", "FILE:"), "images\\my cat.png", "./images/my cat.png"):
        np.testing.assert_array_equal(prepare_picture(typed), expected)
        assert picture_path(typed).samefile(path)
    assert picture_path("my cat.png").samefile(path)
    for typed in ('"own.h5"', (tmp_path / "own.h5").as_uri(), ".\\own.h5"):
        np.testing.assert_array_equal(load_dataset(typed).train_x, X)


@pytest.mark.parametrize("typed, error, sentence", [
    ("https://example.org/cat.jpg", ValueError, "got the address 'https://example.org/cat.jpg': open it in the browser"),
    ("www.example.org/cat.jpg", ValueError, "got the address"), ("data:image/png;base64,AAAA", ValueError, "the address"),
    ("C:\new\table.jpg", ValueError, "Python has read a backslash and the letter after it as one sign"),
    ("", ValueError, "got an empty text"), ('""', ValueError, "got an empty text"), ("a\0.png", ValueError, "be a path"),
    ("images", ValueError, "which is a folder: name one picture in it, such as '.*my_cat.jpg'"),
    ("my_cat", FileNotFoundError, "did you mean 'my_cat.jpg'"), ("MY_CAT.JPG", FileNotFoundError, "mean 'my_cat.jpg'"),
    ("my_cat.png", FileNotFoundError, "mean 'my_cat.jpg'"), ("n" * 300, FileNotFoundError, "got 'nnn"),
    (5, ValueError, "got 5"), (None, ValueError, "got None"),
])
def test_what_is_no_path_of_a_picture_is_said(typed, error, sentence, tmp_path, monkeypatch):
    (tmp_path / "images").mkdir()
    halves().save(tmp_path / "images" / "my_cat.jpg")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=f"^filename must .*{sentence}"):
        picture_path(typed)
    monkeypatch.chdir(tmp_path / "images")
    with pytest.raises((ValueError, FileNotFoundError), match="^file must"):
        prepare_picture(tmp_path / "images" if typed == "images" else typed)


def test_what_is_neither_file_nor_folder_is_not_waited_for(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no such things")
    os.mkfifo(tmp_path / "pipe.h5")
    for call in (prepare_picture, load_dataset):
        with pytest.raises(ValueError, match="which is neither"):
            call(tmp_path / "pipe.h5")


def test_sixty_at_least():
    assert len(READ) + len(REFUSED) + len(NO_DATA) + len(FOLDERS) + len(UPRIGHT) >= 60
