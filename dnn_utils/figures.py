"""What every figure of the course is made of: the colours, the style, and a sentence that says what it shows.

A figure looks the same whatever matplotlib's settings (rcParams) are in the session, and leaves them as they are. It
reads on a light and on a dark page: as PNG by colours that stand out from both, with nothing behind them; as SVG, which
a browser tells of the page, by the page's own.
"""
import base64
import html
import io
import textwrap

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dnn_utils.files import in_learners_folder
from dnn_utils.palette import INK, PAGES

__all__ = ["CourseFigure"]

own_style = style.context(["default", {
    "font.size": 11, "axes.titlesize": 12, "figure.titlesize": 12, "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": INK, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.facecolor": "none", "hatch.linewidth": 0.8, "lines.linewidth": 2, "lines.markersize": 6,
    "svg.hashsalt": "course"}])  # without which an SVG's ids, and so its bytes, would differ each time
THEME = "<style>svg {{ color: {}; background: {} }} @media (prefers-color-scheme: dark) {{ svg {{ color: {}; " \
        "background: {} }} }}</style>".format(*PAGES["light"], *PAGES["dark"])


class CourseFigure(Figure):
    """A figure with a sentence for whoever does not see it; made without pyplot, so no setting changes.

    In a notebook it is shown as PNG. The sentence stands in the output's text, where nbval compares it, and in its
    metadata. In a learner's folder it is shown as HTML, too, whose <img> has the sentence as alt text: JupyterLab 4.6
    and nbconvert 7.17 take none from metadata. The course's own notebooks do without, since nbval would compare the
    picture's bytes, which differ between machines.
    """

    def __init__(self, width, height):
        super().__init__(figsize=(width, height), dpi=100, facecolor="none", layout="constrained")
        FigureCanvasAgg(self)
        self.alt = ""

    @own_style
    def savefig(self, *args, **kwargs):
        """Write the figure to a file, in the course's style."""
        super().savefig(*args, **kwargs)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": self._saved("png"), "text/plain": self.alt}
        if in_learners_folder():
            data["text/html"] = img(self.themed(), self.alt, "svg+xml")
        return data, {"image/png": {"alt": self.alt}}

    def themed(self):
        """Return the bytes of an SVG whose ink and ground are a light page's, or a dark one's where the page is."""
        before, defs, after = self._saved("svg").decode().replace(INK, "currentColor").partition("<defs>")
        return (before + THEME + defs + after).encode()

    def _saved(self, kind):
        file = io.BytesIO()
        self.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else None)
        return file.getvalue()


def words(text, width, lines=3):
    """Return a text in short lines, cut off with ... where it is too long; a $ is no sign of a formula here."""
    return textwrap.fill(str(text), width, max_lines=lines, placeholder=" ...").replace("$", r"\$")


def img(picture, alt, kind="png"):
    """Return an <img> that holds the picture itself, bytes of this kind, and a sentence for whoever does not see it."""
    return (f'<img alt="{html.escape(alt)}" style="max-width: 100%; height: auto" '
            f'src="data:image/{kind};base64,{base64.b64encode(picture).decode()}">')
