"""The three data sets, the fetch of the photographs, and pictures made ready for a model."""
import hashlib
import io
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from dnn_utils import photographs as fetching
from dnn_utils import stored
from dnn_utils.data import (article_figures, article_start, fetch_photographs, flatten, load_dataset,
                            prepare_picture)
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep

LEAK_TEST, LEAK_TRAIN = 17, 146  # article_figures.json, data_facts_measured


@pytest.fixture(scope="module")
def photographs():
    try:
        return load_dataset("photographs")
    except FileNotFoundError as error:
        pytest.skip(f"needs the article's photographs: {error}")


@pytest.fixture(scope="module")
def article_file():
    with h5py.File(stored.DATASETS / "article.h5", "r") as file:
        return {key: file[key][:] for key in file}


# The data sets

def check_counts(dataset):
    assert dataset.train_y.shape == (1, 209) and dataset.test_y.shape == (1, 50)
    assert dataset.train_y.dtype == dataset.test_y.dtype == np.int64
    assert (dataset.train_y.sum(), dataset.test_y.sum()) == (72, 33)
    assert set(np.unique(dataset.train_y)) == set(np.unique(dataset.test_y)) == {0, 1}
    assert dataset.classes.tolist() == [b"non-cat", b"cat"]


def check_pictures(dataset):
    for x, pictures, m in [(dataset.train_x, dataset.train_x_orig, 209), (dataset.test_x, dataset.test_x_orig, 50)]:
        assert pictures.shape == (m, 64, 64, 3) and pictures.dtype == np.uint8
        assert x.shape == (12288, m) and x.dtype == np.float64
        assert x.min() >= 0 and x.max() <= 1
        assert np.array_equal(np.round(x.T.reshape(pictures.shape) * 255), pictures)


def test_drawn_is_the_default_and_has_the_articles_counts():
    dataset = load_dataset()
    assert dataset.name == "drawn"
    check_counts(dataset)
    check_pictures(dataset)


def test_drawn_does_not_depend_on_the_other_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DNN_DATASETS", str(tmp_path))
    (tmp_path / "drawn.h5").write_bytes(b"not the course's")
    check_counts(load_dataset("drawn"))


def test_article_holds_coordinates_and_no_picture():
    dataset = load_dataset("article")
    check_counts(dataset)
    assert dataset.train_x.shape == (258, 209) and dataset.test_x.shape == (258, 50)
    assert dataset.train_x_orig is None and dataset.test_x_orig is None


def test_photographs(photographs):
    check_counts(photographs)
    check_pictures(photographs)


def test_article_has_the_labels_of_the_photographs(photographs):
    article = load_dataset("article")
    assert np.array_equal(article.train_y, photographs.train_y)
    assert np.array_equal(article.test_y, photographs.test_y)


def test_datasets_are_frozen():
    with pytest.raises(AttributeError):
        load_dataset("article").name = "mine"


# The article's inner products

def test_coordinates_have_the_inner_products_of_the_pixels(article_file):
    dataset = load_dataset("article")
    R = np.hstack([dataset.train_x, dataset.test_x])
    K = article_file["gram"] / 255**2
    assert np.abs(R.T @ R - K).max() < 1e-11 * K.max()
    assert np.linalg.matrix_rank(K, hermitian=True) == R.shape[0] == 258


def test_gram_is_of_the_photographs_exactly(photographs, article_file):
    pixels = np.concatenate([photographs.train_x_orig, photographs.test_x_orig]).reshape(259, -1).astype(np.int64)
    assert article_file["gram"].dtype == np.int32
    assert np.array_equal(article_file["gram"], pixels @ pixels.T)


@pytest.mark.parametrize("seed", [1, 3])
def test_products_are_of_the_photographs(photographs, article_file, seed):
    X = np.hstack([photographs.train_x, photographs.test_x])
    N = np.random.RandomState(seed).randn(20, 12288)
    assert np.abs(article_file[f"normal_seed_{seed}"] - N @ X).max() < 1e-9


def test_leak_in_the_gram(article_file):
    """Two vectors are equal when |a|^2 = |b|^2 = a . b."""
    gram, test = article_file["gram"], 209 + LEAK_TEST
    assert gram[test, test] == gram[LEAK_TRAIN, LEAK_TRAIN] == gram[test, LEAK_TRAIN]
    squares = np.diag(gram)
    distances = squares[:, np.newaxis] + squares - 2 * gram.astype(np.int64)
    assert np.argwhere(np.triu(distances == 0, 1)).tolist() == [[LEAK_TRAIN, test]]


def test_leak_in_the_pixels(photographs):
    assert np.array_equal(photographs.test_x_orig[LEAK_TEST], photographs.train_x_orig[LEAK_TRAIN])
    assert not np.array_equal(photographs.test_x_orig[LEAK_TEST], photographs.train_x_orig[LEAK_TRAIN - 1])
    assert photographs.test_y[0, LEAK_TEST] == photographs.train_y[0, LEAK_TRAIN] == 1


STARTS = {
    "two_layer": (1, initialize_parameters(12288, 7, 1), 0.01),
    "L_layer": (1, initialize_parameters_deep([12288, 20, 7, 5, 1]), 1 / np.sqrt(12288)),
    "printed code": (3, initialize_parameters_deep([12288, 20, 7, 5, 1], seed=3), 1 / np.sqrt(12288)),
    "reader": (3, initialize_parameters_deep([12288, 20, 7, 5, 1], seed=3, scale=0.01), 0.01),
}


@pytest.mark.parametrize("name", STARTS)
def test_article_start_is_the_start_of_the_pixels(name, article_file):
    seed, parameters, factor = STARTS[name]
    start, dataset = article_start(parameters, seed), load_dataset("article")
    n_1 = parameters["b1"].shape[0]
    assert start["W1"].shape == (n_1, 258)
    came = start["W1"] @ np.hstack([dataset.train_x, dataset.test_x])
    assert np.abs(came - factor * article_file[f"normal_seed_{seed}"][:n_1]).max() < 1e-10
    assert parameters["W1"].shape == (n_1, 12288)
    assert all(start[key] is parameters[key] for key in parameters if key != "W1")


@pytest.mark.parametrize("name", STARTS)
def test_article_start_gives_W1_times_the_pixels(name, photographs):
    seed, parameters, _ = STARTS[name]
    start, dataset = article_start(parameters, seed), load_dataset("article")
    assert np.abs(start["W1"] @ dataset.train_x - parameters["W1"] @ photographs.train_x).max() < 1e-10
    assert np.abs(start["W1"] @ dataset.test_x - parameters["W1"] @ photographs.test_x).max() < 1e-10


def test_article_start_names_what_is_wrong():
    two_layer = STARTS["two_layer"][1]
    for seed in (2, "1", None):
        with pytest.raises(ValueError, match="seed must be 1 or 3"):
            article_start(two_layer, seed)
    with pytest.raises(ValueError, match=r"parameters\['W1'\] must be .* seed 3"):
        article_start(two_layer, 3)
    with pytest.raises(ValueError, match="must have 12288 columns"):
        article_start(initialize_parameters(12287, 7, 1), 1)
    with pytest.raises(ValueError, match="at most 20 rows"):
        article_start(initialize_parameters(12288, 21, 1), 1)
    trained = {**two_layer, "W1": two_layer["W1"] + 1e-6 * (np.arange(12288) == 9)}
    with pytest.raises(ValueError, match="times a factor"):
        article_start(trained, 1)


# Missing and broken files

def test_unknown_name():
    with pytest.raises(ValueError, match="name must be one of 'drawn', 'article', 'photographs', got 'cats'"):
        load_dataset("cats")


def test_missing_photographs_say_what_still_works(monkeypatch, tmp_path):
    monkeypatch.setenv("DNN_DATASETS", str(tmp_path))
    monkeypatch.setattr(fetching, "article_figures",
                        lambda: {"data_facts_measured": {"sha256": {"train_nowhere.h5": "0"}}})
    with pytest.raises(FileNotFoundError, match=r"train_nowhere.h5 is not in .*'dnn-course fetch'.*'drawn'.*'article'"):
        load_dataset("photographs")


def test_folder_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("DNN_DATASETS", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="DNN_DATASETS must name a folder, got .*nowhere"):
        load_dataset("photographs")
    load_dataset("article")


def test_wrong_photographs(monkeypatch, tmp_path):
    for filename in article_figures()["data_facts_measured"]["sha256"]:
        (tmp_path / filename).write_bytes(b"something else")
    monkeypatch.setenv("DNN_DATASETS", str(tmp_path))
    with pytest.raises(ValueError, match="must be the article's file with the SHA-256 [0-9a-f]{64}, got .* move"):
        load_dataset("photographs")


@pytest.mark.parametrize("name", ["drawn", "article"])
def test_part_of_the_course_is_missing(monkeypatch, tmp_path, name):
    monkeypatch.setattr(stored, "DATASETS", tmp_path)
    with pytest.raises(FileNotFoundError, match=f"{name}.h5 is part of the course"):
        load_dataset(name)


def small_file(**changed):
    pictures = np.random.RandomState(0).randint(0, 256, (3, 64, 64, 3)).astype(np.uint8)
    held = {"train_set_x": pictures, "train_set_y": np.array([0, 1, 1]), "test_set_x": pictures[:2],
            "test_set_y": np.array([[1, 0]]), "list_classes": np.array([b"non-cat", b"cat"])}
    return {key: value for key, value in {**held, **changed}.items() if value is not None}


def write_drawn(monkeypatch, folder, held):
    monkeypatch.setattr(stored, "DATASETS", folder)
    with h5py.File(folder / "drawn.h5", "w") as file:
        for key, value in held.items():
            file[key] = value


@pytest.mark.parametrize("kind", [np.uint8, bool, float])
def test_schema_good(monkeypatch, tmp_path, kind):
    write_drawn(monkeypatch, tmp_path, small_file(train_set_y=np.array([0, 1, 1], dtype=kind)))
    dataset = load_dataset("drawn")
    assert dataset.train_y.tolist() == [[0, 1, 1]] and dataset.test_y.tolist() == [[1, 0]]
    check_dtypes = (dataset.train_x.dtype, dataset.train_y.dtype, dataset.train_x_orig.dtype)
    assert check_dtypes == (np.float64, np.int64, np.uint8)


@pytest.mark.parametrize("changed, message", [
    ({"test_set_y": None}, "drawn.h5 must be an HDF5 file that holds the arrays test_set_x, test_set_y"),
    ({"train_set_x": 5}, "drawn.h5 must be an HDF5 file that holds the arrays train_set_x"),
    ({"train_set_x": np.zeros((3, 64, 64), np.uint8)}, r"train_set_x must have shape \(m, 64, 64, 3\)"),
    ({"train_set_x": np.zeros((3, 32, 32, 3), np.uint8)}, r"train_set_x must have shape .* got shape \(3, 32, 32, 3\)"),
    ({"train_set_x": np.zeros((0, 64, 64, 3), np.uint8)}, r"train_set_x must have shape .* got shape \(0, 64"),
    ({"test_set_x": np.zeros((2, 64, 64, 3))}, "test_set_x must have .* dtype uint8, .* dtype float64"),
    ({"train_set_y": np.array([0, 1])}, r"train_set_y must hold one label for each of 3 pictures, got shape \(2,\)"),
    ({"train_set_y": np.array([0, 1, 2])}, "train_set_y must hold only the labels 0 and 1, got 2"),
    ({"test_set_y": np.array([0, np.nan])}, "test_set_y must hold only the labels 0 and 1, got nan"),
    ({"list_classes": np.array([b"cat"])}, "list_classes must hold the names of 2 classes"),
    ({"list_classes": np.array([0, 1])}, "list_classes must hold the names of 2 classes"),
])
def test_schema_bad(monkeypatch, tmp_path, changed, message):
    write_drawn(monkeypatch, tmp_path, small_file(**changed))
    with pytest.raises(ValueError, match=message):
        load_dataset("drawn")


@pytest.mark.parametrize("name", ["drawn", "article"])
def test_not_hdf5(monkeypatch, tmp_path, name):
    monkeypatch.setattr(stored, "DATASETS", tmp_path)
    (tmp_path / f"{name}.h5").write_bytes(b"this is text")
    with pytest.raises(ValueError, match=f"{name}.h5 must be an HDF5 file"):
        load_dataset(name)


# Pictures

def test_flatten_keeps_the_order_of_the_pixels():
    pictures = np.random.RandomState(0).randint(0, 256, (5, 64, 64, 3)).astype(np.uint8)
    before = pictures.copy()
    X = flatten(pictures)
    assert X.shape == (12288, 5) and X.dtype == np.float64
    assert X[(10 * 64 + 20) * 3 + 2, 4] == pictures[4, 10, 20, 2] / 255
    assert np.array_equal(pictures, before)
    assert flatten(pictures[:0]).shape == (12288, 0)


@pytest.mark.parametrize("bad, came", [
    (np.zeros((64, 64, 3), np.uint8), r"shape \(64, 64, 3\)"),
    (np.zeros((1, 64, 64, 3)), "dtype float64"),
    ([[1]], "list"),
])
def test_flatten_names_what_is_wrong(bad, came):
    with pytest.raises(ValueError, match=f"pictures must be an array of shape .* dtype uint8, got .*{came}"):
        flatten(bad)


def corners(width=96, height=80):
    """Red at the top left, green at the top right, blue at the bottom left, grey elsewhere: no symmetry."""
    image = Image.new("RGB", (width, height), (90, 90, 90))
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 4))
    image.paste((0, 0, 255), (0, height // 2, width // 4, height))
    return image


def as_file(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file


def seen(file):
    """Return what prepare_picture made, as a 64 x 64 x 3 picture of 0..255."""
    x = prepare_picture(file)
    assert x.shape == (12288, 1) and x.dtype == np.float64 and x.min() >= 0 and x.max() <= 1
    return x.reshape(64, 64, 3) * 255


def test_picture_of_the_models_size_is_kept_as_it_is():
    pixels = np.random.RandomState(0).randint(0, 256, (64, 64, 3)).astype(np.uint8)
    assert np.array_equal(prepare_picture(as_file(Image.fromarray(pixels))), flatten(pixels[np.newaxis]))


def test_path_file_and_image_give_the_same(tmp_path):
    path = tmp_path / "corners.png"
    corners().save(path)
    expected = prepare_picture(corners())
    for file in (path, str(path), as_file(corners())):
        assert np.array_equal(prepare_picture(file), expected)
    path.unlink()  # nothing holds the file open


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (700, 2), (63, 65), (5000, 4000)])
def test_sizes(size):
    assert np.allclose(seen(Image.new("RGB", size, (255, 128, 0))), [255, 128, 0])


@pytest.mark.parametrize("size, square", [((300, 100), (100, 0, 200, 100)), ((100, 300), (0, 100, 100, 200))])
def test_a_picture_that_is_not_square_loses_its_ends_and_is_not_squeezed(size, square):
    noise = Image.fromarray(np.random.RandomState(0).randint(0, 256, (size[1], size[0], 3)).astype(np.uint8))
    assert np.array_equal(prepare_picture(noise), prepare_picture(noise.crop(square)))


def test_corners_stay_where_they_are():
    picture = seen(as_file(corners(640, 480)))
    assert [picture[y, x].tolist() for y, x in [(2, 2), (2, 61), (61, 2), (61, 61)]] == [
        [255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 90, 90]]


@pytest.mark.parametrize("mode", ["P", "RGBA", "RGBX", "RGBa", "CMYK", "YCbCr", "HSV", "LAB", "PA"])
def test_modes_of_colour(mode):
    through = {"RGBa": "RGBA", "PA": "P"}.get(mode, mode)  # Pillow makes these two only from another mode
    image = corners().quantize(8) if through == "P" else corners().convert(through)
    image = image.convert(mode)
    assert image.mode == mode
    off = 60 if mode == "LAB" else 4  # Pillow's LAB has no pure green
    assert np.abs(seen(image) - seen(corners())).max() < off


@pytest.mark.parametrize("mode", ["1", "L", "LA", "La", "I", "F", "I;16", "I;16L", "I;16B"])
def test_modes_of_grey(mode):
    grey = Image.new("L", (80, 80), 0)
    grey.paste(255, (0, 0, 80, 40))
    expected = seen(grey)
    if mode.startswith("I;16"):
        image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257).convert("I").convert(mode)
    else:
        image = (grey.convert("LA") if mode == "La" else grey).convert(mode)
    assert image.mode == mode
    assert np.abs(seen(image) - expected).max() < 1.01
    assert expected[2, 2, 0] == 255 and expected[61, 2, 0] == 0


def test_16_bit_png_keeps_its_greys():
    values = np.full((10, 10), 0x8000, np.uint16)
    assert np.allclose(seen(as_file(Image.fromarray(values))), 128)
    dark = np.full((10, 10), 200, np.uint16)  # almost black, though below 256
    assert np.allclose(seen(as_file(Image.fromarray(dark))), 1)


@pytest.mark.parametrize("value, expected", [(0.5, 128), (128.0, 128), (32768.0, 128), (1e9, 255), (-4.0, 0)])
def test_floating_point_picture(value, expected):
    assert np.allclose(seen(as_file(Image.new("F", (9, 9), value), "TIFF")), expected)


def test_transparent_parts_become_white():
    clear = Image.new("RGBA", (80, 80), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 80, 40))
    grey = Image.new("LA", (80, 80), (0, 0))
    palette = Image.new("P", (80, 80), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.paste(1, (0, 0, 80, 40))
    for image in (clear, as_file(clear), as_file(palette, transparency=0), as_file(palette, "GIF", transparency=0)):
        picture = seen(image)
        assert picture[2, 2].tolist() == [0, 0, 255] and picture[61, 2].tolist() == [255, 255, 255]
    assert np.all(seen(as_file(grey)) == 255)
    half = seen(Image.new("RGBA", (8, 8), (0, 0, 0, 128)))
    assert np.all(half == 127)


# EXIF's eight ways of holding a camera: how the upright picture is stored so that the tag puts it right again
STORED = {1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90",
          7: "TRANSVERSE", 8: "ROTATE_270"}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind, mode, off", [("PNG", "RGB", 0), ("PNG", "P", 0), ("JPEG", "RGB", 12)])
def test_exif_rotation(orientation, kind, mode, off):
    upright = corners().convert(mode)
    stored = upright.transpose(Image.Transpose[STORED[orientation]]) if STORED[orientation] else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    rotated = seen(as_file(stored, kind, exif=exif, **options))
    assert np.abs(rotated - seen(as_file(upright, kind, **options))).max() <= off
    if orientation > 1:
        assert np.abs(rotated - seen(as_file(stored, kind, **options))).max() > 80  # the tag did matter


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0, 0.02, 0.5, 0.9])
def test_truncated_picture(kind, share):
    noise = Image.fromarray(np.random.RandomState(0).randint(0, 256, (90, 90, 3)).astype(np.uint8))
    whole = as_file(noise, kind).getvalue()
    seen(io.BytesIO(whole))
    with pytest.raises(ValueError, match="file must be a picture that Pillow can read, got BytesIO"):
        prepare_picture(io.BytesIO(whole[: int(share * len(whole))]))


def test_not_a_picture(tmp_path):
    text = tmp_path / "cat.jpg"
    text.write_text("meow")
    nan = Image.fromarray(np.full((3, 3), np.nan, np.float32))
    for bad in (text, str(text), tmp_path, None, 5, np.zeros((64, 64, 3)), Image.new("RGB", (0, 5)), nan):
        with pytest.raises(ValueError, match="file must be a picture that Pillow can read, got"):
            prepare_picture(bad)
    with pytest.raises(ValueError, match="must hold finite numbers, got 9 NaN"):
        prepare_picture(nan)
    with pytest.raises(FileNotFoundError):
        prepare_picture(tmp_path / "nowhere.png")


def test_decompression_bomb(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(ValueError, match="file must be .* decompression bomb"):
        prepare_picture(as_file(Image.new("RGB", (100, 100))))


# The fetch

FILES = {"train_catvnoncat.h5": b"training" * 40_000, "test_catvnoncat.h5": b"test" * 40_000}
TRAIN, TEST = FILES


class Server(ThreadingHTTPServer):
    """Serves FILES, each as `how` says: "good", "wrong", "truncated", "chunked" (cut), "404" or "slow"."""

    def __init__(self):
        self.how, self.asked = dict.fromkeys(FILES, "good"), []
        self.half_sent, self.release = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/datasets/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = self.path.removeprefix("/datasets/")
        how, body = self.server.how[name], FILES[name]
        self.server.asked.append(name)
        self.close_connection = True
        if how == "404":
            self.send_error(404)
            return
        self.send_response(200)
        if how == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"8\r\ntraining\r\n")  # and no last chunk
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if how == "wrong":
            body = body[:-1] + b"?"
        if how in ("truncated", "slow"):
            body = body[: len(body) // 2]
        self.wfile.write(body)
        if how == "slow":
            self.wfile.flush()
            self.server.half_sent.set()
            self.server.release.wait(20)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in FILES.items()}
    monkeypatch.setattr(fetching, "article_figures", lambda: {"data_facts_measured": {"sha256": hashes}})
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.release.set()
        server.shutdown()
        thread.join()


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_fetch_good_files(server, tmp_path, capfd):
    folder = tmp_path / "made" / "datasets"
    paths = fetch_photographs(folder, server.url)
    assert paths == [folder / TRAIN, folder / TEST]
    assert held(folder) == FILES
    assert "%|" not in capfd.readouterr().err  # a progress bar is for terminals


def test_fetch_again_asks_for_nothing(server, tmp_path):
    fetch_photographs(tmp_path, server.url)
    server.asked.clear()
    assert fetch_photographs(str(tmp_path), server.url) == [tmp_path / TRAIN, tmp_path / TEST]
    assert server.asked == []


def test_fetch_only_what_is_missing_or_bad(server, tmp_path):
    (tmp_path / TRAIN).write_bytes(FILES[TRAIN])
    (tmp_path / TEST).write_bytes(b"an old file")
    fetch_photographs(tmp_path, server.url)
    assert server.asked == [TEST] and held(tmp_path) == FILES


BAD = {"wrong": "hash", "truncated": "IncompleteRead", "chunked": "ended prematurely|InvalidChunk", "404": "404"}


@pytest.mark.parametrize("how", BAD)
@pytest.mark.parametrize("name", FILES)
def test_fetch_bad_file(server, tmp_path, how, name):
    server.how[name] = how
    message = f"(?s){name} could not be fetched from {server.url}{name} .*({BAD[how]})"
    with pytest.raises(RuntimeError, match=message) as caught:
        fetch_photographs(tmp_path, server.url)
    assert "load_dataset('drawn') and load_dataset('article') work" in str(caught.value)
    assert "still there" not in str(caught.value)
    assert held(tmp_path) == ({TRAIN: FILES[TRAIN]} if name == TEST else {})


@pytest.mark.parametrize("how", BAD)
def test_fetch_keeps_an_old_file_until_a_good_one_has_come(server, tmp_path, how):
    (tmp_path / TRAIN).write_bytes(b"an old file")
    server.how[TRAIN] = how
    with pytest.raises(RuntimeError, match="(?s)The file that was there, .*, is still there"):
        fetch_photographs(tmp_path, server.url)
    assert held(tmp_path) == {TRAIN: b"an old file"}
    server.how[TRAIN] = "good"
    fetch_photographs(tmp_path, server.url)
    assert held(tmp_path) == FILES


def test_fetch_with_nothing_listening(server, tmp_path):
    with Server() as other:
        nowhere = other.url
    with pytest.raises(RuntimeError, match=f"(?s){TRAIN} could not be fetched.*Connection.*'drawn'"):
        fetch_photographs(tmp_path, nowhere)
    assert held(tmp_path) == {}


def test_fetch_to_a_folder_that_cannot_be(server, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RuntimeError, match=f"{TRAIN} could not be fetched"):
        fetch_photographs(tmp_path / "file", server.url)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_fetch_interrupted(server, tmp_path):
    """Control-C in the middle of a download: KeyboardInterrupt, and neither a file nor a part of one."""
    server.how[TRAIN] = "slow"
    script = ("import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
              "from dnn_utils.data import fetch_photographs\n"
              f"fetch_photographs({str(tmp_path)!r}, {server.url!r})")
    child = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    try:
        assert server.half_sent.wait(30)
        while not any(path.stat().st_size for path in tmp_path.iterdir()):  # a part has been written
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    finally:
        child.kill()
    assert err.rstrip().endswith("KeyboardInterrupt") and child.returncode != 0
    assert held(tmp_path) == {}


def test_repository_has_the_hashes_of_two_files():
    hashes = article_figures()["data_facts_measured"]["sha256"]
    assert list(hashes) == list(FILES) and all(len(value) == 64 for value in hashes.values())
    assert fetching.PHOTOGRAPHS_URL.endswith("/") and Path(stored.DATASETS, "article_figures.json").is_file()
