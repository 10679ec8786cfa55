"""The library of the course: each lesson's functions, data, plots and a model for scikit-learn."""
from dnn_utils import (activations, analysis, backward, cost, data, estimator, fast, forward, graph, initialization,
                       live, models, playground, plots, update)
from dnn_utils.activations import *
from dnn_utils.analysis import *
from dnn_utils.backward import *
from dnn_utils.cost import *
from dnn_utils.data import *
from dnn_utils.estimator import *
from dnn_utils.fast import *
from dnn_utils.forward import *
from dnn_utils.graph import *
from dnn_utils.initialization import *
from dnn_utils.live import *
from dnn_utils.models import *
from dnn_utils.playground import *
from dnn_utils.plots import *
from dnn_utils.update import *

__all__ = [name for module in (activations, initialization, forward, cost, backward, update, models, fast, analysis,
                               data, plots, graph, live, playground, estimator) for name in module.__all__]
