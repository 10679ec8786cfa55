"""The one place that knows where the course lies: its lessons, pictures and data beside the packages."""
from dnn_utils.files import COURSE

__all__ = ["COURSE"]
