"""Draw the lesson figures: `python images/make_figures.py`.

Every figure is an SVG on its own white card, so that it reads on a light and on a dark page. Its <desc> is the alt
text for the lessons. The same code gives the same bytes, which tests/test_images.py compares.
"""
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from dnn_utils.activations import relu, relu_backward, sigmoid, sigmoid_backward
from dnn_utils.backward import L_model_backward
from dnn_utils.files import write_then_rename
from dnn_utils.forward import L_model_forward
from testCases.by_hand import small_network

BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
GREY, INK, PANEL, WHITE = "#6B7280", "#1F2937", "#F3F4F6", "#FFFFFF"
WIDTH = 900  # pixels, about as wide as a notebook cell
SMALL, NORMAL = 13, 15  # font sizes in pixels
FOLDER = Path(__file__).parent


# Parts: each function returns a piece of SVG.

def number(value):
    """A coordinate to a tenth of a pixel, so that rounding differs on no machine."""
    return f"{round(float(value), 1) + 0:g}"


def element(tag, words="", **values):
    """One SVG element; its attributes are the values that are not None."""
    pairs = [(name.replace("_", "-"), value) for name, value in values.items() if value is not None]
    listed = " ".join(f'{name}="{value if isinstance(value, str) else number(value)}"' for name, value in pairs)
    return f"<{tag} {listed}>{escape(words)}</{tag}>" if words else f"<{tag} {listed}/>"


def text(x, y, words, size=SMALL, bold=False, anchor="middle", fill=INK):
    weight = "bold" if bold else None
    return element("text", words, x=x, y=y, font_size=size, font_weight=weight, text_anchor=anchor, fill=fill)


def lines_of_text(x, y, lines, step=20, **style):
    return "".join(text(x, y + step * i, line, **style) for i, line in enumerate(lines))


def rect(x, y, w, h, fill=PANEL, stroke=INK, width=1.5, dash=None, radius=0):
    return element("rect", x=x, y=y, width=w, height=h, rx=radius or None, fill=fill, stroke=stroke,
                   stroke_width=width, stroke_dasharray=dash)


def box(x, y, w, h, lines, fill=PANEL, stroke=INK, width=1.5, ink=INK):
    """A rounded box with lines of text in its middle, the first one bold."""
    top = y + h / 2 - 9.5 * (len(lines) - 1) + 5
    words = text(x + w / 2, top, lines[0], NORMAL, bold=True, fill=ink)
    words += lines_of_text(x + w / 2, top + 20, lines[1:], step=19, fill=ink)
    return f'<g class="box">{rect(x, y, w, h, fill, stroke, width, radius=8)}{words}</g>'


def group(x, y, w, h):
    """A dashed frame around things that belong together."""
    return rect(x, y, w, h, fill=WHITE, stroke=GREY, dash="6 4", radius=12)


def corners(points):
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def curve(points, stroke=INK, width=1.5, dash=None):
    return element("polyline", points=corners(points), fill="none", stroke=stroke, stroke_width=width,
                   stroke_dasharray=dash)


def arrow(*points, stroke=INK, width=1.8, dash=None):
    """A line through the points with a head at the last."""
    before, tip = np.array(points[-2], float), np.array(points[-1], float)
    along = (tip - before) / np.hypot(*(tip - before))
    across = np.array([-along[1], along[0]])
    neck = tip - 9 * along
    head = corners([tip, neck + 4.5 * across, neck - 4.5 * across])
    return curve([*points[:-1], neck], stroke, width, dash) + element("polygon", points=head, fill=stroke)


def circle(x, y, r, fill=WHITE, stroke=INK, width=1.5):
    return element("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=width)


def cells(x, y, rows, columns, size, fill=lambda i, j: WHITE, dash=None):
    """A matrix of square cells; fill(i, j) is the colour of row i, column j."""
    return "".join(rect(x + size * j, y + size * i, size, size, fill(i, j), width=1, dash=dash)
                   for i in range(rows) for j in range(columns))


def picture(height, title, alt, *parts):
    """A whole figure, `height` pixels high."""
    card = rect(1, 1, WIDTH - 2, height - 2, fill=WHITE, stroke=PANEL, radius=14)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc" '
            f'font-family="Helvetica, Arial, sans-serif">\n<title id="title">{escape(title)}</title>\n'
            f'<desc id="desc">{escape(alt)}</desc>\n' + "\n".join([card, *parts]) + "\n</svg>\n")


# The pipeline of the course

STEPS = {  # the lesson's file name: left, top, width of its box, and the words in it
    "01_initialization": (36, 76, 136, ["1 initialize", "small random W,", "zero b, for", "every layer"]),
    "02_forward": (206, 76, 136, ["2 forward", "(linear → relu)", "× (L − 1), then", "linear → sigmoid"]),
    "03_cost": (376, 76, 136, ["3 cost", "how far is AL", "from the", "labels Y?"]),
    "04_backward": (546, 76, 136, ["4 backward", "dW and db, from", "the last layer", "to the first"]),
    "05_update": (716, 76, 136, ["5 update", "one step of W", "and b against", "dW and db"]),
    "06_two_layer": (52, 322, 236, ["6 two-layer model", "linear → relu →", "linear → sigmoid"]),
    "07_L_layer": (312, 322, 236, ["7 L-layer model", "(linear → relu) × (L − 1)", "→ linear → sigmoid"]),
    "08_analysis": (632, 322, 220, ["8 analysis", "predict, count,", "look at the mistakes"]),
    "09_improve": (632, 480, 220, ["9 improve", "change the training,", "and ask the analysis"]),
}
TALL, LOW = 100, 84  # heights of the boxes of the upper and of the lower rows


def pipeline(here):
    boxes = ""
    for stem, (x, y, w, words) in STEPS.items():
        h = TALL if y == 76 else LOW
        if stem == here:
            boxes += box(x, y, w, h, words, fill=BLUE, width=3.5, ink=WHITE)
            boxes += you_are_here(x + w / 2, y, -1) if h == TALL else you_are_here(x + w / 2, y + h, 1)
        else:
            boxes += box(x, y, w, h, words, stroke=GREY)
    middle = 76 + TALL / 2
    steps = "".join(arrow((x, middle), (x + 34, middle)) for x in (172, 342, 512, 682))
    repeat = arrow((784, 176), (784, 208), (274, 208), (274, 176)) + rect(424, 196, 210, 24, WHITE, stroke="none")
    together = curve([(36, 246), (36, 254), (868, 254), (868, 246)]) + arrow((300, 254), (300, 304))
    alt = (f"Pipeline of the course with the label “you are here” at step {STEPS[here][3][0]}: 1 initialize, then a "
           "loop of 2 forward, 3 cost, 4 backward and 5 update; all five steps together make the models "
           "6 two-layer and 7 L-layer, and 8 analysis looks at their predictions. Then comes the way on: 9 improve.")
    return picture(
        620, f"Pipeline of the course: {STEPS[here][3][0]}", alt, group(190, 58, 678, 178), group(36, 304, 528, 120),
        steps, repeat, text(529, 213, "repeat num_iterations times"), together,
        text(314, 284, "all five steps together make a whole model", anchor="start"),
        arrow((564, 364), (632, 364)), arrow((836, 406), (836, 480)), text(618, 527, "the way on", anchor="end"), boxes)


def you_are_here(x, y, side):
    """A label above (side -1) or below (side 1) the edge y of a box, pointing at it."""
    tip, base = y + 4 * side, y + 14 * side
    pointer = corners([(x, tip), (x - 9, base), (x + 9, base)])
    words = box(x - 62, min(base, base + 28 * side), 124, 28, ["you are here"], fill=INK, ink=WHITE)
    return words + element("polygon", points=pointer, fill=INK)


# The two networks

MIDDLE = 200  # height at which the columns of units are centred


def architecture(layers_dims, name):
    L = len(layers_dims) - 1
    xs = np.linspace(78, 822, L + 3)
    columns = [(x, unit_places(n)) for x, n in zip(xs[1:], layers_dims)]
    parts = [stacked_channels(xs[0]), text(xs[0], 36, "picture", NORMAL, bold=True), text(xs[0], 362, "(64, 64, 3)"),
             arrow((xs[0] + 42, MIDDLE), (xs[1] - 14, MIDDLE)), text((xs[0] + xs[1]) / 2 + 14, MIDDLE - 10, "flatten")]
    parts += [edges(*pair) for pair in zip(columns, columns[1:])]
    for l, (x, places) in enumerate(columns):
        kind = "input" if l == 0 else "sigmoid" if l == L else "relu"
        parts += [unit(x, y, kind) for y in places]
        if layers_dims[l] > 7:
            parts += [circle(x, MIDDLE + dy, 2, fill=INK) for dy in (-8, 0, 8)]
        parts += layer_words(x, l, layers_dims, kind)
    parts += [arrow((xs[-2] + 16, MIDDLE), (xs[-1] - 52, MIDDLE)),
              box(xs[-1] - 52, MIDDLE - 44, 104, 88, [f"A{L} > 0.5?", "yes: cat", "no: non-cat"]),
              text(xs[-1], 36, "prediction", NORMAL, bold=True), text(xs[-1], 362, "p (1, m)")]
    layers = ", ".join(f"layer {l} of {n} {'sigmoid unit' if l == L else 'relu units'} with W{l} ({n}, {n_prev})"
                       for l, (n_prev, n) in enumerate(zip(layers_dims, layers_dims[1:]), start=1))
    alt = (f"{name}: a 64 by 64 by 3 picture is flattened to {layers_dims[0]} numbers, X ({layers_dims[0]}, m); "
           f"{layers}; a result above 0.5 means cat.")
    return picture(424, name, alt, *parts)


def unit_places(n):
    """Heights of the units of a layer of n; of more than seven, the first three and the last three."""
    slots = [-3, -2, -1, 1, 2, 3] if n > 7 else np.arange(n) - (n - 1) / 2
    return [MIDDLE + 38 * slot for slot in slots]


def unit(x, y, kind):
    """A square for a number of the input; a circle with its curve inside for a unit."""
    if kind == "input":
        return rect(x - 12, y - 12, 24, 24)
    if kind == "relu":
        return circle(x, y, 14, stroke=BLUE, width=2.5) + curve([(x - 9, y + 5), (x, y + 5), (x + 8, y - 7)], BLUE, 2.5)
    z = np.linspace(-6, 6, 25)
    bend = zip(x + 1.5 * z, y + 6 - 12 * sigmoid(z)[0])
    return circle(x, y, 14, stroke=VERMILLION, width=2.5) + curve(bend, VERMILLION, 2.5)


def edges(left, right):
    return "".join(curve([(left[0], y), (right[0], end)], GREY, 0.6) for y in left[1] for end in right[1])


def stacked_channels(x):
    sheets = [("B", BLUE, 16), ("G", GREEN, 0), ("R", VERMILLION, -16)]  # from the back to the front
    return "".join(rect(x - 24 + d, MIDDLE - 24 - d, 48, 48, WHITE, colour, 2.5)
                   + text(x + 15 + d, MIDDLE - 10 - d, letter, bold=True) for letter, colour, d in sheets)


def layer_words(x, l, layers_dims, kind):
    if l == 0:
        heading, below, shapes = "input", f"{layers_dims[0]} numbers", [f"X ({layers_dims[0]}, m)"]
    else:
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        heading, below = f"layer {l}", f"linear → {kind}"
        shapes = [f"W{l} ({n}, {n_prev})", f"b{l} ({n}, 1)", f"A{l} ({n}, m)"]
    return [text(x, 36, heading, NORMAL, bold=True), text(x, 56, below), lines_of_text(x, 362, shapes)]


# One layer, and the graph of two

def forward_backward_layer():
    def array(x, y, name, shape):
        return box(x, y, 96, 56, [name, shape], fill=WHITE)

    def to(x, end, y):
        return arrow((x, y), (end, y))

    forward = [text(24, 40, "forward →", NORMAL, bold=True, anchor="start"),
               array(176, 24, "W", "(n, n_prev)"), array(288, 24, "b", "(n, 1)"),
               arrow((224, 80), (224, 116)), arrow((336, 80), (336, 116)),
               array(24, 124, "A_prev", "(n_prev, m)"), to(120, 164, 152),
               box(164, 116, 232, 72, ["linear", "Z = W A_prev + b"]), to(396, 436, 152),
               array(436, 124, "Z", "(n, m)"), to(532, 560, 152),
               box(560, 116, 192, 72, ["activation g", "A = g(Z)"]), to(752, 780, 152),
               array(780, 124, "A", "(n, m)")]
    caches = [arrow((280, 188), (280, 286), stroke=GREY, dash="6 4"),
              arrow((656, 188), (656, 286), stroke=GREY, dash="6 4"),
              lines_of_text(292, 232, ["linear cache", "(A_prev, W, b)"], anchor="start"),
              lines_of_text(668, 232, ["activation cache", "Z"], anchor="start")]
    backward = [text(876, 424, "← backward", NORMAL, bold=True, anchor="end"),
                array(780, 310, "dA", "(n, m)"), to(780, 752, 338),
                box(560, 286, 192, 104, ["activation backward", "dZ = dA × g′(Z)", "entry by entry"]),
                to(560, 532, 338), array(436, 310, "dZ", "(n, m)"), to(436, 396, 338),
                box(164, 286, 232, 104, ["linear backward", "dW = dZ A_prevᵀ / m", "db = row sums of dZ / m",
                                         "dA_prev = Wᵀ dZ"]),
                to(164, 120, 338), array(24, 310, "dA_prev", "(n_prev, m)"),
                arrow((224, 390), (224, 426)), arrow((336, 390), (336, 426)),
                array(176, 426, "dW", "(n, n_prev)"), array(288, 426, "db", "(n, 1)")]
    alt = ("One layer: forward, A_prev (n_prev, m), W (n, n_prev) and b (n, 1) give Z (n, m) and then A (n, m); caches "
           "go down to the backward row, where dA (n, m) gives dZ (n, m) and then dW (n, n_prev), db (n, 1) and "
           "dA_prev (n_prev, m), each with the shape of what it is the gradient of.")
    return picture(506, "One layer, forward and backward", alt, *forward, *caches, *backward)


def computation_graph_two_layer():
    xs, w = [86, 252, 418, 584, 750], 104
    mid = [x + w / 2 for x in xs]
    ahead = ["linear", "relu", "linear", "sigmoid", "cost"]
    parts = [group(74, 20, 294, 392), group(406, 20, 294, 392),
             text(356, 42, "layer 1", NORMAL, bold=True, anchor="end"),
             text(688, 42, "layer 2", NORMAL, bold=True, anchor="end")]
    for middle, words in zip([mid[0], mid[2], mid[4]], ["W1, b1", "W2, b2", "labels Y"]):
        parts += [text(middle, 58, words), arrow((middle, 66), (middle, 96))]
    for x, above, below, name in zip(xs, ["X", "Z1", "A1", "Z2", "A2"], ["dA1", "dZ1", "dA2", "dZ2", "dA"], ahead):
        parts += [arrow((x - 62, 121), (x, 121)), text(x - 33, 111, above, bold=True), box(x, 96, w, 50, [name]),
                  arrow((x, 291), (x - 62, 291)), text(x - 33, 281, below, bold=True)]
    parts += [box(x, 262, w, 58, [name, "backward"]) for x, name in zip(xs, ahead[:4])]
    parts += [box(xs[4], 262, w, 58, ["slope", "of the cost"])]
    for middle, cached in zip(mid, ["(X, W1, b1)", "Z1", "(A1, W2, b2)", "Z2"]):
        parts += [arrow((middle, 146), (middle, 262), stroke=GREY, dash="6 4"),
                  lines_of_text(middle + 8, 199, ["cache", cached], anchor="start")]
    parts += [arrow((mid[4], 146), (mid[4], 262), stroke=GREY, dash="6 4"),
              text(mid[4] + 8, 209, "A2, Y", anchor="start")]
    for l, middle in [(1, mid[0]), (2, mid[2])]:
        parts += [arrow((middle, 320), (middle, 352)),
                  lines_of_text(middle, 372, [f'grads["dW{l}"]', f'grads["db{l}"]'], step=22)]
    parts += [curve([(x, 297), (x, 436)], GREY, dash="2 3") for x in (44, 387)]
    parts += [curve([(716, 297), (716, 424), (782, 424), (782, 436)], GREY, dash="2 3")]
    for x, l, source in [(20, 1, "X"), (352, 2, "A1")]:
        words = [f'grads["dA{l}"]', f"gradient with respect to {source},", f"the INPUT of layer {l}",
                 f"(later editions call it dA{l - 1})"]
        parts += [box(x, 436, 316, 92, words, WHITE)]
    parts += [box(684, 436, 196, 92, ["dA", "= −Y / A2", "+ (1 − Y) / (1 − A2),", "not kept in grads"], WHITE)]
    alt = ("Computation graph: forward from X through linear, relu, linear and sigmoid to the cost; backward in "
           "reverse order, each step reading the cache of its forward step; grads holds dW1, db1, dW2, db2 and the "
           "gradients dA2 with respect to A1, the input of layer 2, and dA1 with respect to X, the input of layer 1.")
    return picture(548, "Two layers as a computation graph", alt, *parts)


# Plots

def plot_area(left, top, w, h, xlim, ylim):
    """A function from data to pixels, for numbers or arrays."""
    def place(x, y):
        return left + w * (x - xlim[0]) / (xlim[1] - xlim[0]), top + h * (ylim[1] - y) / (ylim[1] - ylim[0])
    return place


def axes(place, xticks, yticks, xlabel):
    """A horizontal axis at y = 0 and a vertical one at the first x tick, with their numbers."""
    parts = [curve([place(xticks[0], 0), place(xticks[-1], 0)], GREY)]
    parts += [curve([place(xticks[0], 0), place(xticks[0], yticks[-1])], GREY)]
    for x in xticks:
        px, py = place(x, 0)
        parts += [curve([(px, py), (px, py + 5)], GREY), text(px, py + 21, f"{x:g}".replace("-", "−"))]
    for y in yticks:
        px, py = place(xticks[0], y)
        parts += [curve([(px - 5, py), (px, py)], GREY), text(px - 10, py + 5, f"{y:g}", anchor="end")]
    centre, bottom = place((xticks[0] + xticks[-1]) / 2, 0)
    return "".join([*parts, text(centre, bottom + 42, xlabel)])


def drawn_line(place, x, y, **style):
    return curve(zip(*place(x, y)), **style)


def slope(backward, z):
    return backward(np.ones((1, len(z))), z[np.newaxis])[0]


def sigmoid_relu():
    z = np.linspace(-6, 6, 121)
    value, dashed = {"stroke": BLUE, "width": 3}, {"stroke": VERMILLION, "width": 3, "dash": "9 5"}
    left, right = plot_area(70, 66, 350, 250, (-6, 6), (0, 1)), plot_area(510, 66, 350, 250, (-6, 6), (0, 6))
    below, above = z[z <= 0], z[z > 0]
    top = slope(sigmoid_backward, np.zeros(1))[0]
    parts = [text(245, 40, "sigmoid", NORMAL, bold=True), text(685, 40, "relu", NORMAL, bold=True),
             axes(left, [-6, -3, 0, 3, 6], [0, 0.25, 0.5, 0.75, 1], "Z"),
             axes(right, [-6, -3, 0, 3, 6], [0, 1, 2, 3, 4, 5, 6], "Z"),
             drawn_line(left, z, sigmoid(z)[0], **value),
             drawn_line(left, z, slope(sigmoid_backward, z), **dashed),
             drawn_line(right, z, relu(z)[0], **value),
             drawn_line(right, below, slope(relu_backward, below), **dashed),
             drawn_line(right, above, slope(relu_backward, above), **dashed),
             circle(*right(0, 0), 5, VERMILLION, VERMILLION), circle(*right(0, 1), 5, WHITE, VERMILLION, 2.5),
             text(*left(1.2, 0.62), "A = 1 / (1 + exp(−Z))", NORMAL, anchor="start"),
             lines_of_text(*left(1.9, 0.36), ["slope A (1 − A),", f"at most {top:g}"], anchor="start"),
             text(*right(2.4, 3.3), "A = max(0, Z)", NORMAL, anchor="end"),
             text(*right(6, 0.4), "slope: 1 where Z > 0", anchor="end"),
             text(*right(-5.6, 0.4), "slope: 0 where Z ≤ 0", anchor="start"),
             curve([(330, 395), (370, 395)], **value), text(378, 400, "A", anchor="start"),
             curve([(430, 395), (474, 395)], **dashed), text(482, 400, "slope dA/dZ", anchor="start")]
    alt = (f"Two plots: sigmoid rises from 0 to 1, and its dashed slope is a hill of height {top:g} at Z = 0; relu is "
           "0 up to Z = 0 and equal to Z above it, and its dashed slope is 0 up to and at Z = 0 and 1 above it.")
    return picture(420, "Sigmoid and relu, and their slopes", alt, *parts)


def gradient_descent():
    steps, start = 5, -1.5
    panels = [("too small", 0.05, 14, 0, "start"), ("good", 0.3, 0, -16, "middle"), ("too large", 1.05, 2, -18, "end")]
    w = np.linspace(-2.5, 2.5, 101)
    parts, ends = [], []
    for left, (name, rate, dx, dy, anchor) in zip([40, 325, 610], panels):
        place = plot_area(left, 90, 250, 230, (w[0], w[-1]), (0, w[0] ** 2))
        path = [start]
        for _ in range(steps):
            path.append(path[-1] - rate * 2 * path[-1])  # the slope of w ** 2 is 2 w
        points = [place(value, value ** 2) for value in path]
        x, y = points[-1]
        parts += [text(left + 125, 50, f"{name}: learning rate {rate:g}", NORMAL, bold=True),
                  curve([(left, 320), (left + 250, 320)], GREY), text(left + 125, 344, "parameter w"),
                  drawn_line(place, w, w ** 2, stroke=BLUE, width=2.5),
                  *(curve(pair, VERMILLION, 2) for pair in zip(points, points[1:])),
                  *(circle(*point, 4, WHITE, VERMILLION, 2) for point in points[:-1]),
                  circle(x, y, 6, VERMILLION, VERMILLION), text(x + dx, y + dy, f"step {steps}", anchor=anchor),
                  text(points[0][0] - 10, points[0][1] + 5, "start", anchor="end")]
        ends.append(f"{path[-1] ** 2:.2f}")
    parts.append(text(450, 380, f"curve: cost J(w) = w²; open circles: the start and steps 1 to {steps - 1}; "
                                f"filled circle: step {steps}"))
    alt = (f"Three plots of the cost w² with {steps} steps of gradient descent from a cost of {start ** 2:.2f}: a too "
           f"small learning rate creeps to {ends[0]}, a good one reaches {ends[1]}, and a too large one jumps from "
           f"side to side up to {ends[2]}.")
    return picture(406, "Gradient descent with three learning rates", alt, *parts)


# Arrays

def broadcast_bias():
    n, n_prev, m, i, j, size, top = 3, 4, 5, 1, 2, 32, 110
    low = top + (n_prev - n) * size / 2  # arrays of n rows are centred on those of n_prev rows
    line = top + n_prev * size / 2 + 8
    bottom = top + n_prev * size
    parts = [cells(44, low, n, n_prev, size, lambda row, _: BLUE if row == i else WHITE),
             cells(220, top, n_prev, m, size, lambda _, column: ORANGE if column == j else WHITE),
             cells(428, low, n, 1, size, lambda row, _: GREEN if row == i else WHITE),
             cells(460, low, n, m - 1, size, dash="3 3"),
             cells(668, low, n, m, size), rect(668 + j * size, low + i * size, size, size, INK, INK),
             *(text(x, line, sign, 24, bold=True) for x, sign in [(196, "@"), (404, "+"), (644, "=")])]
    for x, name, shape in [(108, "W", "(n, n_prev)"), (300, "A_prev", "(n_prev, m)"), (444, "b", "(n, 1)"),
                           (748, "Z", "(n, m)")]:
        parts += [text(x, 44, name, NORMAL, bold=True), text(x, 64, shape)]
    parts += [arrow((464, 94), (616, 94), stroke=GREY), text(546, 86, "repeated along the columns"),
              text(108, bottom + 30, f"row {i}"), text(300, bottom + 30, f"column {j}"),
              text(444, bottom + 30, f"b[{i}, 0]"), text(748, bottom + 30, f"Z[{i}, {j}]"),
              text(450, bottom + 74, f"Z[{i}, {j}] = row {i} of W times column {j} of A_prev, plus b[{i}, 0]", NORMAL)]
    alt = ("Matrices as blocks: W (n, n_prev) times A_prev (n_prev, m), plus the column b (n, 1), which is repeated "
           f"along the m columns, gives Z (n, m); row {i} of W, column {j} of A_prev and b[{i}, 0] are filled, and so "
           f"is the number Z[{i}, {j}] that they make.")
    return picture(336, "A bias is added to every column", alt, *parts)


CAT = ["........", ".o....o.", ".oo..oo.", ".oooooo.", ".okooko.", ".oovvoo.", "..oooo..", "........"]


def flatten_picture():
    colours = {".": PANEL, "o": ORANGE, "k": INK, "v": VERMILLION}
    parts = [cells(40, 106, 8, 8, 26, lambda i, j: colours[CAT[i][j]]),
             rect(40, 106, 26, 26, "none", BLUE, 4), rect(66, 106, 26, 26, "none", BLUE, 4),
             text(144, 44, "a picture", NORMAL, bold=True), text(144, 64, "(64, 64, 3)"),
             text(144, 346, "8 × 8 pixels stand for 64 × 64"),
             arrow((66, 104), (66, 86), (428, 86), (428, 106), stroke=BLUE),
             lines_of_text(302, 186, ["row by row,", "R, G, B of", "each pixel,", "÷ 255"]),
             text(428, 44, "a column", NORMAL, bold=True), text(428, 64, "(12288, 1)")]
    letters = {"R": VERMILLION, "G": GREEN, "B": BLUE}
    for first, top, pixel in [(0, 106, "pixel (0, 0)"), (3, 178, "pixel (0, 1)"), (12285, 274, "pixel (63, 63)")]:
        for k, (letter, colour) in enumerate(letters.items()):
            y = top + 24 * k
            parts += [rect(408, y, 40, 24, WHITE, colour, 2), text(428, y + 17, letter, bold=True),
                      text(400, y + 17, str(first + k), anchor="end")]
        parts += [curve([(456, top + 3), (462, top + 3), (462, top + 69), (456, top + 69)], GREY),
                  text(470, top + 41, pixel, anchor="start")]
    parts += [circle(428, y, 2, INK) for y in (256, 262, 268)]
    for k, words in [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (5, "m − 1")]:
        x = 632 + 38 * k
        parts += [text(x + 15, 94, words), rect(x, 106, 30, 240, BLUE if k == 0 else WHITE)]
    parts += [circle(799 + 8 * k, 226, 2, INK) for k in (-1, 0, 1)]
    parts += [arrow((580, 226), (626, 226)), text(742, 44, "all pictures, X", NORMAL, bold=True),
              text(742, 64, "(12288, m): one picture a column")]
    alt = ("A (64, 64, 3) picture is unrolled row by row, the red, green and blue of pixel (0, 0) first and those of "
           "pixel (63, 63) last, and divided by 255 into a column of 12288 numbers; m such columns side by side are "
           "X (12288, m), and this picture is column 0.")
    return picture(376, "A picture becomes a column", alt, *parts)


def gram_insight():
    long, short, left = 520, 44, 64  # lengths in pixels that stand for 12288 and for 209, and where W1 begins
    blocks = [(left, 106, long, 24, BLUE, "W1"), (left + long + 40, 62, short, 290, ORANGE, "X")]
    parts = [rect(x, y, w, h, colour, INK) for x, y, w, h, colour, _ in blocks]
    parts += [text(left, 44, "plain: in every iteration, twice", NORMAL, bold=True, anchor="start"),
              text(left + long / 2, 96, "W1 (20, 12288)"), text(left + long + 20, 124, "@", 20, bold=True),
              text(left + long + 40 + short / 2, 372, "X (12288, 209)"),
              text(left + long + 108, 124, "=", 20, bold=True), rect(left + long + 132, 106, short, 24, GREEN, INK),
              text(left + long + 132 + short / 2, 96, "W1 X (20, 209)"),
              text(left, 164, "and dZ1 @ X.T = dW1, as large as W1", anchor="start"),
              curve([(left, 206), (left + long, 206)], GREY, dash="6 4"),
              text(left, 244, "Gram: in every iteration, once", NORMAL, bold=True, anchor="start"),
              rect(left, 296, short, 24, VERMILLION, INK), text(left + short / 2, 286, "dZ1 (20, 209)"),
              text(left + 70, 314, "@", 20, bold=True), rect(left + 110, 286, short, short, INK, INK),
              text(left + 250, 300, "X.T X (209, 209),", anchor="middle"),
              text(left + 250, 320, "computed before the loop"), text(left + 350, 314, "=", 20, bold=True),
              rect(left + 400, 296, short, 24, GREEN, INK), text(left + 422, 286, "step of W1 X"),
              text(left, 372, "W1 itself is recovered after the last iteration.", anchor="start")]
    alt = ("Two ways to keep W1 X, of shape (20, 209), up to date. Plain: multiply the long W1 (20, 12288) with the "
           "tall X (12288, 209), and dZ1 with X.T, in every iteration. Gram: multiply the small dZ1 (20, 209) with the "
           "small X.T X (209, 209), which is computed once before the loop; W1 is recovered after it.")
    return picture(396, "What an iteration has to multiply", alt, *parts)


# One unit, a layer, a network

def unit_layer_network():
    """Three panels, each with three numbers coming in from the left."""
    def inputs(x, names=False):
        return "".join(unit(x, y, "input") + (text(x - 30, y + 5, f"x{k}") if names else "")
                       for k, y in enumerate(rows, 1))

    rows = [150, 220, 290]
    one, layer, network = 60, 440, 650  # where the numbers of each panel stand
    parts = [text(170, 44, "one unit", NORMAL, bold=True), text(490, 44, "a layer", NORMAL, bold=True),
             text(745, 44, "a network", NORMAL, bold=True),
             *(edges((one, [y]), (230, [220])) for y in rows), inputs(one, names=True)]
    for k, y in enumerate(rows, 1):
        parts += [rect(118, y + (220 - y) * 0.42 - 13, 32, 20, WHITE, stroke="none"),
                  text(134, y + (220 - y) * 0.42 + 2, f"w{k}")]
    parts += [unit(230, 220, "relu"), arrow((246, 220), (300, 220)), text(318, 225, "a"),
              arrow((230, 160), (230, 204)), text(230, 152, "bias b"),
              lines_of_text(190, 350, ["weigh, add up, add the bias:", "z = w1 x1 + w2 x2 + w3 x3 + b,",
                                       "then bend: a = relu(z)"]),
              edges((layer, rows), (540, rows)), inputs(layer), *(unit(540, y, "relu") for y in rows),
              lines_of_text(490, 350, ["units side by side:", "each has weights", "and a bias of its own"]),
              edges((network, rows), (745, rows)), edges((745, rows), (840, [220])), inputs(network),
              *(unit(745, y, "relu") for y in rows), unit(840, 220, "sigmoid"),
              lines_of_text(745, 350, ["layers one after the other:", "what one layer gives,", "the next one reads"])]
    alt = ("Three drawings with three numbers coming in from the left. One unit: a circle with a line to each number, "
           "named w1, w2 and w3, and a bias b; it gives a = relu(w1 x1 + w2 x2 + w3 x3 + b). A layer: three such "
           "circles side by side, each with a line to every number. A network: that layer, and after it one sigmoid "
           "unit with a line to each of the three circles.")
    return picture(424, "One unit, a layer, a network", alt, *parts)


def small_network_by_hand():
    """Lesson 4's network of 2, 2 and 1 units: every number of the way forward and back, but for the last five."""
    X, Y, parameters = small_network()
    AL, caches = L_model_forward(X, parameters)
    grads = L_model_backward(AL, Y, caches)
    (_, W1, b1), Z1 = caches[0]
    (A1, W2, b2), Z2 = caches[1]
    dZ2, dZ1 = AL - Y, relu_backward(grads["dA2"], Z1)
    rows, middle = [130, 350], 240

    def says(value):
        return f"{round(float(value), 2) + 0:.2f}".replace("-", "−")

    def on_line(start, end, share, lines):
        """Words on a line, on white: black what goes forward, and below it what comes back."""
        x, y = (start[i] + share * (end[i] - start[i]) for i in (0, 1))
        return (rect(x - 43, y - 17, 86, 38, WHITE, stroke="none") + text(x, y - 3, lines[0])
                + text(x, y + 15, lines[1], bold=True, fill=INK))

    parts = []
    for k, y in enumerate(rows):
        for j, end in enumerate(rows):
            line = (150, y), (330, end)
            parts += [curve(line, GREY), on_line(*line, 0.3 if k != j else 0.5, [f"w = {says(W1[j, k])}", "slope ?"])]
        line = (510, y), (640, middle)
        words = [f"w = {says(W2[0, k])}", f"slope {says(grads['dW2'][0, k])}"]
        parts += [curve(line, GREY), on_line(*line, 0.5, words)]
    for k, y in enumerate(rows):
        parts += [box(50, y - 28, 100, 56, [f"x{k + 1}", says(X[k, 0])], WHITE),
                  box(330, y - 62, 180, 124, [f"hidden unit {k + 1}, relu", f"b = {says(b1[k, 0])}",
                                              f"z = {says(Z1[k, 0])}, a = {says(A1[k, 0])}",
                                              f"slope at a: {says(grads['dA2'][k, 0])}",
                                              f"at z: {says(dZ1[k, 0])}, at b: "
                                              + (says(grads['db1'][k, 0]) if k == 0 else "?")], WHITE, BLUE)]
    parts += [box(640, middle - 62, 180, 124, ["output unit, sigmoid", f"b = {says(b2[0, 0])}",
                                               f"z = {says(Z2[0, 0])}, a = {says(AL[0, 0])}",
                                               f"slope at z: {says(dZ2[0, 0])}",
                                               f"at b: {says(grads['db2'][0, 0])}"], WHITE, VERMILLION),
              arrow((730, 302), (730, 346)),
              box(640, 348, 180, 60, [f"label y = {int(Y[0, 0])}", f"loss {float(-np.log(AL[0, 0])):.4f}"], PANEL),
              text(100, 44, "forward →", NORMAL, bold=True), text(730, 44, "← backward", NORMAL, bold=True)]
    alt = (f"Two numbers, {says(X[0, 0])} and {says(X[1, 0])}, go to two hidden units, and these to one output unit. "
           f"Hidden unit 1 has the weights {says(W1[0, 0])} and {says(W1[0, 1])}, bias {says(b1[0, 0])}, z "
           f"{says(Z1[0, 0])}, a {says(A1[0, 0])}; "
           f"hidden unit 2 has {says(W1[1, 0])} and {says(W1[1, 1])}, bias {says(b1[1, 0])}, z "
           f"{says(Z1[1, 0])}, a {says(A1[1, 0])}. The output unit has {says(W2[0, 0])} and {says(W2[0, 1])}, bias "
           f"{says(b2[0, 0])}, z {says(Z2[0, 0])}, a {says(AL[0, 0])}. Going back, the slope at its z is "
           f"{says(dZ2[0, 0])}, at its weights {says(grads['dW2'][0, 0])} and {says(grads['dW2'][0, 1])}, at its bias "
           f"{says(grads['db2'][0, 0])}; the slopes at the hidden units' z are {says(dZ1[0, 0])} and "
           f"{says(dZ1[1, 0])}, "
           f"and at the first one's bias {says(grads['db1'][0, 0])}. Five are left open: those at the four weights of "
           "the hidden units, and at the second one's bias.")
    return picture(448, "A network of 2, 2 and 1 units, with every number", alt, *parts)


def all_figures():
    """Every figure: file name -> SVG."""
    figures = {f"pipeline_{stem}.svg": pipeline(stem) for stem in STEPS}
    figures["two_layer_architecture.svg"] = architecture([12288, 7, 1], "The two-layer network")
    figures["L_layer_architecture.svg"] = architecture([12288, 20, 7, 5, 1], "The L-layer network, here with L = 4")
    for draw in (forward_backward_layer, computation_graph_two_layer, sigmoid_relu, broadcast_bias, gradient_descent,
                 flatten_picture, gram_insight, unit_layer_network, small_network_by_hand):
        figures[f"{draw.__name__}.svg"] = draw()
    return figures


def main():
    for name, svg in all_figures().items():
        with write_then_rename(FOLDER / name) as temporary:
            temporary.write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
