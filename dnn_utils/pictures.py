"""The way from pictures to columns and back, and a picture of your own."""
import os
import re
import warnings
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from dnn_utils.files import COURSE, here
from dnn_utils.paths import as_path, meant
from dnn_utils.validation import check_finite, check_matrix

__all__ = ["flatten", "as_pictures", "picture_path", "prepare_picture"]

IMAGES = COURSE / "images"
NUM_PX = 64
LARGE = 4096 * 4096  # pixels: a JPEG that is larger is decoded at a part of its size, an eighth at least
FORMATS = [  # how a file begins that is often taken for a picture, and what to do
    (rb"$", "which is an empty file: save the picture once more"),
    (rb"....ftyp(hei|hev|mif1|msf1)", "which is in HEIC, the format of many phones: export it as JPEG, or set the "
     "phone to take JPEG (iPhone: Settings > Camera > Formats > Most Compatible)"),
    (rb"....ftyp(avif|avis)", "which is in AVIF, which this version of Pillow cannot read: export it as JPEG or PNG"),
    (rb"....ftyp", "which is a film: take one picture of it, and save that as JPEG or PNG"),
    (rb"%PDF", "which is a PDF file: export its page as JPEG or PNG"),
    (rb"\s*(<\?xml|<svg)", "which is a drawing in SVG: export it as PNG"),
    (rb"\s*<(!doctype|html|!DOCTYPE|HTML)", "which is a web page: open the picture itself in the browser, and save it"),
]


def flatten(pictures):
    """Turn pictures into columns: (m, 64, 64, 3) numbers of 0..255 become (12288, m) numbers of 0..1.

    Parameters
    ----------
    pictures : array of shape (m, height, width, channels), uint8

    Returns
    -------
    X : array of shape (height * width * channels, m), float64

    Raises
    ------
    ValueError
        If the array does not hold pictures of bytes.
    """
    if not isinstance(pictures, np.ndarray) or pictures.ndim != 4 or pictures.dtype != np.uint8:
        came = f"shape {pictures.shape}, dtype {pictures.dtype}" if isinstance(pictures, np.ndarray) else \
            type(pictures).__name__
        raise ValueError(f"pictures must be an array of shape (m, height, width, 3) of dtype uint8, got {came}")
    return pictures.reshape(len(pictures), int(np.prod(pictures.shape[1:]))).T / 255


def as_pictures(X):
    """Turn columns back into pictures, the inverse of `flatten`: numbers of 0..1 become bytes of 0..255.

    Parameters
    ----------
    X : array of shape (12288, m), pixels 0 to 1

    Returns
    -------
    pictures : array of shape (m, 64, 64, 3), uint8

    Raises
    ------
    ValueError
        If X has another shape, or a pixel outside 0..1.
    """
    check_pixels("X", X)
    return np.round(255 * X.T).astype(np.uint8).reshape(-1, NUM_PX, NUM_PX, 3)


def check_pixels(name, X):
    """Raise ValueError unless X holds pictures as columns, at least one, with pixels from 0 to 1."""
    check_matrix(name, X, "an array of shape (12288, m), pictures as columns")
    if X.shape[0] != NUM_PX * NUM_PX * 3 or X.shape[1] == 0:
        raise ValueError(f"{name} must have shape ({NUM_PX * NUM_PX * 3}, m) with m at least 1, got shape {X.shape}")
    check_finite(name, X)
    if X.min() < 0 or X.max() > 1:
        raise ValueError(f"{name} must hold pixels from 0 to 1, got {X.min():g} to {X.max():g}")


def picture_path(filename):
    """Return the path of a picture: in the folder images/ beside the notebook, or else in the course's own.

    Parameters
    ----------
    filename : str
        Such as "my_image.jpg"; or the path of a picture elsewhere, also as it was copied, with quotation marks.

    Returns
    -------
    Path

    Raises
    ------
    FileNotFoundError
        If no folder holds such a file; the message names one of nearly this name.
    ValueError
        If filename is no name at all, or an address, or what is there is no picture that Pillow can read.
    """
    filename = as_path("filename", filename)
    folders = list(dict.fromkeys([Path.cwd() / "images", here() / "images", Path.cwd(), IMAGES]))
    for folder in folders:
        if os.path.isfile(folder / filename):  # no error where a name is too long
            _check_is_picture("filename", folder / filename)
            return folder / filename
    folder = next((folder / filename for folder in folders if os.path.isdir(folder / filename)), None)
    if folder:
        raise ValueError(f"filename must be a picture that Pillow can read, got {str(filename)!r}, {a_folder(folder)}")
    near = next(filter(None, (meant(folder / filename) for folder in folders)), "")
    raise FileNotFoundError(f"filename must name a picture in {folders[0]} or {IMAGES}, got {str(filename)!r}{near}")


def a_folder(path):
    """Return what is said of a folder in the place of a picture."""
    inside = sorted(each.name for each in path.iterdir() if each.suffix.lower() in Image.registered_extensions())
    example = f", such as {str(path / inside[0])!r}" if inside else ""
    return f"which is a folder: name one picture in it{example}"


def prepare_picture(file):
    """Make a picture of your own ready for a model: upright, RGB, 64 x 64, one column of 0..1.

    Of a picture that is not square, the largest square is cut out of the middle: its sides, or its top and bottom, are
    lost, and nothing is squeezed. What else is lost is printed: transparent parts become white, and of a picture that
    moves, or has several pages, the first is taken.

    Parameters
    ----------
    file : path, file object or PIL.Image.Image
        Any mode, any size, any EXIF rotation.

    Returns
    -------
    x : array of shape (12288, 1), float64

    Raises
    ------
    ValueError
        If the file is not a whole picture that Pillow can read, or is so large that Pillow refuses it; a JPEG may be
        of any size.
    FileNotFoundError
        If there is no such file.
    """
    small, notes = read_picture(file)
    for note in notes:
        print(note)
    return flatten(small[np.newaxis])


def read_picture(file):
    """Return a picture as `prepare_picture` makes it, of shape (64, 64, 3), uint8, and a list of what was lost."""
    is_path = isinstance(file, (str, os.PathLike))
    if is_path:
        file = as_path("file", file)
    try:
        if isinstance(file, (bytes, bytearray)):
            raise ValueError("give its path, or io.BytesIO(...) of its bytes")
        if is_path and os.path.isdir(file):
            raise ValueError(a_folder(file))
        if is_path and os.path.exists(file) and not os.path.isfile(file):
            raise ValueError("which is neither a file nor a folder")
        if isinstance(file, Image.Image):
            small, notes = _small_rgb(file)
        else:
            with _opened(file) as image:
                small, notes = _small_rgb(image)
    except FileNotFoundError:
        raise FileNotFoundError(f"file must be the path of a picture, got {str(file)!r}, which is not there"
                                f"{meant(file) if is_path else ''}") from None
    except PermissionError:
        raise
    except Exception as error:  # Pillow tells a bad file by errors of many kinds
        if is_path and os.path.isfile(file):
            _check_is_picture("file", file)
        came = repr(str(file)) if is_path else type(file).__name__
        raise ValueError(f"file must be a picture that Pillow can read, got {came}: {error}") from error
    name = file.name if is_path else "the picture"
    return np.asarray(small), [f"{name}: {note}" for note in notes]


@contextmanager
def _opened(file):
    """Open a picture, of which nothing is decoded yet; a JPEG that is large will be at a part of its size."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # of half of what is refused
        try:
            image = Image.open(file)
        except Image.DecompressionBombError as error:
            image = _large_jpeg(file)
            if image is None:
                raise ValueError(f"{error}. Make it smaller, or export it as JPEG, of which every size is read") \
                    from error
    with image:
        if image.width * image.height > LARGE:
            image.draft(None, (4 * NUM_PX, 4 * NUM_PX))  # which only JPEG can: an eighth of its width, or as it is
        yield image


def _large_jpeg(file):
    """Return a JPEG that Pillow finds too large to open; None where it is of another format, or is held in memory as a
    whole while it is decoded."""
    try:
        if hasattr(file, "seek"):
            file.seek(0)
        image = JpegImagePlugin.JpegImageFile(file)
        return None if image.info.get("progressive") else image
    except (OSError, SyntaxError, ValueError):
        return None


def _check_is_picture(name, path):
    """Raise ValueError, with what the file is and the way out, unless Pillow knows its format, whatever its ending."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.open(path).close()
    except UnidentifiedImageError:
        with open(path, "rb") as file:
            first = file.read(64)
        sentence = next((sentence for begins, sentence in FORMATS if re.match(begins, first, re.S)),
                        "which is in no format that Pillow knows: open it elsewhere, and export it as JPEG or PNG")
        raise ValueError(f"{name} must be a picture that Pillow can read, got {str(path)!r}, {sentence}") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        pass  # a picture, with something else wrong: said where it is read


def _small_rgb(image):
    """Return the middle square of a picture upright, without transparency, in RGB and 64 x 64, and what was lost."""
    if 0 in image.size:
        raise ValueError(f"it must have pixels, got a size of {image.size[0]} x {image.size[1]}")
    notes = []
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1  # a phone's, with pictures beside it
    if frames > 1 and image.tell() == 0:
        notes.append(f"of its {frames} pictures, the first is taken")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        image = _to_eight_bits(image)
    size, side = (NUM_PX, NUM_PX), min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side))
    if not image.has_transparency_data:
        return image.convert("RGB").resize(size, Image.Resampling.LANCZOS), notes
    if image.mode == "La":  # Pillow turns it into no other mode
        image = image.convert("LA")
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    if small.getextrema()[3][0] < 255:
        notes.append("its transparent parts are white now")
    return Image.alpha_composite(Image.new("RGBA", size, "white"), small).convert("RGB"), notes


def _to_eight_bits(image):
    """Scale a grey picture of more than 8 bits to 0..255: convert() would cut it off instead."""
    values = np.asarray(image, dtype=float)
    check_finite("file", values)
    brightest = values.max()
    if image.mode.startswith("I;16"):
        white = 65535
    else:  # modes I and F do not say what white is: the smallest usual value that holds the brightest pixel
        white = next(value for value in (1 if image.mode == "F" else 255, 255, 65535, brightest) if brightest <= value)
    return Image.fromarray(np.clip(values * (255 / white), 0, 255).round().astype(np.uint8))
