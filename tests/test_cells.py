"""Which statements of a notebook its checks need, in whatever state a learner leaves it."""
import ast
import copy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dnn_course.notebook import cells, reading, running
from testCases.exercises import EXERCISES

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
STEMS = list(dict.fromkeys(e.lesson for e in EXERCISES))
FORWARD = "def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)"


def notebook(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def read(content, stem=""):
    """The reading of a notebook for the exercises of its lesson."""
    lesson = reading.lesson_of(content, EXERCISES, stem)
    return reading.read(content, tuple(e.name for e in EXERCISES if e.lesson == lesson))


def needed(*sources, stem="02_forward"):
    return read(notebook(*sources), stem)


def places(content):
    """In which cells the exercises of the lesson are that the notebook is of."""
    lesson = reading.lesson_of(content, EXERCISES)
    return reading.places_of(content, tuple(e.name for e in EXERCISES if e.lesson == lesson))


def sources(found):
    """What is needed, by cell: the text of the statements, in the form that ast gives it."""
    texts = {}
    for statement in found.needed:
        texts.setdefault(statement.number, []).append(ast.unparse(statement.node))
    return {number: "\n".join(lines) for number, lines in texts.items()}


def as_given(source):
    return ast.unparse(ast.parse(source))


def defined(found):
    """What the needed statements define, run one after the other."""
    main = running.new_main(found.sources)
    assert not running.run(found.needed, main.__dict__)
    return main.__dict__


@pytest.fixture(autouse=True)
def the_same_main(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))


@pytest.mark.parametrize("stem", STEMS)
def test_of_a_solved_lesson_nothing_is_needed_but_imports_and_exercises(stem):
    lesson = nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4)
    before = copy.deepcopy(lesson)
    found = read(lesson)  # without its name
    names = tuple(e.name for e in EXERCISES if e.lesson == stem)
    assert reading.lesson_of(lesson, EXERCISES) == stem and found.unreadable == found.imported == ()
    assert [len(places(lesson)[name]) for name in names] == [1] * len(names)
    imports = [1, 2] if stem in ("06_two_layer", "07_L_layer", "10_onward") else [1]  # the second imports what the learner wrote before
    assert list(sources(found)) == [*imports, *(places(lesson)[name][0] for name in names)]
    assert "import matplotlib" not in sources(found)[1] and "plot" not in sources(found)[1]
    assert len(found.needed) < len(found.in_order)
    assert lesson == before


def test_cells_are_counted_as_jupyterlab_counts_them():
    lesson = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("1"), new_code_cell("  \n"),
                                 new_markdown_cell("text"), new_code_cell(FORWARD)])
    assert places(lesson)["linear_forward"] == (2,)


def test_helpers_and_constants_are_needed_with_all_that_they_use_and_nothing_else_is():
    found = needed("import numpy as np\nimport math", "SCALE = {'one': 1}\nSCALE['two'] = 2 * HALF\nprint(SCALE)",
                   "HALF = 0.5; unused = 3", "def helper(x):\n    A = 3\n    return np.dot(x, SCALE['two'])",
                   "A = slow()\nW = train()\nfor b in range(3):\n    print(b)",
                   "squares = [SCALE for SCALE in range(3)]",
                   "def linear_forward(A, W, b):\n    return helper(W) + b, (A, W, b)", "linear_forward(1, 2, 3)")
    assert sources(found) == {1: "import numpy as np", 2: "SCALE = {'one': 1}\nSCALE['two'] = 2 * HALF",
                              3: "HALF = 0.5", 4: "def helper(x):\n    A = 3\n    return np.dot(x, SCALE['two'])",
                              7: "def linear_forward(A, W, b):\n    return (helper(W) + b, (A, W, b))"}


def test_what_a_cell_does_besides_defining_is_not_needed():
    found = needed(f"print('begin')\n\n\n@decorated\n{FORWARD}\n\nlinear_forward(1, 2, 3)\nraise SystemExit",
                   "def decorated(f):\n    return f")
    assert sources(found)[1] == as_given(f"@decorated\n{FORWARD}")
    assert found.needed[0].node.lineno == 5  # on its lines
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
    assert places(notebook(FORWARD, "other = 1", FORWARD))["linear_forward"] == (1, 3)
    assert defined(found)["linear_forward"](1, 2, 3) == "last"


def test_a_cell_that_cannot_be_read_is_told_and_the_others_count():
    texts = ("import numpy as np", FORWARD, "x = 1\ndef linear_forward(A, W, b):\n    return W @",
             "def linear_activation_forward(:\n    pass", "x = '\0'")
    found = needed(*texts)
    assert [(cell.number, cell.line) for cell in found.unreadable] == [(3, 3), (4, 1), (5, 1)]
    assert [cell.holds for cell in found.unreadable] == [("linear_forward",), ("linear_activation_forward",), ()]
    assert found.unreadable[0].error.startswith("SyntaxError: invalid syntax")
    assert places(notebook(*texts)) == \
        {"linear_forward": (2, 3), "linear_activation_forward": (4,), "sigmoid": (), "relu": (), "L_model_forward": ()}
    assert defined(found)["linear_forward"]


@pytest.mark.parametrize("magic", ["%%time", "%%capture output", "%matplotlib inline", "!ls", "%time 1 + 1",
                                   "\n\n%%time", "files = !ls", "?print", "print?"])
def test_magics_do_not_hide_a_definition(magic):
    found = needed(f"{magic}\n{FORWARD}")
    assert found.unreadable == () and sources(found) == {1: as_given(FORWARD)}
    assert found.needed[0].node.lineno == magic.count("\n") + 2


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%javascript", "%%script sh"])
def test_a_cell_in_another_language_holds_nothing(magic):
    assert needed(f"{magic}\n{FORWARD}").in_order == ()


def test_magics_inside_a_function_leave_it_where_it_is():
    found = needed("def linear_forward(A, W, b):\n    %time Z = 1\n    return Z, (A, W, b)")
    assert found.unreadable == () and "linear_forward" in defined(found)


@pytest.mark.parametrize("metadata", [None, {}, {"nbgrader": None}, {"nbgrader": {}}, {"nbgrader": {"grade_id": 3}},
                                      {"nbgrader": {"grade_id": "cell-17"}}, [], "missing"])
def test_an_exercise_is_found_by_its_function_where_the_metadata_is_gone(metadata):
    cell = {"cell_type": "code", "source": FORWARD.splitlines(keepends=True), "metadata": metadata}
    if metadata == "missing":
        del cell["metadata"]
    content = {"cells": [cell]}
    assert reading.lesson_of(content, EXERCISES) == "02_forward" and places(content)["linear_forward"] == (1,)
    assert read(content).unreadable == ()


def test_an_exercise_is_found_by_its_grade_id_where_the_function_is_gone():
    lesson = notebook("def linear_forwards(A, W, b):\n    pass")
    lesson.cells[0].metadata.nbgrader = {"grade_id": "linear_forward"}
    assert places(lesson)["linear_forward"] == (1,) and read(lesson).needed == ()


def test_the_lesson_is_what_most_cells_say():
    def lesson(*sources, stem):
        return reading.lesson_of(notebook(*sources), EXERCISES, stem)

    assert lesson("def predict(x):\n    pass", FORWARD, "check_linear_forward(linear_forward)", stem="") == "02_forward"
    assert lesson("x = 1", stem="05_update") == "05_update"
    assert lesson("def predict(x):\n    pass", stem="05_update") in ("05_update", "06_two_layer")
    assert lesson("check_compute_cost(compute_cost)", stem="my copy") == "03_cost"


@pytest.mark.parametrize("content", [{}, {"cells": []}, {"cells": [{}]}, {"cells": [{"cell_type": "code"}]},
                                     {"cells": [{"cell_type": "code", "source": 3}]},
                                     {"cells": [{"cell_type": "code", "source": [None]}]},
                                     {"cells": [{"cell_type": "code", "source": "print('hello')"}]}])
def test_a_notebook_without_exercises(content):
    assert reading.lesson_of(content, EXERCISES) == "" and read(content).needed == ()


def test_two_statements_on_a_line_and_characters_of_several_bytes():
    found = needed("é = 'ü'; W0 = 'é'; other = 2; b0 = '''one\ntwo'''; more = 3\nlast = b0",
                   "def linear_forward(A, W, b):\n    return W0, b0, last")
    assert sources(found)[1] == "W0 = 'é'\nb0 = 'one\\ntwo'\nlast = b0"
    assert defined(found)["linear_forward"](1, 2, 3) == ("é", "one\ntwo", "one\ntwo")


def test_cells_are_bounded_before_they_are_built():
    content = {"cells": ({"cell_type": "code", "source": "x = 1"} for _ in range(10**9))}  # would never end
    assert len(cells.code_cells(content)) == cells.MAX_CELLS


def test_a_pasted_page_of_magics_is_refused_and_not_read_for_minutes():
    found = needed(FORWARD, "\n".join(f"?what {i}" for i in range(5000)))
    assert [cell.number for cell in found.unreadable] == [2] and sources(found) == {1: as_given(FORWARD)}


def test_only_what_is_reached_makes_a_placeholder():
    bodies = {"    raise NotImplementedError": True, "    x = 1\n    raise NotImplementedError(x)\n    return x": True,
              "    def f():\n        return 1\n    raise NotImplementedError": True,
              "    return 1\n    raise NotImplementedError": False, "    raise ValueError": False, "    pass": False,
              "    if x:\n        return 1\n    raise NotImplementedError": False,
              "    if x:\n        raise NotImplementedError": False}
    for body, expected in bodies.items():
        node = ast.parse(f"def linear_forward(x):\n{body}").body[0]
        assert reading.is_placeholder(node) == expected, body


def test_the_reader_imports_nothing_of_the_course_and_nothing_heavy():
    code = ("import sys; sys.modules['dnn_course'] = type(sys)('dnn_course'); sys.modules['dnn_course'].__path__ = "
            "[sys.argv[1]]; import dnn_course.notebook.reading, dnn_course.notebook.running; "
            "print(*sorted({name.split('.')[0] for name in sys.modules}))")
    folder = Path(reading.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert not {"testCases", "dnn_utils", "numpy", "matplotlib", "nbformat", "h5py"} & set(done.stdout.split())


def test_grading_and_learner_do_not_know_each_other_and_the_reader_knows_neither():
    package = Path(reading.__file__).parent.parent
    for room, others in [("grading", ["learner"]), ("learner", ["grading"]), ("notebook", ["grading", "learner", "home"])]:
        for path in (package / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not [name for name in names for other in others if name.startswith(f"dnn_course.{other}")], path
                assert room != "notebook" or not {name.split(".")[0] for name in names} & {"testCases", "dnn_utils"}, path
