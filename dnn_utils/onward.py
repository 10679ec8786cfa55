"""Lesson 10: the functions below a model class, and a small engine that finds gradients by itself."""
import numpy as np

from dnn_utils.forward import L_model_forward
from dnn_utils.models import L_layer_model
from dnn_utils.validation import (check_broadcast, check_fit, check_parameters, check_product, check_rows,
                                  check_two_classes)

__all__ = ["fit_network", "class_probabilities", "predict_classes", "matmul_backward", "unbroadcast"]


def fit_network(X, y, hidden_sizes, learning_rate=0.0075, num_iterations=2500, seed=1):
    """Train a network on examples in rows, whatever their two labels are called.

    Parameters
    ----------
    X : array of shape (m, n_x)
        Input, examples in rows.
    y : array of shape (m,)
        Labels of any kind, two different ones.
    hidden_sizes : tuple of int
        Units of each hidden layer. Input and output are not in it.
    learning_rate, num_iterations, seed
        As `L_layer_model` takes them.

    Returns
    -------
    classes : array of shape (2,)
        The two labels, the smaller one first. The network gives the probability of the second.
    parameters : dict
        W1, b1 ... WL, bL, as `L_layer_model` returns them.
    costs : list of float
        The cost before the iterations 0, 100, 200 ...

    Raises
    ------
    ValueError
        If y does not hold two different labels, one for each row of X, or `L_layer_model` cannot
        start from the rest.
    """
    check_fit(X, y, hidden_sizes)
    classes, numbers = np.unique(y, return_inverse=True)
    layers_dims = [X.shape[1], *hidden_sizes, 1]
    parameters, costs = L_layer_model(X.T, numbers.reshape(1, -1), layers_dims, learning_rate,
                                      num_iterations, seed=seed)
    return classes, parameters, costs


def class_probabilities(X, parameters):
    """Give the probability of each of two classes for examples in rows.

    Parameters
    ----------
    X : array of shape (m, n_x)
        Input, examples in rows.
    parameters : dict
        W1, b1 ... WL, bL of a trained network.

    Returns
    -------
    probabilities : array of shape (m, 2)
        A row for each example: the probability of the first class and that of the second, which is
        the one that the network gives. They add up to 1.

    Raises
    ------
    ValueError
        If X is no table, or the parameters do not fit it.
    """
    check_rows(X)
    check_parameters(parameters, n_x=X.shape[1], finite=True)
    AL, _ = L_model_forward(X.T, parameters)
    probabilities = np.vstack([1 - AL, AL]).T
    return probabilities


def predict_classes(X, parameters, classes):
    """Give a label for each example in a row.

    Parameters
    ----------
    X : array of shape (m, n_x)
        Input, examples in rows.
    parameters : dict
        W1, b1 ... WL, bL of a trained network.
    classes : array of shape (2,)
        The two labels, as `fit_network` returned them.

    Returns
    -------
    predictions : array of shape (m,)
        The second label where its probability is above 0.5, else the first.

    Raises
    ------
    ValueError
        If X is no table, the parameters do not fit it, or classes are not two labels.
    """
    check_rows(X)
    check_two_classes("classes", classes)
    probabilities = class_probabilities(X, parameters)
    predictions = classes[(probabilities[:, 1] > 0.5).astype(int)]
    return predictions


def matmul_backward(A, B, dC):
    """Go back through a matrix product, C = A B.

    Parameters
    ----------
    A : array of shape (n, k)
    B : array of shape (k, m)
    dC : array of shape (n, m)
        Gradient of a number J with respect to C.

    Returns
    -------
    dA : array of shape (n, k), gradient of J with respect to A
    dB : array of shape (k, m), gradient of J with respect to B

    Raises
    ------
    ValueError
        If one of the three is no matrix, or their shapes do not fit one another.
    """
    A, B, dC = check_product(A, B, dC)
    dA = dC @ B.T
    dB = A.T @ dC
    return dA, dB


def unbroadcast(dC, shape):
    """Undo broadcasting: give each entry of an array the gradients of all its copies.

    Parameters
    ----------
    dC : array of any shape
        Gradient of a number J with respect to the array as NumPy has repeated it.
    shape : tuple of int
        Shape of the array as it was before. It can be repeated to the shape of dC.

    Returns
    -------
    gradient : array of this shape, gradient of J with respect to the array as it was

    Raises
    ------
    ValueError
        If an array of this shape cannot be repeated to the shape of dC.
    """
    dC = check_broadcast(dC, shape)
    in_front = dC.ndim - len(shape)
    gradient = dC.sum(axis=tuple(range(in_front)))
    repeated = tuple(i for i, n in enumerate(shape) if n == 1)
    gradient = gradient.sum(axis=repeated, keepdims=True)
    return gradient


class Tensor:
    """An array that knows what it was made from, and how a gradient goes back there.

    value : array of any shape
    grad : array of the same shape, the gradient of whatever `backward` was last called on
    made_from : the tensors that it was computed from; none for one that was given
    rule : function from its own gradient to those of the tensors in made_from
    """

    def __init__(self, value, made_from=(), rule=None):
        self.value = np.asarray(value, dtype=float)
        self.grad = np.zeros(self.value.shape)
        self.made_from, self.rule = made_from, rule

    def __add__(self, other):
        a, b = self, as_tensor(other)
        return Tensor(a.value + b.value, (a, b), lambda dC: (
            unbroadcast(dC, a.value.shape), unbroadcast(dC, b.value.shape)))

    def __mul__(self, other):
        a, b = self, as_tensor(other)
        return Tensor(a.value * b.value, (a, b), lambda dC: (
            unbroadcast(dC * b.value, a.value.shape), unbroadcast(dC * a.value, b.value.shape)))

    def __matmul__(self, other):
        a, b = self, as_tensor(other)
        return Tensor(a.value @ b.value, (a, b), lambda dC: matmul_backward(a.value, b.value, dC))

    def relu(self):
        return Tensor(np.maximum(0, self.value), (self,), lambda dA: (dA * (self.value > 0),))

    def sigmoid(self):
        A = 1 / (1 + np.exp(-self.value))
        return Tensor(A, (self,), lambda dA: (dA * A * (1 - A),))

    def log(self):
        return Tensor(np.log(self.value), (self,), lambda dA: (dA / self.value,))

    def sum(self):
        return Tensor(self.value.sum(), (self,), lambda dJ: (np.full(self.value.shape, dJ),))

    def backward(self):
        """Set the grad of all that this one number was computed from."""
        tensors = in_order(self)
        for tensor in tensors:
            tensor.grad = np.zeros(tensor.value.shape)
        self.grad = np.ones(self.value.shape)
        for tensor in reversed(tensors):
            if tensor.rule is not None:
                for source, gradient in zip(tensor.made_from, tensor.rule(tensor.grad)):
                    source.grad = source.grad + gradient


def as_tensor(value):
    """Make a tensor of a number or an array, and leave a tensor as it is."""
    return value if isinstance(value, Tensor) else Tensor(value)


def in_order(last):
    """List all tensors that one was computed from, each after those that it was made from."""
    found, seen = [], set()

    def visit(tensor):
        if id(tensor) not in seen:
            seen.add(id(tensor))
            for source in tensor.made_from:
                visit(source)
            found.append(tensor)
    visit(last)
    return found
