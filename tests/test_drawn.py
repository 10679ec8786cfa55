"""The drawn data set and the own picture: the code gives the stored pixels, the counts are right, no two are alike."""
import importlib.util
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
LEAST_DIFFERENCE = 12  # of 255: root mean square over pictures reduced to 16 x 16


@pytest.fixture(scope="module")
def code():
    spec = importlib.util.spec_from_file_location("draw", ROOT / "datasets" / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored():
    with h5py.File(ROOT / "datasets" / "drawn.h5") as file:
        return {key: file[key][()] for key in file}


def all_pictures(stored):
    return np.concatenate([stored["train_set_x"], stored["test_set_x"]])


def small(pictures):
    """Reduce pictures (m, 64, 64, 3) to 16 x 16 by averaging, as rows."""
    return pictures.reshape(len(pictures), 16, 4, 16, 4, 3).mean(axis=(2, 4)).reshape(len(pictures), -1)


def differences(first, second):
    """Root mean square difference of each row of the first from each row of the second."""
    return np.stack([np.sqrt(np.mean((second - row) ** 2, axis=1)) for row in first])


def close_pairs(pictures):
    """Return the pairs of pictures that are nearly the same, also where one is mirrored."""
    rows, flipped = small(pictures), small(pictures[:, :, ::-1])
    nearest = np.minimum(differences(rows, rows), differences(rows, flipped))
    return [(int(i), int(j)) for i, j in np.argwhere(nearest < LEAST_DIFFERENCE) if i < j]


def test_the_file_has_the_articles_schema_and_counts(stored):
    assert set(stored) == {"train_set_x", "train_set_y", "test_set_x", "test_set_y", "list_classes"}
    assert stored["list_classes"].tolist() == [b"non-cat", b"cat"]
    for part, m, cats in [("train", 209, 72), ("test", 50, 33)]:
        pictures, labels = stored[f"{part}_set_x"], stored[f"{part}_set_y"]
        assert (pictures.shape, pictures.dtype) == ((m, 64, 64, 3), np.uint8)
        assert (labels.shape, labels.dtype) == ((m,), np.int64)
        assert set(labels.tolist()) == {0, 1} and labels.sum() == cats


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_order_is_shuffled(stored, part):
    labels = stored[f"{part}_set_y"]
    thirds = [third.mean() for third in np.array_split(labels, 3)]
    assert max(thirds) - min(thirds) < 0.35


@pytest.mark.parametrize("part", ["train", "test"])
def test_drawing_again_gives_the_stored_pixels(code, stored, part):
    drawn = [code.draw(part, index) for index in range(len(stored[f"{part}_set_y"]))]
    assert [label for label, _ in drawn] == stored[f"{part}_set_y"].tolist()
    different = [i for i, (_, pixels) in enumerate(drawn) if not np.array_equal(pixels, stored[f"{part}_set_x"][i])]
    assert not different


def test_a_picture_can_be_drawn_alone_and_disturbs_nobodys_random_numbers(code, stored):
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    np.testing.assert_array_equal(code.draw("test", 31)[1], stored["test_set_x"][31])
    assert np.random.rand() == expected


def test_no_two_pictures_are_alike(stored):
    pictures = all_pictures(stored)
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)
    assert close_pairs(pictures) == []


@pytest.mark.parametrize("change", [
    lambda picture: picture,
    lambda picture: picture[:, ::-1],
    lambda picture: np.clip(picture.astype(int) + 6, 0, 255),
    lambda picture: np.roll(picture, 1, axis=1),
], ids=["the same", "mirrored", "brighter", "moved"])
def test_a_near_duplicate_would_be_found(stored, change):
    pictures = all_pictures(stored).copy()
    pictures[200] = change(pictures[7])
    assert (7, 200) in close_pairs(pictures)


def test_colour_alone_does_not_tell_cats(stored):
    """The mean colour of a picture, put to the nearer class mean, does no better than saying "cat" every time."""
    train, test = (stored[f"{part}_set_x"].mean(axis=(1, 2)) for part in ("train", "test"))
    means = [train[stored["train_set_y"] == label].mean(axis=0) for label in (0, 1)]
    nearer = np.argmin([np.sum((test - mean) ** 2, axis=1) for mean in means], axis=0)
    assert np.mean(nearer == stored["test_set_y"]) <= np.mean(stored["test_set_y"] == 1)


def test_every_subject_is_in_training_and_in_test(code):
    subjects = {part: {(subject, pose) if label else subject for label, subject, pose in code.plan(part)}
                for part in code.PARTS}
    assert subjects["train"] == subjects["test"]


def test_rebuilding_writes_the_same_data_and_leaves_nothing_else(code, stored, tmp_path, monkeypatch):
    monkeypatch.setattr(code, "draw", lambda part, index: (stored[f"{part}_set_y"][index],
                                                           stored[f"{part}_set_x"][index]))
    code.write_data_set(tmp_path / "drawn.h5")
    with h5py.File(tmp_path / "drawn.h5") as file:
        assert set(file) == set(stored)
        for key, values in stored.items():
            assert file[key].dtype == values.dtype
            np.testing.assert_array_equal(file[key][()], values)
    assert [path.name for path in tmp_path.iterdir()] == ["drawn.h5"]


def test_an_interrupted_rebuild_leaves_the_old_file(code, tmp_path, monkeypatch):
    def fail(part, index):
        raise KeyboardInterrupt

    monkeypatch.setattr(code, "draw", fail)
    (tmp_path / "drawn.h5").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        code.write_data_set(tmp_path / "drawn.h5")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("drawn.h5", b"old")]


def test_the_own_picture_is_drawn_by_the_code(code):
    with Image.open(ROOT / "images" / "my_image.jpg") as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (400, 300))
        stored_pixels = np.asarray(image).astype(int)
    drawn = np.asarray(code.draw_own_picture()).astype(int)
    assert np.abs(drawn - stored_pixels).mean() < 3  # JPEG does not keep pixels exactly


def test_the_own_picture_is_none_of_the_data_set(code, stored):
    own = np.asarray(code.draw_own_picture().resize((64, 64), Image.Resampling.BOX))[np.newaxis]
    pictures = all_pictures(stored)
    assert differences(small(own), small(pictures)).min() > LEAST_DIFFERENCE
    assert differences(small(own[:, :, ::-1]), small(pictures)).min() > LEAST_DIFFERENCE
