"""A model class that speaks scikit-learn: rows are examples, and the work is done by dnn_utils.models."""
import json

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from dnn_utils.fast import choose_solver, train
from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters_deep
from dnn_utils.stored import DAMAGED, read_file, write_arrays
from dnn_utils.validation import Diverged, check_finite, check_parameters, check_seed, check_whole_number

__all__ = ["DeepNeuralNetwork"]

FORMAT = "dnn_utils.DeepNeuralNetwork 1"


class DeepNeuralNetwork(ClassifierMixin, BaseEstimator):
    """The article's L-layer model as a scikit-learn classifier for two classes.

    Parameters
    ----------
    hidden_sizes : tuple of int
        Units of each hidden layer; the input's size comes from X, and the output is one unit.
    learning_rate : float
        Length of a step of gradient descent.
    num_iterations : int
        Number of steps, each over all examples.
    random_state : int, RandomState instance or None
        An int is the seed of `L_layer_model`; otherwise a seed is drawn from it.
    solver : "auto", "gram" or "plain"
        Form of the training, see `dnn_utils.fast.train`: the result is the same, the time is not.

    Attributes
    ----------
    parameters_ : dict
        W1, b1 ... WL, bL, as `L_layer_model` returns them.
    costs_ : list of float
        The cost before the iterations 0, 100, 200 ...
    solver_ : "gram" or "plain"
        The form that was used.
    classes_ : array of shape (2,)
        The two labels; a probability is that of classes_[1].
    n_features_in_ : int
        Number of columns of X.
    feature_names_in_ : array of str
        Names of the columns, where X came with them.
    seed_ : int
        Seed that the weights were drawn with.

    Examples
    --------
    >>> from dnn_utils import DeepNeuralNetwork
    >>> model = DeepNeuralNetwork(hidden_sizes=(3,), learning_rate=0.5, num_iterations=200)
    >>> model.fit([[0, 0], [0, 1], [5, 5], [5, 6]], ["dog", "dog", "cat", "cat"]).predict([[5, 4], [1, 0]]).tolist()
    ['cat', 'dog']
    """

    def __init__(self, hidden_sizes=(20, 7, 5), learning_rate=0.0075, num_iterations=2500, random_state=1,
                 solver="auto"):
        self.hidden_sizes = hidden_sizes
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations
        self.random_state = random_state
        self.solver = solver

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def fit(self, X, y):
        """Train the network: what `L_layer_model` gives, by the fast trainer.

        Parameters
        ----------
        X : array of shape (m, n_x)
            Examples in rows. Values of about 0 to 1, or standardised ones, suit the default learning rate.
        y : array of shape (m,)
            Labels of any kind, of two classes.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X or y is unfit, y does not hold exactly two classes, a parameter is wrong, or training diverged.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if type_of_target(y) != "binary":
            raise ValueError("Only binary classification is supported. The type of the target is "
                             f"{type_of_target(y)}.")
        classes, labels = np.unique(y, return_inverse=True)
        if len(classes) != 2:
            raise ValueError(f"y must hold examples of two classes, got one class, {classes.tolist()[0]!r}")
        _check_hidden_sizes(self.hidden_sizes)
        seed = _seed(self.random_state)
        start = initialize_parameters_deep([X.shape[1], *self.hidden_sizes, 1], seed=seed)
        try:
            parameters, costs = train(X.T, labels.reshape(1, -1), start, self.learning_rate, self.num_iterations,
                                      solver=self.solver)
        except Diverged as error:
            what, _, remedy = str(error).rpartition(": ")
            raise Diverged(f"{what} for values of X up to {np.abs(X).max():g}: {remedy}") from None
        self.classes_, self.parameters_, self.costs_, self.seed_ = classes, parameters, costs, seed
        self.fitted_settings_ = {"hidden_sizes": [int(n) for n in self.hidden_sizes],
                                 "learning_rate": float(self.learning_rate), "num_iterations": int(self.num_iterations),
                                 "random_state": None if self.random_state is None else seed, "solver": self.solver}
        n_1, n_x = parameters["W1"].shape
        self.solver_ = choose_solver(n_x, n_1, len(X), self.num_iterations) if self.solver == "auto" else self.solver
        return self

    def predict_proba(self, X):
        """Return the probability of each class, an array of shape (m, 2), for the rows of X (m, n_x)."""
        check_is_fitted(self, "parameters_")
        X = validate_data(self, X, dtype=np.float64, reset=False)
        AL, _ = L_model_forward(X.T, self.parameters_)
        return np.vstack([1 - AL, AL]).T

    def predict(self, X):
        """Return a label for each row of X (m, n_x): classes_[1] where its probability is above 0.5."""
        probabilities = self.predict_proba(X)
        return self.classes_[(probabilities[:, 1] > 0.5).astype(int)]

    def save(self, path):
        """Write the fitted model to an HDF5 file, which is whole or not there.

        Its settings are those that it was fitted with, whatever they were changed to since. A `random_state` that was
        not an int or None is kept as the seed that it gave.
        """
        check_is_fitted(self, "parameters_")
        arrays = {"costs": np.array(self.costs_), **self.parameters_}
        if hasattr(self, "feature_names_in_"):
            arrays["feature_names"] = np.array([name.encode() for name in self.feature_names_in_])
        texts = {"format": FORMAT, "settings": json.dumps(self.fitted_settings_),
                 "solver_used": self.solver_,
                 "classes": json.dumps(self.classes_.tolist()), "classes_dtype": self.classes_.dtype.str}
        write_arrays(path, arrays, {**texts, "seed": self.seed_})

    @classmethod
    def load(cls, path):
        """Read a model that `save` wrote.

        Raises
        ------
        ValueError
            If the file is broken or is not such a model.
        FileNotFoundError
            If there is no such file.
        """
        try:
            return cls._from_arrays(*read_file(path))
        except (FileNotFoundError, PermissionError):
            raise
        except DAMAGED as error:
            raise ValueError(f"path must be an HDF5 file that DeepNeuralNetwork.save wrote, got {str(path)!r}: "
                             f"{error}") from error

    @classmethod
    def _from_arrays(cls, arrays, texts):
        if texts.get("format") != FORMAT:
            raise ValueError(f"its attribute 'format' must be {FORMAT!r}, got {texts.get('format')!r}")
        settings = json.loads(texts["settings"])
        model = cls(**{**settings, "hidden_sizes": tuple(settings["hidden_sizes"])})
        parameters = {f"{kind}{l}": arrays[f"{kind}{l}"]
                      for l in range(1, len(model.hidden_sizes) + 2) for kind in "Wb"}
        check_parameters(parameters)
        sizes = tuple(parameters[f"b{l}"].shape[0] for l in range(1, len(parameters) // 2 + 1))
        if sizes != (*model.hidden_sizes, 1):
            raise ValueError(f"its layers must have the sizes {(*model.hidden_sizes, 1)}, got {sizes}")
        for name, array in parameters.items():
            check_finite(name, array)
        model.parameters_ = parameters
        model.costs_, model.fitted_settings_ = arrays["costs"].tolist(), settings
        model.classes_ = np.array(json.loads(texts["classes"]), dtype=texts["classes_dtype"])
        if model.classes_.shape != (2,):
            raise ValueError(f"it must hold two classes, got {model.classes_!r}")
        model.n_features_in_ = parameters["W1"].shape[1]
        model.seed_ = int(texts["seed"])
        model.solver_ = texts["solver_used"]
        if "feature_names" in arrays:
            model.feature_names_in_ = np.array([name.decode() for name in arrays["feature_names"]], dtype=object)
        return model


def _check_hidden_sizes(hidden_sizes):
    if not isinstance(hidden_sizes, (list, tuple, np.ndarray)):
        raise ValueError(f"hidden_sizes must list the units of each hidden layer, such as (20, 7, 5), got "
                         f"{hidden_sizes!r}")
    for i, size in enumerate(hidden_sizes):
        check_whole_number(f"hidden_sizes[{i}]", size, 1)


def _seed(random_state):
    """Return an int random_state itself, so that 1 is the article's seed, or a seed drawn from any other."""
    if random_state is None or random_state is np.random or isinstance(random_state, np.random.RandomState):
        return int(check_random_state(random_state).randint(2**31 - 1))
    check_seed(random_state, "random_state")
    return int(random_state)
