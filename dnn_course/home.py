"""The one place that knows where the course lies: its lessons, pictures and data beside the packages."""
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent
