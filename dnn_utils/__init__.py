"""The library of the course: each lesson's functions, data, plots and a model for scikit-learn."""
from dnn_utils.first import come_first
from dnn_utils.lazy import attach

come_first()

__getattr__, __dir__, __all__ = attach(__name__, [
    "activations", "initialization", "forward", "cost", "backward", "update", "models", "fast", "analysis", "improve",
    "onward",
    "article", "pictures", "photographs", "data", "figures", "plots", "graph", "watch", "live", "playground",
    "estimator"])
