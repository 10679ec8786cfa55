"""What of a notebook's outputs outlives its kernel: widgets do not, and what stands for them takes their place."""
import re

__all__ = ["save_no_widgets", "without_widgets"]

VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
BAR = re.compile(r"\s*\d+%\|")  # of tqdm, which shows it as a widget or leaves its place empty


def save_no_widgets(model, **_):
    """Take widgets out of a notebook that is saved: the `ContentsManager.pre_save_hook` of `dnn-course lab`.

    The widgets stay in sight, and in use. Reopened, the notebook would say "Error displaying widget" in their place.
    """
    if model["type"] == "notebook":
        without_widgets(model["content"])


def without_widgets(notebook):
    """Take the widgets out of a notebook's outputs, but for one that keeps their state, and what is then empty."""
    if STATE not in notebook["metadata"].get("widgets", {}):
        for cell in notebook.get("cells", []):
            if "outputs" in cell:
                cell["outputs"] = [output for output in cell["outputs"] if _still_shows(output)]


def _still_shows(output):
    """Take the widget out of an output, and say whether anything is left to be seen."""
    data = output.get("data")
    was_widget = data is not None and data.pop(VIEW, None) is not None
    return data is None or bool(data) and not (was_widget and BAR.match("".join(data.get("text/plain", ""))))
