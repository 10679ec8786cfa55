"""How whatever the course shows in a notebook is shown as text: by its sentences, not as the tuple that it also is."""

__all__ = ["shown_as_text"]


def shown_as_text(cls):
    """Make the text of a class, its __str__, what Python and IPython show; for a panel, it has a _repr_html_ beside."""
    cls.__repr__ = cls.__str__
    cls._repr_pretty_ = lambda self, printer, cycle: printer.text(str(self))
    return cls
