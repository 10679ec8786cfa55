"""Draw the data set datasets/drawn.h5, cats and other things, and the own picture images/my_image.jpg.

python datasets/draw.py    (under 10 seconds; the same pixels every time)

Every picture has its own random numbers, seeded by its place in the data set, so that any one can be drawn alone.
Coordinates: (0, 0) is the middle of the picture, x grows to the right and y downwards, and 1 is half its shorter
side. A subject is drawn in coordinates of its own, between -1 and 1, and placed in the picture by `Canvas.placed`.
"""
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from dnn_utils.files import write_then_rename
from dnn_utils.stored import write_arrays

SEED = 2017
NUM_PX = 64
ZOOM = 4  # everything is drawn this much larger and then reduced, which smooths the edges
PARTS = {"train": (209, 72), "test": (50, 33)}  # pictures, and cats among them
CLASSES = [b"non-cat", b"cat"]
EXPOSURE = 78, 110  # mean brightness that the light aims at
OWN_PICTURE_SIZE = (400, 300)
OWN_PICTURE_SEED = 9

INK = (38, 32, 34)
WHITE = (244, 241, 236)
FUR = {  # base, dark, light
    "orange": ((214, 134, 62), (158, 84, 30), (246, 214, 170)),
    "grey": ((140, 142, 148), (84, 86, 94), (206, 206, 208)),
    "black": ((64, 61, 66), (34, 32, 36), (112, 106, 108)),
    "white": ((236, 232, 226), (186, 178, 170), (252, 250, 246)),
    "brown": ((134, 98, 68), (76, 52, 36), (202, 172, 138)),
    "cream": ((226, 202, 164), (120, 90, 70), (248, 236, 214)),
}
COLOURS = [(196, 64, 52), (222, 150, 60), (232, 206, 96), (104, 156, 78), (62, 120, 92), (84, 150, 190), (52, 84, 140),
           (124, 86, 150), (206, 132, 156), (168, 124, 88), (108, 78, 58), (228, 220, 204), (176, 178, 182),
           (98, 102, 110), (52, 54, 62)]
EYES = [(224, 188, 60), (150, 190, 80), (110, 170, 200), (206, 140, 50)]

# Paints of an animal: `fur` is a picture as large as the canvas, `points` (paws, a dog's ears) a picture or a colour,
# the others are colours; `mask` is the dark face of a Siamese cat, else None.
Coat = namedtuple("Coat", "fur points chest edge nose eye mask")
Kind = namedtuple("Kind", "head tail")  # the function that draws the head, and the share of a cat's tail


# ---------------------------------------------------------------------------------------------- shapes and colours

def mix(first, second, share):
    """Return the colour that lies `share` of the way from the first to the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second))


def pick(rng, things):
    """Return one of the things in a list."""
    return things[rng.randint(len(things))]


def some_colour(rng):
    """Return one of COLOURS, a little duller and a little changed."""
    colour = mix(pick(rng, COLOURS), (128, 124, 120), 0.2)
    return tuple(int(np.clip(value + rng.randint(-18, 19), 0, 255)) for value in colour)


def ellipse(x, y, width, height, turn=0.0):
    """Return points on an ellipse with these half axes, turned by an angle in degrees."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    u, v, turn = width * np.cos(angle), height * np.sin(angle), np.radians(turn)
    return np.stack([x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)], axis=1)


def box(left, top, right, bottom):
    """Return the corners of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def smooth(points, closed=True):
    """Return a Catmull-Rom curve through the points, eight steps from each to the next."""
    points = np.asarray(points, dtype=float)
    if closed:
        points = np.concatenate([points[-1:], points, points[:2]])
    else:
        points = np.concatenate([points[:1], points, points[-1:]])
    before, here, after, beyond = points[:-3], points[1:-2], points[2:-1], points[3:]
    curve = []
    for t in np.arange(8) / 8:
        curve.append(here + 0.5 * t * (after - before + t * (2 * before - 5 * here + 4 * after - beyond
                                                            + t * (3 * (here - after) + beyond - before))))
    curve = np.stack(curve, axis=1).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, points[-1:]])


def mirrored(points):
    """Return a right half of an outline, from the top down, followed by its mirror image."""
    return list(points) + [(-x, y) for x, y in reversed(points) if x]


class Canvas:
    """A picture being drawn, and the place in it where the next shapes go."""

    def __init__(self, width, height):
        self.image = Image.new("RGB", (width * ZOOM, height * ZOOM))
        self.origin = np.array(self.image.size) / 2
        self.axes = np.eye(2) * min(self.image.size) / 2

    @contextmanager
    def placed(self, x=0.0, y=0.0, size=1.0, turn=0.0, flip=False):
        """Draw around (x, y), larger by `size`, turned by an angle in degrees, perhaps mirrored."""
        before = self.origin, self.axes
        c, s = np.cos(np.radians(turn)) * size, np.sin(np.radians(turn)) * size
        self.origin = self.origin + np.dot((x, y), self.axes)
        self.axes = np.dot([[-c, -s] if flip else [c, s], [-s, c]], self.axes)
        yield
        self.origin, self.axes = before

    def pixels(self, points):
        """Return points in pixels; rounded, so that the last digit of a sine cannot move a pixel."""
        return [tuple(point) for point in np.round(np.dot(points, self.axes) + self.origin, 3).tolist()]

    def width(self, width):
        """Return a line's width in pixels."""
        return max(1, round(float(width * np.hypot(*self.axes[0]))))

    def fill(self, points, paint, shade=0.0, edge=None):
        """Fill an outline with a colour or with a picture of the canvas' size; round it by shade, line it by edge."""
        corners = self.pixels(points)
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(corners, fill=255)
        if edge:
            width = max(2, self.image.height // 90)
            ImageDraw.Draw(self.image).line(corners + corners[:2], fill=edge, width=width, joint="curve")
        self._paint(mask, paint, shade)

    def tube(self, path, width, paint, shade=0.0, edge=None):
        """Fill a thick line with round ends: a leg, a tail, a stem."""
        mask = self._tube_mask(path, self.width(width))
        if edge:
            self.image.paste(edge, mask=self._tube_mask(path, self.width(width) + max(2, self.image.height // 90)))
        self._paint(mask, paint, shade)

    def line(self, path, colour, width=0.03):
        """Draw a thin line."""
        ImageDraw.Draw(self.image).line(self.pixels(path), fill=colour, width=self.width(width), joint="curve")

    def shadow(self, x, y, width, height, strength=0.5):
        """Darken a soft ellipse."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self.pixels(ellipse(x, y, width, height)), fill=round(255 * strength))
        self.image.paste((20, 18, 24), mask=mask.filter(ImageFilter.GaussianBlur(self.width(0.08))))

    def _tube_mask(self, path, width):
        mask = Image.new("L", self.image.size)
        draw = ImageDraw.Draw(mask)
        points = self.pixels(path)
        draw.line(points, fill=255, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
        return mask

    def _paint(self, mask, paint, shade):
        extent = mask.getbbox()
        if extent is None:
            return
        layer = paint if isinstance(paint, Image.Image) else Image.new("RGB", self.image.size, paint)
        if shade:
            reach = max(1, min(extent[2] - extent[0], extent[3] - extent[1]) // 8)
            lit = ImageChops.offset(mask, -reach, -reach).filter(ImageFilter.GaussianBlur(reach))
            layer = Image.composite(layer, layer.point(lambda value: value * (1 - shade)), lit)
        self.image.paste(layer, mask=mask)

    def gradient(self, top, bottom, first, last):
        """Fill the whole width from y = first to y = last with colours from top to bottom."""
        y0, y1 = (round(y) for _, y in self.pixels([(0, first), (0, last)]))
        ramp = Image.linear_gradient("L").resize((self.image.width, max(1, y1 - y0)))
        self.image.paste(ImageOps.colorize(ramp, top, bottom), (0, y0))


def clouds(rng, size, cells):
    """Return smooth random numbers in 0..1, shape (height, width), from a grid of about cells x cells."""
    grid = Image.fromarray(rng.randint(0, 256, (cells, cells)).astype(np.uint8))
    return np.asarray(grid.resize(size, Image.Resampling.BICUBIC)) / 255


def blend(first, second, share):
    """Return a picture (height, width, 3) of two colours or pictures, by a share of shape (height, width)."""
    share = share[..., np.newaxis]
    return np.asarray(first) * (1 - share) + np.asarray(second) * share


# ------------------------------------------------------------------------------------------------------ backgrounds

def room(canvas, rng):
    """A wall and a floor, and sometimes a window or a picture."""
    wall, floor, line = some_colour(rng), some_colour(rng), rng.uniform(0.1, 0.7)
    canvas.gradient(mix(wall, WHITE, 0.3), wall, -1, line)
    canvas.gradient(floor, mix(floor, INK, 0.3), line, 1)
    canvas.fill(box(-2, line - 0.06, 2, line), mix(wall, WHITE, 0.6))
    if rng.rand() < 0.6:
        x = rng.uniform(-1, 0.5)
        canvas.fill(box(x, -0.9, x + 0.55, -0.2), some_colour(rng), edge=mix(wall, INK, 0.6))
        canvas.line([(x + 0.27, -0.9), (x + 0.27, -0.2)], WHITE, 0.05)


def meadow(canvas, rng):
    """Grass under the sky."""
    horizon = rng.uniform(-0.8, 0.2)
    sky = mix((120, 170, 220), pick(rng, [WHITE, (240, 190, 130), (90, 100, 130)]), rng.uniform(0, 0.7))
    grass = mix((96, 146, 66), pick(rng, [(180, 170, 80), (50, 90, 60), (150, 180, 90)]), rng.uniform(0, 0.8))
    canvas.gradient(sky, mix(sky, WHITE, 0.5), -1, horizon)
    canvas.gradient(grass, mix(grass, INK, 0.35), horizon, 1)
    for _ in range(70):
        x, y = rng.uniform(-1.5, 1.5), rng.uniform(horizon, 1)
        canvas.line([(x, y), (x + rng.uniform(-0.05, 0.05), y - 0.12)], mix(grass, pick(rng, [WHITE, INK]), 0.25), 0.02)


def sofa(canvas, rng):
    """A sofa with cushions before a wall."""
    wall, cloth, top = some_colour(rng), some_colour(rng), rng.uniform(-0.6, 0)
    edge = mix(cloth, INK, 0.5)
    canvas.gradient(wall, mix(wall, WHITE, 0.3), -1, 1)
    canvas.fill(smooth([(-1.6, top), (1.6, top), (1.6, 1.3), (-1.6, 1.3)]), cloth, 0.3, edge)
    for x in (-0.75, 0.75):
        canvas.fill(smooth(box(x - 0.65, top + 0.15, x + 0.65, 0.6)), mix(cloth, WHITE, 0.12), 0.3, edge)
    canvas.fill(smooth(box(-1.6, 0.5, 1.6, 1.3)), mix(cloth, WHITE, 0.2), 0.3, edge)
    if rng.rand() < 0.5:
        canvas.fill(smooth(ellipse(rng.choice([-0.75, 0.75]), 0.25, 0.33, 0.33, 45)[::12]), some_colour(rng), 0.3, edge)


def sky(canvas, rng):
    """Clouds, by day or in the evening."""
    top = mix((70, 130, 200), pick(rng, [(40, 50, 90), (150, 190, 230), (200, 120, 120)]), rng.rand())
    canvas.gradient(top, mix(top, pick(rng, [WHITE, (250, 200, 140)]), 0.6), -1, 1)
    for _ in range(rng.randint(1, 5)):
        x, y = rng.uniform(-1, 1, 2)
        for _ in range(5):
            canvas.fill(ellipse(x + rng.uniform(-0.3, 0.3), y + rng.uniform(-0.08, 0.08), 0.2, 0.13),
                        mix(top, WHITE, 0.75))


def wallpaper(canvas, rng):
    """Stripes, dots or checks in two colours."""
    first, second = some_colour(rng), some_colour(rng)
    second = mix(first, second, rng.uniform(0.3, 0.9))
    step = rng.uniform(0.2, 0.5)
    canvas.gradient(first, first, -1, 1)
    pattern = rng.randint(3)
    with canvas.placed(turn=rng.uniform(-45, 45)):
        for i, x in enumerate(np.arange(-2.2, 2.2, step)):
            if pattern == 0:
                canvas.fill(box(x, -2.2, x + step / 2, 2.2), second)
                continue
            for y in np.arange(-2.2, 2.2, step) + step / 2 * (i % 2):
                canvas.fill(ellipse(x, y, step / 4, step / 4) if pattern == 1 else
                            box(x, y, x + step, y + step / 2), second)


def bokeh(canvas, rng):
    """Blurred blobs, as behind something near in a photograph."""
    canvas.gradient(some_colour(rng), some_colour(rng), -1, 1)
    for _ in range(rng.randint(8, 20)):
        x, y = rng.uniform(-1.3, 1.3, 2)
        size = rng.uniform(0.1, 0.5)
        canvas.fill(ellipse(x, y, size, size), some_colour(rng))
    canvas.image = canvas.image.filter(ImageFilter.GaussianBlur(canvas.width(0.12)))


def plain(canvas, rng):
    """One colour that goes over into another."""
    first = some_colour(rng)
    canvas.gradient(first, mix(first, some_colour(rng), rng.uniform(0.1, 0.9)), -1, 1)


def planks(canvas, rng):
    """A floor of boards."""
    wood = mix((170, 124, 84), some_colour(rng), rng.uniform(0, 0.5))
    step = rng.uniform(0.18, 0.35)
    with canvas.placed(turn=pick(rng, [0, 90]) + rng.uniform(-12, 12)):
        for y in np.arange(-2, 2, step):
            canvas.fill(box(-2.2, y, 2.2, y + step + 0.02), mix(wood, pick(rng, [INK, WHITE]), rng.uniform(0, 0.25)),
                        edge=mix(wood, INK, 0.5))


BACKGROUNDS = [room, meadow, sofa, sky, wallpaper, bokeh, plain, planks]


# ---------------------------------------------------------------------------------------------------- fur and heads

def make_coat(canvas, rng, pattern):
    """Return what an animal is painted with: pictures of fur, and colours."""
    size = canvas.image.size
    base, dark, light = (np.array(colour) for colour in FUR[pick(rng, list(FUR))])
    chest = light if rng.rand() < 0.6 else base
    points, mask = base, None
    if pattern == "solid":
        fur = blend(base, dark, clouds(rng, size, 5) * 0.3)
    elif pattern == "tabby":
        base, dark, light = (np.array(colour) for colour in FUR[pick(rng, ["orange", "grey", "brown", "cream"])])
        chest = light
        fur = blend(base, dark, stripes(rng, size))
        points = base
    elif pattern == "patches":
        chest = points = np.array(WHITE)
        fur = blend(WHITE, FUR["orange"][0], step(clouds(rng, size, 6)))
        fur = blend(fur, FUR[pick(rng, ["black", "grey", "brown"])][0], step(clouds(rng, size, 6)))
    elif pattern == "tuxedo":
        base, dark, _ = (np.array(colour) for colour in FUR[pick(rng, ["black", "grey", "brown", "orange"])])
        chest = points = np.array(WHITE)
        fur = blend(base, dark, clouds(rng, size, 5) * 0.3)
    else:  # siamese
        base, _, chest = (np.array(colour) for colour in FUR["cream"])
        points = mask = np.array(pick(rng, [(78, 58, 50), (104, 100, 110), (150, 96, 60)]))
        fur = blend(base, chest, clouds(rng, size, 5))
    grain = rng.uniform(0.95, 1.05, (size[1] // 2, size[0] // 2))
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)[..., np.newaxis]
    fur = Image.fromarray(np.clip(fur * grain + np.zeros((*grain.shape[:2], 3)), 0, 255).astype(np.uint8))
    average = tuple(int(value) for value in np.asarray(fur.resize((1, 1)))[0, 0])
    edge = mix(average, (8, 6, 8), 0.62) if sum(average) > 240 else mix(average, WHITE, 0.3)
    return Coat(fur, tuple(points.tolist()) if pattern in ("siamese", "tuxedo") else fur, tuple(chest.tolist()), edge,
                pick(rng, [(216, 140, 140), (120, 70, 66), (70, 52, 52)]), pick(rng, EYES),
                None if mask is None else tuple(mask.tolist()))


def stripes(rng, size):
    """Return wavy stripes in 0..1, shape (height, width)."""
    x, y = np.linspace(0, 1, size[0]), np.linspace(0, size[1] / size[0], size[1])[:, np.newaxis]
    wave = np.sin(rng.uniform(45, 65) * (x + rng.uniform(-0.3, 0.3) * y) + 5 * clouds(rng, size, 5))
    return step(wave * 0.5 + 0.5)


def step(share):
    """Return numbers in 0..1 pushed towards 0 and 1: a border that is sharp, but not jagged."""
    return np.clip((share - 0.55) * 8 + 0.5, 0, 1)


def eyes(canvas, rng, coat, x, y, size, slit):
    """Two eyes, open or, for one animal in eight, closed."""
    closed, wide, look = rng.rand() < 1 / 8, rng.uniform(0.3, 0.75), rng.uniform(-0.25, 0.25)
    for side in (-x, x):
        if closed:
            canvas.line(smooth([(side - size, y), (side, y + size * 0.5), (side + size, y)], False), INK, 0.09)
            continue
        turn = 12 * np.sign(side) if slit else 0
        canvas.fill(ellipse(side, y, size * 1.2, size, -turn), INK)
        canvas.fill(ellipse(side, y, size, size * 0.84, -turn), coat.eye if slit else (92, 60, 40))
        canvas.fill(ellipse(side + look * size * 0.5, y, size * (wide if slit else 0.6), size * 0.8), (12, 10, 12))
        canvas.fill(ellipse(side - size * 0.25, y - size * 0.3, size * 0.22, size * 0.22), WHITE)


def ears(canvas, coat, outline):
    """Two ears: an outline on the right, mirrored on the left, and its pink inside."""
    outline = np.array(outline)
    middle = outline.mean(axis=0) + (0, 0.08)
    for side in (1, -1):
        canvas.fill(outline * (side, 1), coat.mask or coat.fur, 0.2, coat.edge)
        canvas.fill(((outline - middle) * 0.6 + middle) * (side, 1), mix((220, 150, 145), coat.edge, 0.2))


def cat_head(canvas, rng, coat):
    """Pointed ears, a wide face, almond eyes with slits, a small nose and whiskers."""
    tall, wide = rng.uniform(1.25, 1.5), rng.uniform(0.95, 1.1)
    ears(canvas, coat, [(0.22 * wide, -0.7), (0.82 * wide, -tall), (0.98 * wide, -0.1)])
    canvas.fill(smooth(mirrored([(0, -0.8), (0.55 * wide, -0.72), (0.97 * wide, -0.15), (0.98 * wide, 0.3),
                                 (0.6 * wide, 0.72), (0, 0.88)])), coat.fur, 0.25, coat.edge)
    if coat.mask:
        canvas.fill(smooth(mirrored([(0, -0.5), (0.5, -0.1), (0.55, 0.5), (0, 0.85)])), coat.mask)
    eyes(canvas, rng, coat, 0.44 * wide, -0.06, rng.uniform(0.23, 0.29), slit=True)
    for side in (-0.2, 0.2):
        canvas.fill(ellipse(side, 0.48, 0.29, 0.22), coat.mask or coat.chest, 0.12)
    canvas.fill([(-0.15, 0.24), (0.15, 0.24), (0, 0.4)], coat.nose, edge=INK)
    canvas.line([(0, 0.38), (0, 0.52)], INK, 0.05)
    canvas.line(smooth([(-0.28, 0.54), (-0.12, 0.62), (0, 0.52), (0.12, 0.62), (0.28, 0.54)], False), INK, 0.05)
    whiskers = pick(rng, [WHITE, WHITE, coat.edge])
    for side in (-1, 1):
        for end in (0.3, 0.48, 0.66):
            canvas.line([(0.35 * side, 0.46), (1.35 * side, end)], whiskers, 0.025)


def dog_head(canvas, rng, coat):
    """Hanging ears, a long muzzle with a large dark nose, and often a tongue."""
    canvas.fill(smooth(mirrored([(0, -0.85), (0.55, -0.75), (0.8, -0.2), (0.6, 0.5), (0, 0.7)])), coat.fur, 0.25,
                coat.edge)
    droop = rng.uniform(0.3, 0.8)
    for side in (1, -1):
        ear = np.array(smooth([(0.45, -0.82), (0.95, -0.6), (1.15, droop - 0.2), (0.9, droop), (0.68, -0.2)]))
        canvas.fill(ear * (side, 1), coat.points if coat.mask is None else coat.mask, 0.35, coat.edge)
    eyes(canvas, rng, coat, 0.34, -0.25, 0.14, slit=False)
    if rng.rand() < 0.6:
        canvas.fill(smooth([(-0.14, 0.7), (0.14, 0.7), (0.16, 1.1), (-0.12, 1.1)]), (214, 96, 104), 0.2, INK)
    canvas.fill(smooth(mirrored([(0, -0.05), (0.3, 0.1), (0.46, 0.55), (0.25, 0.85), (0, 0.88)])), coat.chest, 0.25,
                coat.edge)
    canvas.fill(ellipse(0, 0.25, 0.23, 0.16), (24, 20, 22))
    canvas.line(smooth([(-0.3, 0.62), (0, 0.68), (0.3, 0.62)], False), INK, 0.05)


def bear_head(canvas, rng, coat):
    """Round ears and a round muzzle."""
    ears(canvas, coat, ellipse(0.68, -0.68, 0.34, 0.34))
    canvas.fill(ellipse(0, 0, 0.98, 0.88), coat.fur, 0.25, coat.edge)
    eyes(canvas, rng, coat, 0.36, -0.15, 0.11, slit=False)
    canvas.fill(ellipse(0, 0.35, 0.42, 0.34), coat.chest, 0.2, coat.edge)
    canvas.fill(ellipse(0, 0.2, 0.17, 0.11), (24, 20, 22))
    canvas.line([(0, 0.25), (0, 0.5)], INK, 0.05)


def rabbit_head(canvas, rng, coat):
    """Long ears, a narrow face, two teeth."""
    lean = rng.uniform(-5, 25)
    ears(canvas, coat, ellipse(0.35 + lean / 60, -1.15, 0.2, 0.72, lean))
    canvas.fill(smooth(mirrored([(0, -0.7), (0.5, -0.55), (0.72, 0.1), (0.55, 0.65), (0, 0.85)])), coat.fur, 0.25,
                coat.edge)
    eyes(canvas, rng, coat, 0.42, -0.08, 0.16, slit=False)
    for side in (-0.17, 0.17):
        canvas.fill(ellipse(side, 0.46, 0.25, 0.2), coat.chest, 0.12)
    canvas.fill(box(-0.1, 0.6, 0.1, 0.82), WHITE, edge=INK)
    canvas.fill(ellipse(0, 0.28, 0.11, 0.08), coat.nose)


CAT = Kind(cat_head, 1.0)
OTHER_ANIMALS = [Kind(dog_head, 0.7), Kind(bear_head, 0.0), Kind(rabbit_head, 0.0)]


# ------------------------------------------------------------------------------------------------------------ poses

def tail(canvas, kind, coat, path, width=0.15):
    """A tail along a path, as much of it as this kind of animal has."""
    path = smooth(path, False)
    path = path[: round(len(path) * kind.tail)]
    if len(path):
        canvas.tube(path, width, coat.mask or coat.fur, 0.2, coat.edge)


def leg(canvas, coat, path, width=0.2):
    """A leg along a path, with a paw at its end."""
    canvas.tube(path, width, coat.fur, 0.2, coat.edge)
    x, y = path[-1]
    canvas.fill(ellipse(x + 0.03, y, width * 0.68, width * 0.45), coat.points, 0.15, coat.edge)


def head_at(canvas, rng, kind, coat, x, y, size):
    """The head, a little turned."""
    with canvas.placed(x, y, size, rng.uniform(-8, 8)):
        kind.head(canvas, rng, coat)


def close_up(canvas, rng, kind, coat):
    """The face, large, above the shoulders."""
    canvas.fill(smooth([(-0.55, 0.4), (0.55, 0.4), (1.05, 1.5), (-1.05, 1.5)]), coat.fur, 0.3, coat.edge)
    canvas.fill(smooth([(-0.3, 0.6), (0.3, 0.6), (0.4, 1.4), (-0.4, 1.4)]), coat.chest)
    head_at(canvas, rng, kind, coat, 0, 0.1, 0.8)


def sitting_front(canvas, rng, kind, coat):
    """Sitting, seen from the front."""
    canvas.shadow(0, 0.95, 0.7, 0.12)
    tail(canvas, kind, coat, [(0.35, 0.85), (0.75, 0.85), (0.85, 0.55), (0.7, rng.uniform(0, 0.5))])
    canvas.fill(smooth(mirrored([(0, -0.3), (0.3, -0.1), (0.42, 0.4), (0.6, 0.8), (0.4, 0.97), (0, 0.97)])), coat.fur,
                0.3, coat.edge)
    canvas.fill(ellipse(0, 0.2, 0.24, 0.36), coat.chest, 0.15)
    for x in (-0.17, 0.17):
        leg(canvas, coat, [(x, 0.3), (x, 0.92)], 0.22)
    head_at(canvas, rng, kind, coat, 0, -0.36, 0.47)


def sitting_side(canvas, rng, kind, coat):
    """Sitting, seen from the side."""
    canvas.shadow(0, 0.93, 0.75, 0.12)
    tail(canvas, kind, coat, [(-0.5, 0.8), (-0.85, 0.7), (-0.95, 0.3), (-0.75, rng.uniform(-0.2, 0.2))])
    leg(canvas, coat, [(0.3, 0.2), (0.36, 0.9)])
    canvas.fill(smooth([(0.15, -0.4), (0.45, 0), (0.4, 0.5), (0.15, 0.92), (-0.5, 0.92), (-0.62, 0.5), (-0.4, 0.05),
                        (-0.15, -0.3)]), coat.fur, 0.3, coat.edge)
    canvas.fill(smooth([(0.3, -0.1), (0.43, 0.1), (0.36, 0.45), (0.22, 0.2)]), coat.chest)
    leg(canvas, coat, [(0.22, 0.2), (0.22, 0.9)])
    canvas.fill(ellipse(-0.25, 0.62, 0.32, 0.3), coat.fur, 0.3, coat.edge)
    canvas.fill(ellipse(0.0, 0.9, 0.22, 0.08), coat.points, 0.15, coat.edge)
    head_at(canvas, rng, kind, coat, 0.18, -0.44, 0.42)


def lying(canvas, rng, kind, coat):
    """Lying with the paws tucked in."""
    canvas.shadow(0, 0.72, 1, 0.15)
    tail(canvas, kind, coat, [(-0.75, 0.45), (-0.95, 0.65), (-0.6, 0.74), (-0.1, 0.7)])
    canvas.fill(smooth([(-0.85, 0.4), (-0.6, -0.1), (0, -0.2), (0.6, -0.05), (0.88, 0.4), (0.7, 0.7), (-0.7, 0.7)]),
                coat.fur, 0.35, coat.edge)
    for x in (0.2, 0.62):
        canvas.fill(ellipse(x, 0.68, 0.19, 0.1), coat.points, 0.15, coat.edge)
    canvas.fill(ellipse(0.4, 0.42, 0.25, 0.2), coat.chest, 0.15)
    head_at(canvas, rng, kind, coat, 0.38, -0.08, 0.46)


def walking(canvas, rng, kind, coat):
    """Walking, the tail up."""
    stride = rng.uniform(0.08, 0.25)
    canvas.shadow(0, 0.85, 0.9, 0.1)
    tail(canvas, kind, coat, [(-0.6, 0.05), (-0.88, -0.1), (-0.9, -0.5), (-0.7, rng.uniform(-0.9, -0.6))], 0.13)
    for x, ahead in [(-0.5, stride), (0.42, -stride), (-0.42, -stride), (0.5, stride)]:
        leg(canvas, coat, [(x, 0.25), (x + ahead, 0.82)], 0.17)
    canvas.fill(smooth([(-0.68, 0.05), (-0.3, -0.1), (0.3, -0.12), (0.62, 0), (0.62, 0.38), (0.1, 0.45), (-0.5, 0.42)]),
                coat.fur, 0.35, coat.edge)
    head_at(canvas, rng, kind, coat, 0.58, -0.25, 0.38)


def stretching(canvas, rng, kind, coat):
    """The chest on the ground, the back in the air."""
    canvas.shadow(0, 0.8, 0.95, 0.1)
    tail(canvas, kind, coat, [(-0.6, -0.35), (-0.8, -0.6), (-0.7, -0.9), (-0.45, -1)], 0.13)
    for x in (-0.65, -0.48):
        leg(canvas, coat, [(x, 0), (x - 0.03, 0.75)], 0.2)
    for y in (0.66, 0.74):
        leg(canvas, coat, [(0.2, 0.5), (0.9, y)], 0.15)
    canvas.fill(smooth([(-0.72, -0.3), (-0.4, -0.45), (0, -0.1), (0.5, 0.3), (0.45, 0.65), (0.1, 0.66), (-0.3, 0.3),
                        (-0.7, 0.2)]), coat.fur, 0.35, coat.edge)
    head_at(canvas, rng, kind, coat, 0.5, 0.2, 0.4)


def curled(canvas, rng, kind, coat):
    """Curled up, the tail around the body."""
    canvas.shadow(0, 0.7, 0.95, 0.2)
    canvas.fill(ellipse(0, 0.25, 0.88, 0.56), coat.fur, 0.35, coat.edge)
    tail(canvas, kind, coat, [(-0.8, 0.3), (-0.7, 0.66), (-0.2, 0.8), (0.3, 0.74)], 0.2)
    head_at(canvas, rng, kind, coat, 0.42, 0.22, 0.44)


POSES = [close_up, sitting_front, close_up, sitting_front, lying, close_up, sitting_side, sitting_front,
         close_up, walking, sitting_front, close_up, curled, stretching]  # faces more often than not, as in photographs
COATS = ["solid", "tabby", "patches", "tabby", "solid", "tuxedo", "siamese"]


# ----------------------------------------------------------------------------------------------------- other things

def house(canvas, rng):
    """Walls, a roof, a door and windows."""
    wall, roof, height = some_colour(rng), some_colour(rng), rng.uniform(-0.4, 0.1)
    edge = mix(wall, INK, 0.6)
    canvas.shadow(0.1, 0.85, 1, 0.1)
    canvas.fill(box(0.35, height - 0.75, 0.55, height), mix(roof, INK, 0.4), edge=edge)
    canvas.fill(box(-0.75, height, 0.75, 0.85), wall, 0.15, edge)
    canvas.fill([(-0.95, height), (0, height - 0.75), (0.95, height)], roof, 0.2, edge)
    canvas.fill(box(-0.15, 0.35, 0.15, 0.85), some_colour(rng), edge=edge)
    for x in (-0.5, 0.5):
        canvas.fill(box(x - 0.15, height + 0.2, x + 0.15, height + 0.5), (190, 214, 226), edge=edge)
        canvas.line([(x, height + 0.2), (x, height + 0.5)], edge, 0.04)


def car(canvas, rng):
    """A car from the side."""
    paint, roof = some_colour(rng), rng.uniform(-0.4, -0.2)
    edge = mix(paint, INK, 0.6)
    canvas.shadow(0, 0.62, 1.05, 0.12)
    canvas.fill(smooth([(-0.6, 0.1), (-0.38, roof), (0.25, roof), (0.6, 0.1)]), paint, 0.2, edge)
    canvas.fill([(-0.45, 0.05), (-0.3, roof + 0.1), (-0.05, roof + 0.1), (-0.05, 0.05)], (176, 204, 220), edge=edge)
    canvas.fill([(0.05, 0.05), (0.05, roof + 0.1), (0.22, roof + 0.1), (0.42, 0.05)], (176, 204, 220), edge=edge)
    canvas.fill(smooth(box(-0.95, 0.1, 0.95, 0.5)), paint, 0.25, edge)
    canvas.fill(ellipse(0.92, 0.22, 0.07, 0.07), (250, 236, 170))
    for x in (-0.55, 0.55):
        canvas.fill(ellipse(x, 0.5, 0.23, 0.23), (36, 36, 40))
        canvas.fill(ellipse(x, 0.5, 0.1, 0.1), (180, 182, 186))


def flower(canvas, rng):
    """Petals around a middle, a stem and two leaves."""
    petal, green, count = some_colour(rng), (78, 128, 60), rng.randint(5, 10)
    canvas.tube(smooth([(0, -0.2), (rng.uniform(-0.1, 0.1), 0.4), (0, 1.2)], False), 0.09, green,
                edge=mix(green, INK, 0.5))
    for x in (-0.28, 0.28):
        canvas.fill(ellipse(x, 0.6, 0.3, 0.1, -x * 100), green, 0.2, mix(green, INK, 0.5))
    with canvas.placed(0, -0.25, rng.uniform(0.8, 1.2), rng.uniform(0, 60)):
        for turn in np.arange(count) * 360 / count:
            with canvas.placed(turn=turn):
                canvas.fill(ellipse(0.42, 0, 0.33, 1.3 / count), petal, 0.15, mix(petal, INK, 0.45))
        canvas.fill(ellipse(0, 0, 0.22, 0.22), pick(rng, [(220, 170, 50), (90, 60, 40), WHITE]), 0.3)


def tree(canvas, rng):
    """A trunk, and a crown of leaves or of needles."""
    green = mix((74, 124, 62), pick(rng, [(190, 120, 50), (40, 80, 60), (150, 170, 70)]), rng.rand())
    canvas.shadow(0, 0.95, 0.6, 0.1)
    canvas.tube([(0, 0), (0, 0.9)], 0.2, (104, 76, 56), 0.3, (60, 44, 34))
    if rng.rand() < 0.4:
        for y in (0.2, -0.15, -0.5):
            canvas.fill([(0, y - 0.55), (0.35 + (y + 0.5) / 2, y + 0.3), (-0.35 - (y + 0.5) / 2, y + 0.3)], green, 0.3,
                        mix(green, INK, 0.5))
        return
    for _ in range(14):
        x, y = rng.uniform(-0.5, 0.5), rng.uniform(-0.8, 0.1)
        canvas.fill(ellipse(x, y, 0.33, 0.28), mix(green, pick(rng, [WHITE, INK]), rng.uniform(0, 0.25)), 0.3)


def hills(canvas, rng):
    """Mountains or hills one behind the other, perhaps a sun."""
    colour = some_colour(rng)
    if rng.rand() < 0.6:
        canvas.fill(ellipse(rng.uniform(-0.7, 0.7), rng.uniform(-0.8, -0.4), 0.2, 0.2), (250, 226, 150))
    for distance in (0.7, 0.4, 0.0):
        x = np.linspace(-2, 2, 9)
        y = rng.uniform(-0.5, 0.2, 9) + 0.6 * (0.7 - distance)
        outline = np.concatenate([smooth(np.stack([x, y], axis=1), False) if distance else np.stack([x, y], axis=1),
                                  [(2, 2), (-2, 2)]])
        canvas.fill(outline, mix(colour, (200, 212, 226), distance), edge=mix(colour, INK, 0.3))


def texture(canvas, rng):
    """No thing at all: blotches, like marble, bark, sand or fur."""
    size = canvas.image.size
    coat = make_coat(canvas, rng, pick(rng, COATS))
    blotches = blend(some_colour(rng), some_colour(rng), clouds(rng, size, rng.randint(4, 20)))
    canvas.image = Image.blend(coat.fur, Image.fromarray(blotches.astype(np.uint8)), rng.uniform(0, 0.9))


def person(canvas, rng):
    """A human face, with hair and shoulders."""
    skin = pick(rng, [(240, 204, 176), (222, 172, 134), (172, 120, 84), (116, 78, 54)])
    hair, edge = pick(rng, [(40, 30, 26), (96, 64, 40), (206, 164, 96), (150, 150, 152)]), mix(skin, INK, 0.6)
    canvas.fill(smooth([(-0.5, 0.75), (0.5, 0.75), (1, 1.5), (-1, 1.5)]), some_colour(rng), 0.3, INK)
    canvas.fill(ellipse(0, -0.15, 0.68, rng.uniform(0.7, 1)), hair, 0.2)
    canvas.tube([(0, 0.4), (0, 0.85)], 0.34, skin, 0.3)
    canvas.fill(smooth(mirrored([(0, -0.62), (0.45, -0.45), (0.52, 0), (0.35, 0.48), (0, 0.66)])), skin, 0.2, edge)
    canvas.fill(smooth([(-0.53, -0.2), (-0.4, -0.72), (0, -0.85), (0.4, -0.72), (0.53, -0.2), (0, -0.5)]), hair)
    for x in (-0.21, 0.21):
        canvas.fill(ellipse(x, -0.08, 0.11, 0.06), WHITE, edge=edge)
        canvas.fill(ellipse(x, -0.08, 0.05, 0.06), (60, 46, 40))
        canvas.line([(x - 0.12, -0.24), (x + 0.12, -0.25)], hair, 0.06)
    canvas.line([(0, -0.02), (0.06, 0.2), (-0.03, 0.2)], edge, 0.04)
    canvas.line(smooth([(-0.2, 0.36), (0, 0.36 + rng.uniform(0, 0.12)), (0.2, 0.36)], False), (176, 76, 76), 0.07)


def fruit(canvas, rng):
    """One to three apples, oranges or pears."""
    for x in [(0,), (-0.4, 0.4), (-0.55, 0, 0.55)][rng.randint(3)]:
        skin = mix(pick(rng, [(200, 60, 50), (226, 140, 50), (150, 180, 70), (226, 196, 80)]), some_colour(rng), 0.2)
        top = pick(rng, [-0.45, -0.45, -0.85])
        canvas.shadow(x + 0.05, 0.55, 0.5, 0.12)
        canvas.fill(smooth([(x, top), (x + 0.3, top), (x + 0.55, 0.1), (x + 0.3, 0.55), (x, 0.5), (x - 0.3, 0.55),
                            (x - 0.55, 0.1), (x - 0.3, top)]), skin, 0.35, mix(skin, INK, 0.5))
        canvas.tube([(x, top + 0.05), (x + 0.06, top - 0.22)], 0.06, (90, 64, 44))
        canvas.fill(ellipse(x + 0.22, top - 0.15, 0.18, 0.08, -25), (96, 150, 70))
        canvas.fill(ellipse(x - 0.22, -0.1, 0.08, 0.14, 20), mix(skin, WHITE, 0.6))


def cup(canvas, rng):
    """A cup with a handle and a band."""
    clay, band = some_colour(rng), some_colour(rng)
    edge = mix(clay, INK, 0.6)
    canvas.shadow(0, 0.72, 0.75, 0.12)
    canvas.tube(ellipse(0.55, 0.05, 0.3, 0.3), 0.13, clay, 0.2, edge)
    canvas.fill([(-0.6, -0.5), (0.6, -0.5), (0.45, 0.7), (-0.45, 0.7)], clay, 0.3, edge)
    canvas.fill([(-0.56, -0.2), (0.56, -0.2), (0.52, 0.1), (-0.52, 0.1)], band)
    canvas.fill(ellipse(0, -0.5, 0.6, 0.16), mix(clay, WHITE, 0.3), edge=edge)
    canvas.fill(ellipse(0, -0.47, 0.48, 0.1), (84, 54, 40))


def bird(canvas, rng):
    """A bird from the side, on its two legs."""
    feather, belly = some_colour(rng), some_colour(rng)
    edge = mix(feather, INK, 0.6)
    for x in (-0.05, 0.12):
        canvas.line([(x, 0.4), (x, 0.85), (x + 0.12, 0.85)], (150, 100, 60), 0.05)
    canvas.fill([(-0.5, 0.1), (-1, rng.uniform(0.1, 0.5)), (-0.9, 0), (-0.5, -0.1)], feather, 0.2, edge)
    canvas.fill(smooth([(0.3, -0.75), (0.62, -0.45), (0.5, 0.2), (0, 0.5), (-0.5, 0.25), (-0.4, -0.1), (0, -0.5)]),
                feather, 0.3, edge)
    canvas.fill(ellipse(0.2, 0.15, 0.28, 0.28), belly, 0.1)
    canvas.fill(smooth([(-0.1, -0.2), (0.15, 0.05), (-0.2, 0.25), (-0.65, 0.25)]), mix(feather, INK, 0.3), 0.2, edge)
    canvas.fill([(0.56, -0.52), (0.92, -0.4), (0.56, -0.3)], (232, 170, 60), edge=INK)
    canvas.fill(ellipse(0.38, -0.48, 0.08, 0.08), (14, 12, 14), edge=WHITE)


def fish(canvas, rng):
    """A fish with stripes."""
    scale, band, height = some_colour(rng), some_colour(rng), rng.uniform(0.35, 0.6)
    edge = mix(scale, INK, 0.6)
    canvas.fill([(-0.5, 0), (-0.98, -0.45), (-0.85, 0), (-0.98, 0.45)], band, 0.2, edge)
    canvas.fill(smooth([(-0.3, -height * 0.7), (0.05, -height - 0.3), (0.4, -height * 0.7)]), band, 0.2, edge)
    canvas.fill(smooth([(-0.65, 0), (-0.1, -height), (0.5, -height * 0.8), (0.9, 0), (0.5, height * 0.8),
                        (-0.1, height)]), scale, 0.3, edge)
    for x in (-0.2, 0.1, 0.38):
        canvas.fill(ellipse(x, 0, 0.07, height * 0.75), band)
    canvas.fill(ellipse(0.64, -0.1, 0.11, 0.11), WHITE, edge=INK)
    canvas.fill(ellipse(0.66, -0.1, 0.06, 0.06), (14, 12, 14))


def owl(canvas, rng):
    """An owl on a branch: feathers in the colours of fur, tufts like ears, and round eyes."""
    coat = make_coat(canvas, rng, pick(rng, ["solid", "tabby", "patches"]))
    for side in (1, -1):
        canvas.fill(np.array([(0.15, -0.7), (0.55, -1), (0.55, -0.45)]) * (side, 1), coat.fur, 0.2, coat.edge)
    canvas.fill(smooth(mirrored([(0, -0.8), (0.52, -0.6), (0.58, 0.2), (0.35, 0.8), (0, 0.9)])), coat.fur, 0.3,
                coat.edge)
    canvas.fill(ellipse(0, 0.3, 0.33, 0.45), coat.chest, 0.2)
    for side in (-1, 1):
        canvas.fill(ellipse(0.5 * side, 0.2, 0.16, 0.48, 8 * side), coat.fur, 0.4, coat.edge)
        canvas.fill(ellipse(0.25 * side, -0.38, 0.25, 0.25), coat.chest, edge=coat.edge)
        canvas.fill(ellipse(0.25 * side, -0.38, 0.16, 0.16), coat.eye, edge=INK)
        canvas.fill(ellipse(0.25 * side, -0.38, 0.08, 0.08), (14, 12, 14))
    canvas.fill([(-0.08, -0.3), (0.08, -0.3), (0, -0.08)], (214, 160, 70), edge=INK)
    canvas.tube([(-1.5, 0.88), (1.5, 0.8)], 0.16, (104, 76, 56), 0.3, INK)


def boat(canvas, rng):
    """A sailing boat on water."""
    hull, sail = some_colour(rng), mix(some_colour(rng), WHITE, 0.5)
    canvas.fill(box(-3, 0.55, 3, 3), mix((60, 110, 150), some_colour(rng), 0.3))
    canvas.line([(0, -0.95), (0, 0.4)], (90, 66, 50), 0.07)
    canvas.fill([(0.06, -0.9), (0.06, 0.25), (0.75, 0.25)], sail, 0.2, INK)
    canvas.fill([(-0.06, -0.7), (-0.06, 0.25), (-0.55, 0.25)], mix(sail, INK, 0.15), 0.2, INK)
    canvas.fill([(-0.85, 0.38), (0.9, 0.38), (0.6, 0.75), (-0.6, 0.75)], hull, 0.3, INK)


OUTDOORS = [meadow, sky, bokeh, plain]
OTHER_THINGS = {  # subject: the backgrounds it may have
    house: OUTDOORS, car: OUTDOORS + [planks], flower: BACKGROUNDS, tree: OUTDOORS, hills: [sky, plain, meadow],
    texture: [plain], person: BACKGROUNDS, fruit: BACKGROUNDS, cup: BACKGROUNDS, bird: BACKGROUNDS, fish: BACKGROUNDS,
    owl: BACKGROUNDS, boat: [sky, plain, bokeh]}


# --------------------------------------------------------------------------------------------- light, whole pictures

def light(image, rng):
    """Light a picture from one side, tint it, cast a soft shadow now and then, and expose it as a camera does."""
    height, width = image.height, image.width
    x, y = np.linspace(-1, 1, width), np.linspace(-1, 1, height)[:, np.newaxis]
    fall = 1 + rng.uniform(-0.2, 0.2) * x + rng.uniform(-0.2, 0.2) * y
    if rng.rand() < 0.25:
        edge = x * rng.uniform(-1, 1) + y + rng.uniform(-0.8, 0.8)
        fall = fall * (1 - 0.3 * np.clip(edge * 3 + 0.5, 0, 1))
    fall = fall * (1.12 - 0.2 * (x**2 + y**2))  # a lens darkens the corners
    lit = np.asarray(image) * fall[..., np.newaxis] * rng.uniform(0.92, 1.08, 3)
    lit = lit * (rng.uniform(*EXPOSURE) / lit.mean()) ** 0.7 + rng.uniform(-2, 2, (height, width, 1))
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def draw_picture(rng, subject, pose=None, size=(NUM_PX, NUM_PX)):
    """Return a picture of an animal of this kind in a pose, or, without a pose, of another thing."""
    canvas = Canvas(*size)
    pick(rng, BACKGROUNDS if pose else OTHER_THINGS[subject])(canvas, rng)
    move, grow = (0.04, (0.97, 1.1)) if pose else (0.2, (0.65, 1.1))
    with canvas.placed(*rng.uniform(-move, move, 2), rng.uniform(*grow), rng.uniform(-4, 4), flip=rng.rand() < 0.5):
        if pose:
            pose(canvas, rng, subject, make_coat(canvas, rng, pick(rng, COATS)))
        else:
            subject(canvas, rng)
    return light(canvas.image.resize(size, Image.Resampling.LANCZOS), rng)


def plan(part):
    """Return (label, subject, pose) for each picture of "train" or "test", in shuffled order."""
    m, cats = PARTS[part]
    things = list(OTHER_THINGS)
    pictures = [(1, CAT, POSES[i % len(POSES)]) for i in range(cats)]
    for i in range(m - cats):  # every fifth is a furry animal
        if i % 5 == 4:
            pictures.append((0, OTHER_ANIMALS[i // 5 % 3], POSES[i // 15 % len(POSES)]))
        else:
            pictures.append((0, things[(i - i // 5) % len(things)], None))
    return [pictures[i] for i in np.random.RandomState([SEED, m]).permutation(m)]


def draw(part, index):
    """Return the label and the pixels (64, 64, 3), uint8, of picture `index` of "train" or "test"."""
    label, subject, pose = plan(part)[index]
    return label, np.asarray(draw_picture(np.random.RandomState([SEED, PARTS[part][0], index]), subject, pose))


def draw_own_picture():
    """Return the picture that lesson 8 asks the model about: a cat, 400 x 300."""
    return draw_picture(np.random.RandomState([SEED, OWN_PICTURE_SEED]), CAT, close_up, OWN_PICTURE_SIZE)


def write_data_set(path):
    """Write drawn.h5, with the names that the article's files use."""
    arrays = {"list_classes": np.array(CLASSES)}
    for part, (m, _) in PARTS.items():
        labels, pictures = zip(*(draw(part, index) for index in range(m)))
        arrays[f"{part}_set_x"], arrays[f"{part}_set_y"] = np.stack(pictures), np.array(labels, dtype=np.int64)
    write_arrays(path, arrays, compression="gzip", compression_opts=9)


def write_own_picture(path):
    """Write my_image.jpg."""
    with write_then_rename(path) as temporary:
        draw_own_picture().save(temporary, "JPEG", quality=92)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    write_data_set(here / "drawn.h5")
    write_own_picture(here.parent / "images" / "my_image.jpg")
