"""Which statements of a notebook its checks need, in whatever state a learner leaves it."""
import copy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dnn_course.notebook.cells import needed_cells
from testCases.exercises import EXERCISES

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
STEMS = list(dict.fromkeys(e.lesson for e in EXERCISES))
FORWARD = "def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)"


def notebook(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def needed(*sources, stem="02_forward"):
    return needed_cells(notebook(*sources), stem)


def sources(found):
    """What is needed, by cell, without the empty lines."""
    return {number: "\n".join(line for line in source.split("\n") if line.strip()) for number, source in found.parts}


def defined(found):
    """What the needed parts define, run one after the other."""
    namespace = {}
    for _, source in found.parts:
        exec(source, namespace)
    return namespace


@pytest.mark.parametrize("stem", STEMS)
def test_of_a_solved_lesson_nothing_is_needed_but_imports_and_exercises(stem):
    lesson = nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4)
    before = copy.deepcopy(lesson)
    found = needed_cells(lesson)  # without its name
    names = tuple(e.name for e in EXERCISES if e.lesson == stem)
    assert (found.lesson, found.exercises, found.errors) == (stem, names, ())
    assert [len(found.places[name]) for name in names] == [1] * len(names)
    assert [number for number, _ in found.parts] == [1, *(found.places[name][0] for name in names)]
    assert "import matplotlib" not in found.parts[0].source and "plot" not in found.parts[0].source
    assert lesson == before


def test_cells_are_counted_as_jupyterlab_counts_them():
    lesson = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("1"), new_code_cell("  \n"),
                                 new_markdown_cell("text"), new_code_cell(FORWARD)])
    assert needed_cells(lesson).places["linear_forward"] == (2,)


def test_helpers_and_constants_are_needed_with_all_that_they_use_and_nothing_else_is():
    found = needed("import numpy as np\nimport math", "SCALE = {'one': 1}\nSCALE['two'] = 2 * HALF\nprint(SCALE)",
                   "HALF = 0.5; unused = 3", "def helper(x):\n    A = 3\n    return np.dot(x, SCALE['two'])",
                   "A = slow()\nW = train()\nfor b in range(3):\n    print(b)",
                   "squares = [SCALE for SCALE in range(3)]",
                   "def linear_forward(A, W, b):\n    return helper(W) + b, (A, W, b)", "linear_forward(1, 2, 3)")
    assert sources(found) == {1: "import numpy as np", 2: "SCALE = {'one': 1}\nSCALE['two'] = 2 * HALF",
                              3: "HALF = 0.5", 4: "def helper(x):\n    A = 3\n    return np.dot(x, SCALE['two'])",
                              7: "def linear_forward(A, W, b):\n    return helper(W) + b, (A, W, b)"}


def test_what_a_cell_does_besides_defining_is_not_needed():
    found = needed(f"print('begin')\n\n\n@decorated\n{FORWARD}\n\nlinear_forward(1, 2, 3)\nraise SystemExit",
                   "def decorated(f):\n    return f")
    assert found.parts[0].source == f"\n\n\n@decorated\n{FORWARD}"  # on its lines
    assert 2 in sources(found)


@pytest.mark.parametrize("definition", [
    "try:\n    import numpy as np\nexcept ImportError:\n    np = None", "import numpy as np\nimport numpy.linalg",
    "from numpy import *", "if True:\n    import numpy as np", "np, other = __import__('numpy'), 3",
    "np: object = __import__('numpy')", "with open('/dev/null'):\n    import numpy as np", "from numpy import dot",
])
def test_a_name_may_come_from_any_statement(definition):
    body = "dot(W, A)" if "dot" in definition or "*" in definition else "np.dot(W, A)"
    function = f"def linear_forward(A, W, b):\n    return {body} + b, (A, W, b)"
    assert defined(needed(definition, function))["linear_forward"](2, 3, 1) == (7, (2, 3, 1))


def test_a_function_may_be_any_object():
    found = needed("from functools import partial", "def any_forward(c, A, W, b):\n    return W * A + b, c",
                   "linear_forward = partial(any_forward, 'c')")
    assert defined(found)["linear_forward"](2, 3, 1) == (7, "c")


@pytest.mark.parametrize("training", [
    "parameters, costs = two_layer_model(1, 2)", "parameters = fit()", "parameters = {}\nparameters.update(a=fit())",
    "runs = [fit() for _ in range(9)]\nparameters = runs[0]", "for i in range(9):\n    parameters = fit()",
    "from dnn_utils import DeepNeuralNetwork as D\nDeepNeuralNetwork = D\nparameters = DeepNeuralNetwork()"])
def test_a_training_is_not_needed_even_where_a_function_uses_what_comes_of_it(training):
    found = needed("def two_layer_model(X, Y):\n    raise SystemError", "def fit():\n    return two_layer_model(1, 2)",
                   training, "def predict(X, y, parameters_):\n    return parameters", stem="06_two_layer")
    namespace = defined(found)
    assert namespace.get("parameters") in (None, {}) and "runs" not in namespace and "predict" in namespace


def test_the_last_definition_wins():
    found = needed(FORWARD, "other = 1", "def linear_forward(A, W, b):\n    return 'last'")
    assert found.places["linear_forward"] == (1, 3)
    assert defined(found)["linear_forward"](1, 2, 3) == "last"


def test_a_cell_that_cannot_be_read_is_told_and_the_others_count():
    found = needed("import numpy as np", FORWARD, "x = 1\ndef linear_forward(A, W, b):\n    return W @",
                   "def linear_activation_forward(:\n    pass", "x = '\0'")
    assert [(error.number, error.line) for error in found.errors] == [(3, 3), (4, 1), (5, 1)]
    assert found.errors[0].error.startswith("SyntaxError: invalid syntax")
    assert found.places == {"linear_forward": (2, 3), "linear_activation_forward": (4,), "L_model_forward": ()}
    assert defined(found)["linear_forward"]


@pytest.mark.parametrize("magic", ["%%time", "%%capture output", "%matplotlib inline", "!ls", "%time 1 + 1",
                                   "\n\n%%time", "files = !ls", "?print", "print?"])
def test_magics_do_not_hide_a_definition(magic):
    found = needed(f"{magic}\n{FORWARD}")
    assert found.errors == () and sources(found) == {1: FORWARD}
    assert found.parts[0].source.split("\n").index(FORWARD.split("\n")[0]) == magic.count("\n") + 1


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%javascript", "%%writefile forward.py"])
def test_a_cell_in_another_language_holds_nothing(magic):
    assert needed(f"{magic}\n{FORWARD}").parts == ()


def test_magics_inside_a_function_leave_it_where_it_is():
    found = needed("def linear_forward(A, W, b):\n    %time Z = 1\n    return Z, (A, W, b)")
    assert found.errors == () and "linear_forward" in defined(found)


@pytest.mark.parametrize("metadata", [None, {}, {"nbgrader": None}, {"nbgrader": {}}, {"nbgrader": {"grade_id": 3}},
                                      {"nbgrader": {"grade_id": "cell-17"}}, [], "missing"])
def test_an_exercise_is_found_by_its_function_where_the_metadata_is_gone(metadata):
    cell = {"cell_type": "code", "source": FORWARD.splitlines(keepends=True), "metadata": metadata}
    if metadata == "missing":
        del cell["metadata"]
    found = needed_cells({"cells": [cell]})
    assert found.lesson == "02_forward" and found.places["linear_forward"] == (1,) and found.errors == ()


def test_an_exercise_is_found_by_its_grade_id_where_the_function_is_gone():
    lesson = notebook("def linear_forwards(A, W, b):\n    pass")
    lesson.cells[0].metadata.nbgrader = {"grade_id": "linear_forward"}
    found = needed_cells(lesson)
    assert found.places["linear_forward"] == (1,) and found.parts == ()


def test_the_lesson_is_what_most_cells_say():
    found = needed("def predict(x):\n    pass", FORWARD, "check_linear_forward(linear_forward)", stem="")
    assert found.lesson == "02_forward"
    assert needed("x = 1", stem="05_update").exercises == ("update_parameters",)
    assert needed("def predict(x):\n    pass", stem="05_update").lesson in ("05_update", "06_two_layer")
    assert needed("check_compute_cost(compute_cost)", stem="my copy").lesson == "03_cost"


@pytest.mark.parametrize("content", [{}, {"cells": []}, {"cells": [{}]}, {"cells": [{"cell_type": "code"}]},
                                     {"cells": [{"cell_type": "code", "source": 3}]},
                                     {"cells": [{"cell_type": "code", "source": [None]}]},
                                     {"cells": [{"cell_type": "code", "source": "print('hello')"}]}])
def test_a_notebook_without_exercises(content):
    found = needed_cells(content)
    assert (found.lesson, found.exercises, found.parts) == ("", (), ())


def test_two_statements_on_a_line_and_characters_of_several_bytes():
    found = needed("é = 'ü'; W0 = 'é'; other = 2; b0 = '''one\ntwo'''; more = 3\nlast = b0",
                   "def linear_forward(A, W, b):\n    return W0, b0, last")
    assert found.parts[0].source == "W0 = 'é'; b0 = '''one\ntwo'''\nlast = b0"
    assert defined(found)["linear_forward"](1, 2, 3) == ("é", "one\ntwo", "one\ntwo")
