"""What every figure of the course is made of: the colours, the style, and a sentence that says what it shows.

A figure looks the same whatever matplotlib's settings (rcParams) are in the session, and leaves them as they are.
"""
import base64
import html
import io

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dnn_utils.files import in_learners_folder
from dnn_utils.palette import INK

__all__ = ["CourseFigure"]

own_style = style.context(["default", {
    "font.size": 11, "axes.titlesize": 12, "figure.titlesize": 12, "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": INK, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK,
    "ytick.color": INK, "hatch.linewidth": 0.8, "lines.linewidth": 2, "lines.markersize": 6}])


class CourseFigure(Figure):
    """A figure with a sentence for whoever does not see it; made without pyplot, so no setting changes.

    In a notebook it is shown as PNG. The sentence stands in the output's text, where nbval compares it, and in its
    metadata. In a learner's folder it is shown as HTML, too, whose <img> has the sentence as alt text: JupyterLab 4.6
    and nbconvert 7.17 take none from metadata. The course's own notebooks do without, since nbval would compare the
    picture's bytes, which differ between machines.
    """

    def __init__(self, width, height):
        super().__init__(figsize=(width, height), dpi=100, facecolor="white", layout="constrained")
        FigureCanvasAgg(self)
        self.alt = ""

    @own_style
    def savefig(self, *args, **kwargs):
        """Write the figure to a file, in the course's style."""
        super().savefig(*args, **kwargs)

    def _repr_mimebundle_(self, include=None, exclude=None):
        file = io.BytesIO()
        self.savefig(file, format="png")
        data = {"image/png": file.getvalue(), "text/plain": self.alt}
        if in_learners_folder():
            data["text/html"] = f'<img alt="{html.escape(self.alt)}" src="{data_url(file.getvalue())}">'
        return data, {"image/png": {"alt": self.alt}}


def data_url(png):
    """Return the bytes of a PNG as an address that holds the picture itself."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
