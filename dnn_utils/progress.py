"""How far long work has come: a bar that goes away."""
import os
import sys


class Place:
    """Where a bar stands in a notebook: one output, empty at the end. A widget's state would not be saved."""

    def __init__(self):
        from IPython.display import display
        self.output = display({}, raw=True, display_id=True)

    def write(self, text):
        """Show what tqdm writes: a bar, or blanks to cover it with."""
        bar = text.strip()
        self.output.update({"text/plain": bar} if bar else {}, raw=True)

    def flush(self):
        """Do nothing: what is written is shown."""


def progress_bar(total, unit):
    """Return tqdm's bar for so many units, in the terminal or in the notebook; none where TQDM_DISABLE is 1."""
    from tqdm import tqdm  # here: it is loaded for long work alone
    off = os.environ.get("TQDM_DISABLE") == "1"
    return tqdm(total=total, unit=unit, leave=False, disable=off, ncols=79,
                file=Place() if in_a_notebook() and not off else sys.stderr)


def in_a_notebook():
    """Say whether a kernel runs this."""
    IPython = sys.modules.get("IPython")
    return IPython is not None and hasattr(IPython.get_ipython(), "kernel")
