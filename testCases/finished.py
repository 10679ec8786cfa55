"""The page at the end of the course: what a learner built, how large it is, what its accuracy is worth, what is next.

It is shown when the last point is earned, and kept in the learner's folder as finished.html: one file, without scripts,
that needs no network.
"""
import html
import re
from base64 import b64encode
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dnn_utils.display import shown_as_text
from dnn_utils.files import here, is_learners_folder, write_then_rename
from testCases.exercises import EXERCISES
from testCases.hints import looked_up
from testCases.messages import messages_of
from testCases.panel import link, panel
from testCases.progress import points_so_far
from testCases.report import number

__all__ = ["PAGE", "Finished", "Network", "finished", "is_finished"]

PAGE = "finished.html"
LAST = "08_analysis"  # the lesson with which the hundred points end
TRAININGS = ("L_layer", "analysis")  # of lesson 7, and the same again in lesson 8: names that watch_training keeps
DRAWN_AS = (12288, 20, 7, 5, 1), Path("images") / "L_layer_architecture.svg"
STYLE = """
:root { color-scheme: light dark; font-family: sans-serif; line-height: 1.5; }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.3rem 0.8rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
code { overflow-wrap: anywhere; }
"""


class Network(NamedTuple):
    """A trained network that a learner's folder keeps: the sizes of its layers, the number of its weights and biases,
    its iterations, how many of m test pictures it is right about, and the interval of its accuracy."""

    sizes: tuple
    parameters: int
    iterations: int
    right: int
    m: int
    low: float
    high: float


@shown_as_text
class Finished(NamedTuple):
    """What was built, {lesson: names}, the solutions that were looked up, the network that is kept, or None, and the
    notebooks of lessons after these; text, panel and page say the same."""

    built: dict
    looked_up: tuple
    network: Network | None
    more_lessons: tuple = ()

    def headline(self):
        points = number(sum(e.points for e in EXERCISES if e.lesson in self.built))
        return say("headline", points=points, max_points=points)

    def sections(self, link=str):
        """Return (heading, lines) of what stands below the table; `link` makes a link of a notebook's name."""
        lesson = link(f"{LAST}.ipynb")
        more = ", ".join(map(link, self.more_lessons))
        following = [say("more_lessons", notebooks=more)] if more else []
        following += [say("questions", notebook=lesson), say("own_picture", notebook=lesson),
                      say("article", notebook=link("appendix_article.ipynb"))]
        if self.network is None:
            about = [(say("size"), [say("no_training", notebook=link("07_L_layer.ipynb"))])]
        else:
            n = self.network
            *layers, last = map("{:,}".format, n.sizes[1:])
            sizes = say("sizes", first=n.sizes[0], parameters=n.parameters, layers=", ".join(layers) + f" and {last}")
            right = say("right", share=n.right / n.m, **n._asdict())
            about = [(say("size"), [sizes]), (say("accuracy"), [right, say("luck")])]
        return [*about, (say("next"), following)]

    def notes(self):
        return [say("looked_up", names=", ".join(self.looked_up))] if self.looked_up else []

    def rows(self):
        """Return (lesson, its name, names of its functions) for every lesson."""
        return [(lesson, say("lesson_name", number=int(lesson[:2])), names) for lesson, names in self.built.items()]

    def __str__(self):
        width = max(len(name) for _, name, _ in self.rows())
        lines = [self.headline(), *(f"  {name:{width}}  {', '.join(names)}" for _, name, names in self.rows())]
        for heading, said in self.sections():
            lines += [heading, *(f"  {line}" for line in said)]
        return "\n".join([*lines, *self.notes(), say("kept", page=PAGE)])

    def _repr_html_(self):
        closing = [line for heading, said in self.sections(link) for line in [f"<strong>{heading}</strong>", *said]]
        return panel(say("panel"), [self.headline()], [say("lesson"), say("functions")], self.table(),
                     [*closing, *map(html.escape, self.notes()), say("kept", page=link(PAGE))])

    def table(self):
        """Return the rows in HTML."""
        return [(link(f"{lesson}.ipynb", name), ", ".join(f"<code>{html.escape(each)}</code>" for each in names))
                for lesson, name, names in self.rows()]

    def page(self, picture=b""):
        """Return the page as HTML; `picture` is the drawing of the network, in SVG."""
        drawn = f'<p><img src="data:image/svg+xml;base64,{b64encode(picture).decode()}" alt="{say("picture")}"></p>'
        rows = "".join(f'<tr><th scope="row">{first}</th><td>{second}</td></tr>' for first, second in self.table())
        parts = [f"<h1>{html.escape(self.headline())}</h1>", f"<h2>{say('built')}</h2>",
                 f'<table><thead><tr><th scope="col">{say("lesson")}</th><th scope="col">{say("functions")}</th></tr>'
                 f"</thead><tbody>{rows}</tbody></table>", *(f"<p>{html.escape(note)}</p>" for note in self.notes())]
        for place, (heading, said) in enumerate(self.sections(link)):
            parts += [f"<h2>{heading}</h2>", *(f"<p>{line}</p>" for line in said)]
            parts += [drawn] if picture and place == 0 and self.network else []
        return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                f'<meta name="viewport" content="width=device-width">\n<title>{html.escape(self.headline())}</title>\n'
                f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(parts) +
                "\n</main>\n</body>\n</html>\n")


def is_finished(folder=None):
    """Say whether every exercise up to lesson 8 has its full points in a learner's folder, where they are kept."""
    folder = Path(folder or here())
    points = points_so_far(folder)
    return is_learners_folder(folder) and \
        all(points.get(e.name, 0) >= e.points for e in EXERCISES if e.lesson <= LAST)


def finished(folder=None):
    """Return the Finished of a learner's folder, and write it to finished.html there; None while points are missing.

    A page that cannot be written, as on a full disk, is shown all the same.
    """
    folder = Path(folder or here())
    if not is_finished(folder):
        return None
    built = {}
    for e in EXERCISES:
        if e.lesson <= LAST:
            built.setdefault(e.lesson, []).append(e.name)
    more = tuple(path.name for path in sorted(folder.glob("*.ipynb"))
                 if re.match(r"\d\d_", path.name) and path.stem[:2] > LAST[:2])
    found = Finished(built, tuple(name for name in looked_up(folder) if name in sum(built.values(), [])),
                     kept_network(folder), more)
    sizes, picture = DRAWN_AS
    drawn = found.network and found.network.sizes == sizes and (folder / picture).is_file()
    try:
        with write_then_rename(folder / PAGE) as temporary:
            temporary.write_text(found.page((folder / picture).read_bytes() if drawn else b""), encoding="utf-8")
    except OSError:
        pass
    return found


def kept_network(folder):
    """Return the Network that a learner's folder keeps, or None where it keeps none that reads the drawn pictures."""
    from dnn_utils import L_model_forward, accuracy_interval, load_dataset
    from dnn_utils.checkpoint import kept_parameters
    try:
        data = load_dataset("drawn")
    except (OSError, ValueError):
        return None
    for _, parameters, iterations in kept_parameters(folder, TRAININGS, data.test_x.shape[0]):
        AL, _ = L_model_forward(data.test_x, parameters)
        if AL.shape != data.test_y.shape:
            continue
        right, m = int(np.sum((AL > 0.5) == data.test_y)), AL.shape[1]
        sizes = (data.test_x.shape[0], *(len(parameters[f"W{l}"]) for l in range(1, len(parameters) // 2 + 1)))
        return Network(sizes, sum(array.size for array in parameters.values()), iterations, right, m,
                       *accuracy_interval(right, m))
    return None


def say(key, **values):
    """Return a message of messages/finished.toml with the values filled in."""
    return messages_of("finished")[key].format(**values)
