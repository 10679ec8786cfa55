"""The learner's own network: which functions lessons 5 to 10 use, those that earned full points or the course's.

A check keeps a function in .dnn-course/my_network/NAME.py (keeping.py). Each file runs in a namespace of its own, so
that a helper of one lesson never replaces one of another, and finds in it the functions of the other exercises, whoever
wrote them. The course's functions, where they stand in, call the learner's, too.
"""
import ast
import contextlib
import functools
import hashlib
import io
import textwrap
import types
import warnings
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np

import dnn_utils
from dnn_utils.files import KEPT, here, is_learners_folder
from testCases.exercises import EXERCISES, exercise
from testCases.messages import messages_of
from testCases.progress import points_so_far

__all__ = ["FOLDER", "NAMES", "Network", "Own", "assemble", "function_of", "in_words", "is_changed", "joined", "load",
           "own_functions", "say", "text_of"]

FOLDER = KEPT / "my_network"
NAMES = [e.name for e in EXERCISES]
MODELS, N_ITERATIONS = {"two_layer_model", "L_layer_model"}, 4  # trainings, and where their number of iterations stands
BUDGET = 30.0   # seconds that a function may take before it is compared with the course's
PATIENCE = 180.0  # seconds that the calls of a whole training may take
SLOWER = 3      # times as long as the course's is slow
ITERATIONS = 2500  # of the lessons' trainings
WIDTH = 88

_shown = {"cell": None, "network": None}
_loading = []  # the exercises whose files run now: what they import from my_network is not there yet


class Own(NamedTuple):
    """A function of the learner, and the namespace in which its file ran: where it finds the others."""

    function: object
    namespace: dict


class Network(NamedTuple):
    """The functions by name, the names of those that are the learner's, and (name, sentence) on those that are not used
    though they have full points; the sentence is empty where nothing was kept."""

    functions: dict
    yours: tuple
    remarks: tuple


def say(key, **values):
    """Return a message of messages/network.toml with the values filled in."""
    return messages_of("network")[key].format(**values)


def number_of(name):
    """Return the number of the lesson of an exercise."""
    return int(exercise(name).lesson[:2])


# What lessons import

def function_of(name):
    """Return the function of an exercise for `from my_network import NAME`; say which are whose, once for each cell."""
    if name not in NAMES:
        raise AttributeError(f"module 'my_network' has no attribute {name!r}: it has {', '.join(NAMES)}")
    if _loading:
        return getattr(dnn_utils, name)
    cell = current_cell()
    if _shown["network"] is None or cell and cell != _shown["cell"] and "my_network" in cell[1]:
        _shown.update(cell=cell, network=assemble())
        if cell:
            for line in lines_on(_shown["network"], imported_in(cell[1])):
                print(textwrap.fill(line, WIDTH))
    return _shown["network"].functions[name]


def current_cell():
    """Return the number and the source of the cell that runs, as far as the kernel keeps a history; None elsewhere."""
    from IPython import get_ipython
    shell = get_ipython()
    inputs = (shell.user_ns.get("In") or [""]) if shell else None
    return (len(inputs), str(inputs[-1])) if inputs else None


def imported_in(source):
    """Return the exercises as far as the latest lesson that a cell imports from my_network."""
    with contextlib.suppress(SyntaxError, ValueError):
        names = [alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and
                 node.module == "my_network" for alias in node.names]
        lessons = [exercise(name).lesson for name in names if name in NAMES]
        if lessons and "*" not in names:
            return [e.name for e in EXERCISES if e.lesson <= max(lessons)]
    return NAMES


def lines_on(network, names):
    """Return what is said of a network when a lesson imports these functions of it."""
    yours, course = ([name for name in names if (name in network.yours) == own] for own in (True, False))
    key = "some" if yours and course else "all" if yours else "none"
    unkept = [name for name, remark in network.remarks if name in names and not remark]
    return [say(key, yours=", ".join(yours), course=", ".join(course)),
            *([say("unkept", names=", ".join(unkept))] if unkept else []),
            *(remark for name, remark in network.remarks if name in names and remark)]


# Which are used

def assemble(folder=None):
    """Return the Network of a learner's folder; in any other all functions are the course's own.

    A function of the learner is used that earned full points, is as it was then, and trains together with the others.
    """
    own, remarks = own_functions(folder)
    if own and rehearsed(joined(own)):
        tried, own = own, {}
        for name, each in tried.items():
            trouble = rehearsed(joined({**own, name: each}))
            if trouble:
                remarks.append((name, say("apart", name=name, error=trouble)))
            else:
                own[name] = each
    return Network(joined(own), tuple(own), tuple(remarks))


def own_functions(folder=None, points=None):
    """Return {exercise: Own} of a folder, and (exercise, sentence) on those that are not used: see Network. What counts
    is what the progress says, or `points`."""
    folder, own, remarks = Path(folder or here()), {}, []
    if points is None:
        points = points_so_far(folder) if is_learners_folder(folder) else {}
    for e in EXERCISES:
        if points.get(e.name, 0) < e.points:
            continue  # whatever lies there
        path = (folder / FOLDER / f"{e.name}.py").resolve()
        where = {"name": e.name, "path": FOLDER / path.name, "number": number_of(e.name)}
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            remarks.append((e.name, ""))  # of all of these there is one sentence
            continue
        except (OSError, ValueError) as error:
            remarks.append((e.name, say("broken", error=error, **where)))
            continue
        if not is_as_written(text):
            remarks.append((e.name, say("changed", **where)))
            continue
        try:
            own[e.name] = load(e.name, text, path)
        except BaseException as error:  # whatever a learner's file does costs that function only
            if isinstance(error, KeyboardInterrupt):
                raise
            remarks.append((e.name, say("broken", error=in_words(error), **where)))
    return own, remarks


def text_of(name, body):
    """Return the text of a kept file: what it is, a digest by which a change is seen, and the statements."""
    body = body.strip("\n") + "\n"
    return f"{say('header', name=name, number=number_of(name)).strip()}\n# {digest_of(body)}\n\n{body}"


def is_as_written(text):
    """Say whether the text of a kept file is as a check wrote it."""
    header, _, body = text.partition("\n\n")
    return header.endswith(digest_of(body))


def is_changed(path):
    """Say whether there is a kept file that somebody has changed since a check wrote it."""
    try:
        return not is_as_written(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except ValueError:
        return True


def digest_of(body):
    """Return a digest of the statements of a kept file."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def load(name, text, path):
    """Run the text of a kept file, with the course's functions for the other exercises, and return what is Own."""
    others = {other: getattr(dnn_utils, other) for other in NAMES if other != name}
    namespace = {"__name__": "__main__", "__file__": str(path), **others}
    _loading.append(name)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, str(path), "exec", 0, True), namespace)
    finally:
        _loading.pop()
    namespace.update(others)
    if not callable(namespace.get(name)):
        raise NameError(f"{name} is not a function there")
    return Own(namespace[name], namespace)


def in_words(error):
    """Return an exception in a line."""
    try:
        return f"{type(error).__name__}: {error}".split("\n")[0][:200]
    except Exception:  # a learner's exception may be anything
        return type(error).__name__


def joined(own):
    """Return the functions of all exercises, the learner's where given, each of which calls those of this network."""
    if not own:
        return {name: getattr(dnn_utils, name) for name in NAMES}
    course = {name: rebound(getattr(dnn_utils, name)) for name in NAMES}
    functions = {name: in_time(name, own[name].function, course[name]) if name in own else course[name]
                 for name in NAMES}
    for name in NAMES:
        others = {other: function for other, function in functions.items() if other != name}
        course[name].__globals__.update(others)
        if name in own:
            own[name].namespace.update(others)
    return functions


def rebound(function):
    """Return a function of the course that looks up its global names in a dictionary of its own."""
    twin = types.FunctionType(function.__code__, dict(function.__globals__), function.__name__, function.__defaults__,
                              function.__closure__)
    functools.update_wrapper(twin, function)
    twin.of_my_network = True  # nobody's work in this notebook: a check does not keep it
    return twin


# Whether they go together

def rehearsed(functions):
    """Train two small networks for three steps; return why that does not give what it should, or ""."""
    state = np.random.get_state()
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            came = trained(functions)
        if all(np.allclose(a, b, rtol=1e-3, atol=1e-5) for a, b in zip(came, of_the_course(), strict=True)):
            return ""
        return say("not_right")
    except Exception as error:  # two right functions may hand one another what the other cannot take
        return in_words(error)
    finally:
        np.random.set_state(state)


@functools.cache
def of_the_course():
    with contextlib.redirect_stdout(io.StringIO()):
        return trained({name: getattr(dnn_utils, name) for name in NAMES})


def trained(functions):
    """Return all numbers of trainings by a loop as in lesson 5, and by the models of lessons 6 and 7."""
    use = types.SimpleNamespace(**functions)
    rng = np.random.RandomState(3)
    X = rng.randn(3, 6)
    Y = (X[:1] * X[1:2] > 0).astype(int)
    parameters = use.initialize_parameters_deep([3, 4, 2, 1], seed=2)
    for _ in range(3):
        AL, caches = use.L_model_forward(X, parameters)
        cost = use.compute_cost(AL, Y)
        parameters = use.update_parameters(parameters, use.L_model_backward(AL, Y, caches), 0.3)
    deep, deep_costs = use.L_layer_model(X, Y, [3, 4, 2, 1], 0.3, 3)
    shallow, costs = use.two_layer_model(X, Y, (3, 4, 1), 0.3, 3)
    arrays = [each[f"{kind}{l}"] for each, L in ((parameters, 3), (deep, 3), (shallow, 2))
              for l in range(1, L + 1) for kind in "Wb"]
    return [*arrays, AL, cost, deep_costs, costs, use.predict(X, Y, deep)]


# Whether they come to an end

_inside = []  # for each call that has not ended, the seconds that calls inside it took


def in_time(name, own, course):
    """Return the learner's function, until it has taken BUDGET seconds, and a call is SLOWER times slower than the
    course's and would take more than PATIENCE in a training; from then on it is the course's, and a sentence says so.

    What counts is the time of the function itself, without that of the network's functions which it calls.
    """
    spent, budget, slow, probed = 0.0, BUDGET, False, False

    def given_up(seconds):
        nonlocal slow
        slow = True
        print(textwrap.fill(say("slow", name=name, seconds=seconds), WIDTH))

    @functools.wraps(own)
    def function(*arguments, **keywords):
        nonlocal spent, budget, probed
        if not slow and not probed and name in MODELS:
            one = one_iteration(arguments, keywords)
            if one:
                probed = True
                seconds, _ = timed(own, *one)
                if seconds * ITERATIONS > PATIENCE and seconds > SLOWER * timed(course, *one)[0]:
                    given_up(seconds)
        if slow:
            return course(*arguments, **keywords)
        seconds, result = timed(own, arguments, keywords)
        if name not in MODELS:  # whose costs are a list
            several = len(exercise(name).outputs) > 1 and isinstance(result, list)
            result = in_form(tuple(result) if several else result)
        spent += seconds
        if spent > budget:
            if seconds * ITERATIONS > PATIENCE and seconds > SLOWER * timed(course, arguments, keywords)[0]:
                given_up(spent)
            budget = 2 * spent
        return result
    function.__name__, function.of_my_network = name, True
    return function


def in_form(value):
    """Return what came as the lessons give it on: a list of numbers as an array, and one of arrays as a tuple."""
    if isinstance(value, dict):
        return {key: in_form(part) for key, part in value.items()}
    first = value
    while isinstance(first, list) and first:
        first = first[0]
    if isinstance(value, list) and isinstance(first, (int, float, np.number)):
        return np.asarray(value)
    if isinstance(value, list) and value and all(isinstance(part, (list, tuple)) for part in value):
        return list(map(in_form, value))  # a list of caches, or of batches
    return tuple(map(in_form, value)) if isinstance(value, (list, tuple)) else value


def one_iteration(arguments, keywords):
    """Return the arguments of a training that ends after one iteration; None for one that is short anyway."""
    place = N_ITERATIONS
    n = arguments[place] if len(arguments) > place else keywords.get("num_iterations", ITERATIONS)
    if not isinstance(n, int) or n < 100:
        return None
    if len(arguments) > place:
        return (*arguments[:place], 1, *arguments[place + 1:]), keywords
    return arguments, {**keywords, "num_iterations": 1}


def timed(function, arguments, keywords):
    """Call a function; return the seconds that it took itself, and what it returned."""
    _inside.append(0.0)
    begun = perf_counter()
    try:
        result = function(*arguments, **keywords)
    finally:
        took = perf_counter() - begun
        alone = took - _inside.pop()
        if _inside:
            _inside[-1] += took
    return alone, result
