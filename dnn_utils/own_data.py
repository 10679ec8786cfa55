"""Data of one's own, made into the form of the course's: an HDF5 file of nearly the article's schema, or pictures.

What can be read in one way only is read; where two readings are possible, none is chosen: the message names the key,
what came and what was expected. What was decided, such as which class has the label 1, is printed.
"""
import hashlib
import os
import re

import numpy as np

from dnn_utils.paths import meant
from dnn_utils.pictures import NUM_PX, flatten, read_picture
from dnn_utils.progress import progress_bar
from dnn_utils.stored import DAMAGED
from dnn_utils.validation import check_finite

__all__ = ["read_own_data"]

PARTS = ("train", "test")
TEST_SHARE = 0.2  # about the article's 50 of 259
MOST = 5 * 10**8  # numbers of all pictures, 4 GB of float64
SHOWN = 5  # names in a message
PICTURES_OF = {"train": "training", "test": "test"}
NOT_CLASSES = {"train", "training", "test", "testing", "val", "valid", "validation", "dev", "images", "labels"}
BESIDE = {"thumbs.db", "desktop.ini", "icon\r", "__macosx"}  # what systems put into folders
NO_DATA = [  # how a file begins that is taken for data, and what to do
    (rb"$", "which is an empty file"),
    (rb"PK\x03\x04", "which is a ZIP archive (an .npz is one, too): unpack it, and give the folder or the HDF5 file"),
    (rb"\x93NUMPY", "which is an array of NumPy: write it and its labels into an HDF5 file"),
    (rb"version https://git-lfs", "which only says where Git LFS keeps the file: 'git lfs pull' fetches it"),
    (rb"\s*<(!doctype|html|!DOCTYPE|HTML)", "which is a web page: download the file itself, on GitHub with 'raw'"),
    (rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP", "which is one picture: prepare_picture reads it"),
    (rb"MATLAB 5", "which is a file of MATLAB: save it once more with -v7.3, which is HDF5"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc|Rar!", "which is packed: unpack it first"),
]


def read_own_data(path, seed):
    """Return what `load_dataset` returns for a path, as a dict of the fields of Dataset, and print what was decided.

    Parameters
    ----------
    path : Path
    seed : int
        Of the division into training and test pictures, where the data have none.
    """
    if not os.path.exists(path):
        raise FileNotFoundError(f"name must be 'drawn', 'article', 'photographs', or the path of an HDF5 file or of a "
                                f"folder, got {str(path)!r}, which is not there{meant(path)}")
    path = path.resolve()
    if not path.is_dir() and not path.is_file():
        raise ValueError(f"name must be the path of an HDF5 file or of a folder, got {str(path)!r}, which is neither")
    if not path.is_dir():
        parts, classes, said = read_hdf5(path)
    else:
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in (".h5", ".hdf5") and is_seen(each))
        parts, classes, said = read_two_files(path, files) if files else read_folder(path)
    if list(parts) != list(PARTS):
        [(part, (x, y, pictures))] = parts.items()
        parts = divided(path, x, y, pictures, seed)
        said.append(f"divided with seed {seed} into {parts['train'][1].size} training and {parts['test'][1].size} test "
                    "pictures")
    said += same_in_both(parts)
    names = [name.decode(errors="replace") for name in classes]
    counts = " and ".join(f"{y.size} {PICTURES_OF[part]} pictures, {y.sum()} of them with label 1"
                          for part, (_, y, _) in parts.items())
    shape = "x".join(map(str, parts["train"][2].shape[1:3]))
    print(f"{path.name}: {counts}; each {shape} pixels. Label 0: {names[0]}; label 1: {names[1]}.")
    for line in said:
        print(f"{path.name}: {line}.")
    held = {f"{part}_{key}": value for part, values in parts.items()
            for key, value in zip(("x", "y", "x_orig"), values)}
    return {"name": path.name, "classes": classes, **held}


def divided(path, x, y, pictures, seed):
    """Divide pictures into training and test ones, each class by itself, so that both classes are in both parts."""
    rng = np.random.RandomState(seed)
    chosen = {"train": [], "test": []}
    for label in (0, 1):
        places = rng.permutation(np.flatnonzero(y[0] == label))
        if len(places) < 2:
            raise ValueError(f"{path.name}: to be divided into training and test pictures, it must hold at least 2 "
                             f"pictures with the label {label}, got {len(places)}")
        n_test = min(max(1, round(TEST_SHARE * len(places))), len(places) - 1)
        chosen["test"] += places[:n_test].tolist()
        chosen["train"] += places[n_test:].tolist()
    return {part: (x[:, order], y[:, order], pictures[order])
            for part in PARTS for order in [rng.permutation(chosen[part])]}


def same_in_both(parts):
    """Return a line where test pictures are training pictures, too: their accuracy says nothing of new ones."""
    if "test" not in parts:
        return []
    seen = {digest(column) for column in parts["train"][0].T}
    n = sum(digest(column) in seen for column in parts["test"][0].T)
    return [f"{n} of the {parts['test'][1].size} test pictures are also training pictures, so that the test accuracy "
            "is too good"] if n else []


def digest(array):
    return hashlib.blake2b(np.ascontiguousarray(array), digest_size=16).digest()


# HDF5 files

def read_two_files(path, files):
    """Read a folder with an HDF5 file of training and one of test pictures, as the article has them."""
    read = [read_hdf5(file) for file in files]
    held = [list(parts) for parts, _, _ in read]
    if sorted(held) != [["test"], ["train"]]:
        raise ValueError(f"{path.name} must hold one HDF5 file with train_set_x and one with test_set_x, or none and "
                         f"two folders of pictures, got {listed(file.name for file in files)}: give the path of the "
                         "file that you mean")
    (first, first_classes, said), (second, second_classes, more) = read
    both = {**first, **second}
    if list(first_classes) != list(second_classes):
        raise ValueError(f"{path.name}: list_classes must be the same in both files, got {list(first_classes)} in "
                         f"{files[0].name} and {list(second_classes)} in {files[1].name}")
    check_one_size(path, both)
    return {part: both[part] for part in PARTS}, first_classes, [*said, *(line for line in more if line not in said)]


def read_hdf5(path):
    """Return {part: (x, y, pictures)} of an HDF5 file, the names of its classes, and what was decided."""
    import h5py  # here: only own data needs it, as in stored.py
    try:
        file = h5py.File(path, "r", locking=False)
    except PermissionError:
        raise
    except DAMAGED as error:
        with open(path, "rb") as opened:
            first = opened.read(64)
        what = next((what for begins, what in NO_DATA if re.match(begins, first, re.S)), f"which is none: {error}")
        raise ValueError(f"name must be the path of an HDF5 file or of a folder, got {str(path)!r}, {what}") from None
    with file:
        parts = [part for part in PARTS if f"{part}_set_x" in file or f"{part}_set_y" in file]
        if not parts:
            raise ValueError(f"{path.name} must hold train_set_x and train_set_y, or test_set_x and test_set_y, got "
                             f"{listed(file) or 'no array'}")
        arrays = {key: array_of(path, file, key) for part in parts for key in (f"{part}_set_x", f"{part}_set_y")}
        classes, said = classes_of(path, array_of(path, file, "list_classes") if "list_classes" in file else None)
    pictures = {part: with_colours(path, f"{part}_set_x", arrays[f"{part}_set_x"]) for part in parts}
    scale = scale_of(path, {f"{part}_set_x": array for part, (array, _) in pictures.items()})
    said += dict.fromkeys(line for _, lines in pictures.values() for line in lines)
    if any(array.dtype != np.uint8 for array, _ in pictures.values()):
        brightest = max(array.max() for array, _ in pictures.values())
        said.append(f"its pixels are read as numbers from 0 to {scale:g}; the brightest is {brightest:g}")
    read = {}
    for part, (array, _) in pictures.items():
        x = flatten(array) if array.dtype == np.uint8 else \
            array.astype(float).reshape(len(array), int(np.prod(array.shape[1:]))).T / scale
        shown = array if array.dtype == np.uint8 else np.round(array.astype(float) * (255 / scale)).astype(np.uint8)
        read[part] = x, labels_of(path, f"{part}_set_y", arrays[f"{part}_set_y"], len(array)), shown
    check_one_size(path, read)
    if not np.isin([0, 1], next(iter(read.values()))[1]).all():
        raise ValueError(f"{path.name}: {parts[0]}_set_y must hold both labels, 0 and 1, got "
                         f"{read[parts[0]][1][0, 0]} alone")
    return read, classes, said


def array_of(path, file, key):
    """Return the array under a key, or say what is there instead."""
    import h5py
    if key not in file:
        raise ValueError(f"{path.name} must hold {key}, got {listed(file)}")
    try:
        held = file[key]
        if not isinstance(held, h5py.Dataset) or held.shape is None:
            raise ValueError(f"{path.name}: {key} must be an array, got a "
                             f"{'group' if isinstance(held, h5py.Group) else 'field without numbers'}")
        if held.size > MOST:
            raise ValueError(f"{path.name}: {key} must hold at most {MOST:,} numbers, which are {8 * MOST / 1e9:g} GB, "
                             f"got {held.size:,}: take fewer pictures, or smaller ones")
        return np.asarray(held[()])
    except DAMAGED as error:
        if isinstance(error, ValueError) and str(error).startswith(path.name):
            raise
        raise ValueError(f"{path.name}: {key} must be an array that can be read, got an error: {error}") from error


def listed(names):
    names = sorted(map(str, names))
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def with_colours(path, key, pictures):
    """Return pictures in the shape (m, height, width, 3), and what was decided."""
    expected = "shape (m, height, width, 3), or grey (m, height, width), or channels first (m, 3, height, width)"
    came = f"got shape {pictures.shape}"
    if pictures.dtype.kind not in "buif" or pictures.dtype == np.int8:
        raise ValueError(f"{path.name}: {key} must hold pixels, numbers from 0 to 255 or from 0 to 1, got dtype "
                         f"{pictures.dtype}" + (", which ends at 127" if pictures.dtype == np.int8 else ""))
    if pictures.size == 0 or pictures.ndim not in (3, 4):
        hint = "; a row of numbers does not say how high and how wide its picture is" if pictures.ndim == 2 else ""
        raise ValueError(f"{path.name}: {key} must have {expected}, {came}{hint}")
    if pictures.ndim == 3:
        if 3 in pictures.shape[1:]:
            raise ValueError(f"{path.name}: {key} must have {expected}, {came}, in which 3 may be colours or pixels")
        return np.repeat(pictures[..., np.newaxis], 3, axis=3), ["its pictures are grey: each pixel has its grey for "
                                                                 "all three colours"]
    first, last = pictures.shape[1], pictures.shape[3]
    channels = {place for place, n in ((1, first), (3, last)) if n in (1, 3)}
    if channels == {1, 3} and pictures.shape[1:] != (1, 1, 1):
        raise ValueError(f"{path.name}: {key} must have {expected}, {came}, in which the colours may be first or last")
    if not channels:
        hint = "; of four channels, one is no colour: leave out what is transparent" if 4 in (first, last) else \
            "; the pictures come first" if 3 in pictures.shape else ""
        raise ValueError(f"{path.name}: {key} must have {expected}, {came}{hint}")
    said = []
    if channels == {1}:
        pictures = np.moveaxis(pictures, 1, 3)
        said.append("its channels stand first, as (m, channels, height, width)")
    if pictures.shape[3] == 1:
        pictures = np.repeat(pictures, 3, axis=3)
        said.append("its pictures are grey: each pixel has its grey for all three colours")
    return pictures, said


def scale_of(path, pictures):
    """Return what white is in these pictures, 255 or 1; raise ValueError where the numbers allow both, or neither."""
    scales = {}
    for key, array in pictures.items():
        expected = f"{path.name}: {key} must hold pixels from 0 to 255 or from 0 to 1, got"
        if array.dtype.kind == "f":
            check_finite(f"{path.name}: {key}", array)
        low, high = array.min(), array.max()
        whole = array.dtype.kind != "f" or bool((array == np.round(array)).all())
        if low < 0 or high > 255:
            hint = ": pixels that were standardised have lost their colours" if low < 0 else ""
            raise ValueError(f"{expected} {low:g} to {high:g}{hint}")
        if array.dtype.kind == "b":
            scales[key] = 1
        elif high == 0:
            raise ValueError(f"{expected} 0 everywhere: was the file written before its pictures were there?")
        elif whole and high == 1:
            raise ValueError(f"{expected} whole numbers, none above 1, which are black and white or nearly black: "
                             "write them as bool, or as 0 and 255")
        elif array.dtype.kind == "f" and high <= 1:
            scales[key] = 1
        elif array.dtype != np.uint8 and high < 32:
            raise ValueError(f"{expected} {low:g} to {high:g}, which is neither: multiply or cut them off, so that "
                             "white is 255 or 1")
        else:
            scales[key] = 255
    if len(set(scales.values())) > 1:
        raise ValueError(f"{path.name}: train_set_x and test_set_x must have one scale, got "
                         + " and ".join(f"{key} from 0 to {scale}" for key, scale in scales.items()))
    return next(iter(scales.values()))


def labels_of(path, key, labels, m):
    """Return labels as an int64 array of shape (1, m); ValueError where they are no zeros and ones, one for each."""
    if labels.dtype.kind not in "buif":
        raise ValueError(f"{path.name}: {key} must hold the labels 0 and 1, got {labels.ravel()[:3].tolist()}")
    if labels.shape not in [(m,), (1, m), (m, 1)]:
        hint = ": of two columns, one alone says it all" if labels.shape == (m, 2) else ""
        raise ValueError(f"{path.name}: {key} must hold one label for each of {m} pictures, in the shape ({m},), "
                         f"(1, {m}) or ({m}, 1), got shape {labels.shape}{hint}")
    wrong = ~np.isin(labels, [0, 1])
    if wrong.any():
        came = np.unique(labels)
        raise ValueError(f"{path.name}: {key} must hold only the labels 0 and 1, got {listed(f'{y:g}' for y in came)}: "
                         + ("there are two classes in this course" if len(came) > 2 else
                            "write 1 for the class that the network is to find, and 0 for the other"))
    return labels.reshape(1, m).astype(np.int64)


def classes_of(path, classes):
    """Return the names of the labels 0 and 1 as bytes, and what was decided."""
    if classes is None:
        return np.array([b"0", b"1"]), ["list_classes is not there: the classes are called 0 and 1"]
    names = [name.encode() if isinstance(name, str) else name for name in classes.ravel().tolist()]
    names = [name.strip(b" \0") if isinstance(name, bytes) else name for name in names]
    if len(names) != 2 or not all(isinstance(name, bytes) and name for name in names) or names[0] == names[1]:
        raise ValueError(f"{path.name}: list_classes must hold the names of 2 classes, that of label 0 first, got "
                         f"{classes.ravel()[:SHOWN].tolist()}")
    return np.array(names), []


def check_one_size(path, parts):
    """Raise ValueError unless the pictures of both parts have one height and one width."""
    sizes = {part: pictures.shape[1:] for part, (_, _, pictures) in parts.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(f"{path.name}: test_set_x must have pictures of the size of train_set_x, {sizes['train']}, "
                         f"got {sizes['test']}")


# Folders of pictures

def read_folder(path):
    """Return {"train": (x, y, pictures)} of two sub-folders of pictures, their names, and what was decided."""
    inside = sorted((each for each in path.iterdir() if is_seen(each)), key=lambda each: each.name.casefold())
    folders, loose = ([each for each in inside if each.is_dir() == kind] for kind in (True, False))
    if len(folders) != 2:
        deeper = f": is it {str(folders[0])!r} that you mean?" if len(folders) == 1 else ""
        raise ValueError(f"{path.name} must hold two folders of pictures, one for each class, got "
                         f"{listed(each.name for each in inside) or 'nothing'}{deeper}")
    wrong = [each.name for each in folders if each.name.casefold() in NOT_CLASSES]
    if wrong:
        raise ValueError(f"{path.name} must hold two folders whose names are the two classes, got {listed(wrong)}: put "
                         "the pictures of each class into one folder, and they are divided with the seed")
    cats = [each for each in folders if re.fullmatch(r"(the|a|my)?[\W_]*(cat|kitten)s?", each.name.casefold())]
    ones = cats[0] if len(cats) == 1 else folders[1]
    zeros = folders[1 - folders.index(ones)]
    why = "it is named as a cat" if len(cats) == 1 else "it is the second one in the alphabet"
    files = {label: files_of(path, folder) for label, folder in ((0, zeros), (1, ones))}
    n = sum(map(len, files.values()))
    if n * NUM_PX * NUM_PX * 3 > MOST:
        raise ValueError(f"{path.name} must hold at most {MOST // (NUM_PX * NUM_PX * 3):,} pictures, got {n:,}")
    read, lost, unread, seen = {0: [], 1: []}, {}, [], {}
    progress = progress_bar(n, unit="picture")
    try:
        for label, each in [(0, each) for each in files[0]] + [(1, each) for each in files[1]]:
            progress.update(1)
            try:
                picture, notes = read_picture(each)
            except (OSError, ValueError) as error:
                unread.append((each.relative_to(path).as_posix(), str(error)))
                continue
            key = digest(picture)
            if seen.setdefault(key, (label, each))[0] != label:
                raise ValueError(f"{path.name}: a picture must lie in one of the two folders, got the same one in "
                                 f"both: {seen[key][1].relative_to(path)} and {each.relative_to(path)}")
            read[label].append(picture)
            for note in notes:
                lost.setdefault(note.partition(": ")[2], []).append(each.name)
    finally:
        progress.close()
    for label, folder in ((0, zeros), (1, ones)):
        if len(read[label]) < 2:
            reason = f": {unread[0][1]}" if unread else ""
            raise ValueError(f"{path.name}: {folder.name} must hold at least 2 pictures, got {len(read[label])}"
                             f"{reason}")
    pictures = np.array(read[0] + read[1])
    y = np.repeat([[0, 1]], [len(read[0]), len(read[1])], axis=1).astype(np.int64)
    said = [f"{ones.name} has the label 1, because {why}", "of each picture, the middle square was scaled to "
            f"{NUM_PX} x {NUM_PX} pixels"]
    said += [f"not read, {name}: {error}" for name, error in unread[:SHOWN]]
    said += [f"not read, {len(unread) - SHOWN} more"] if len(unread) > SHOWN else []
    said += [f"left out, because it lies in neither folder: {listed(each.name for each in loose)}"] if loose else []
    said += [f"{note} ({listed(names)})" for note, names in lost.items()]
    classes = np.array([os.fsencode(folder.name) for folder in (zeros, ones)])
    return {"train": (flatten(pictures), y, pictures)}, classes, said


def is_seen(path):
    """Say whether somebody put this into a folder, and not the system."""
    return not path.name.startswith(".") and path.name.casefold() not in BESIDE


def files_of(path, folder):
    """Return the files of a class, in the order of their names; ValueError where a folder lies among them."""
    files = sorted(filter(is_seen, folder.iterdir()), key=lambda each: each.name)
    inner = [each.name for each in files if each.is_dir()]
    if inner:
        raise ValueError(f"{path.name}: {folder.name} must hold pictures and no folder, got the folder {inner[0]}: "
                         "lay its pictures beside the others, or move it elsewhere")
    if not files:
        raise ValueError(f"{path.name}: {folder.name} must hold pictures, got an empty folder")
    return files
