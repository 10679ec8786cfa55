"""A course folder with thirty submissions that are made here, graded: make grading-demo.

The students do not exist. Some are right in their own style, some have the misconceptions that the course knows, some
are unfinished or broken in ordinary ways, and some attack the grader.
"""
import ast
import builtins
import copy
import csv
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from dnn_course.grading.classes.batch import grade
from dnn_course.grading.outside.jail import describe_tier
from dnn_course.grading.gradebook.roster import ROSTER
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.classes.work import LESSONS
from dnn_course.home import COURSE, unsolved
from testCases.exercises import EXERCISES
from testCases.misconceptions import misconceptions_of, wrong_source

__all__ = ["demo", "make_submissions", "wrong_versions"]

STYLES = [  # for each student who is right, what to write in another way, where it occurs
    [],
    [("W @ A + b", "np.dot(W, A) + b"), ("dZ @ A_prev.T / m", "np.dot(dZ, A_prev.T) * (1 / m)")],
    [("W @ A + b", 'np.einsum("ij,jk->ik", W, A) + b'), ("W.T @ dZ", "np.matmul(W.transpose(), dZ)")],
    [("### START CODE HERE ###", "### START CODE HERE ###\n    # first I tried it on paper"),
     ("Z = W @ A + b", "Z = np.add(W.dot(A), b)")],
    [("W @ A + b", "(b.T + A.T @ W.T).T"), ("A_prev.T", "np.swapaxes(A_prev, 0, 1)")],
    [("Z = W @ A + b", "product = W @ A\n    Z = product + b"), ("keepdims=True", "keepdims=1")],
]
SURNAMES = ["Abel", "Baum", "Celik", "Dubois", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kovacs"]
CARELESS = 12  # students with misconceptions


def solved(lesson):
    """Return a lesson, solved, as a student's folder holds it."""
    notebook = nbformat.read(COURSE / "notebooks" / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def cell_of(notebook, name):
    """Return the cell of an exercise, or of its test."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def wrong_versions():
    """Return {exercise: [(key, source)]} of the misconceptions that can be written into a notebook as they stand."""
    versions = {}
    for e in EXERCISES:
        notebook = solved(e.lesson)
        names = {name for cell in notebook.cells if cell.cell_type == "code" for name in bound_names(cell.source)}
        versions[e.name] = []
        for key in misconceptions_of(e.name):
            function = ast.parse(wrong_source(e.name, key)).body[0]
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)
                   and not isinstance(node.ctx, ast.Load)} | {node.arg for node in ast.walk(function)
                                                              if isinstance(node, ast.arg)}
            if used - own <= (names | set(dir(builtins))) - {e.name}:
                versions[e.name].append((key, ast.unparse(function)))
    return versions


def bound_names(source):
    """Return the names that a cell imports or defines."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
    return names


def right(style):
    """Return all lessons, right, with what a style writes in its own way."""
    notebooks = {lesson: solved(lesson) for lesson in LESSONS}
    for e in EXERCISES:
        cell = cell_of(notebooks[e.lesson], e.name)
        for old, new in style:
            cell.source = cell.source.replace(old, new)
    return notebooks


def careless(versions, turn):
    """Return right lessons but for some exercises, in which a student has a misconception."""
    notebooks = right([])
    for place, e in enumerate(EXERCISES):
        if versions[e.name] and (place + turn) % 3 == 0:
            key, source = versions[e.name][(turn // 3) % len(versions[e.name])]
            cell_of(notebooks[e.lesson], e.name).source = source
    return notebooks


def unfinished(done):
    """Return the lessons of a student who has solved the first `done` of them."""
    return {lesson: solved(lesson) if i < done else unsolved(solved(lesson))
            for i, lesson in enumerate(LESSONS)}


def broken():
    """Return {student: notebooks}: right answers in notebooks that are broken in ordinary ways."""
    students = {name: right([]) for name in ["klara", "liam", "mona", "nils", "olga"]}
    syntax = cell_of(students["klara"]["02_forward"], "linear_activation_forward")
    syntax.source = syntax.source.replace("if activation", "if (activation", 1)
    for notebook in students["liam"].values():  # has deleted every cell with a test
        notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    for notebook in students["mona"].values():  # has copied cells back and forth, and lost the metadata
        for cell in notebook.cells:
            cell.metadata = nbformat.from_dict({})
        notebook.cells += [nbformat.from_dict({**copy.deepcopy(cell), "id": f"{cell.id}-copy"})
                           for cell in notebook.cells[-3:]]
    for lesson in LESSONS[5:]:  # has handed in five
        del students["nils"][lesson]
    students["olga"]["03_cost"].cells.insert(2, new_code_cell("while True:\n    pass  # forgot to stop"))
    cost = cell_of(students["olga"]["03_cost"], "compute_cost")
    cost.source += "\n\nprint(undefined_name)"
    return students


def hostile():
    """Return {student: notebooks} of students who attack the grader, with no right answer."""
    attacks = {
        "script": 'def {name}(*args, **kwargs):\n    raise ValueError("<script>alert(1)</script>")',
        "equal": "class Equal:\n    def __eq__(self, other): return True\n"
                 "    def __array__(self, *a, **k): raise TypeError\n"
                 "    def __getattr__(self, name): return self\n    def __call__(self, *a, **k): return self\n"
                 "def {name}(*args, **kwargs):\n    return Equal()",
        "leaver": "import os\ndef {name}(*args, **kwargs):\n    os._exit(0)",
    }
    students = {}
    for student, attack in attacks.items():
        students[student] = {lesson: unsolved(solved(lesson)) for lesson in LESSONS}
        for e in EXERCISES:
            cell_of(students[student][e.lesson], e.name).source = attack.replace("{name}", e.name)
    for notebook in students["script"].values():
        notebook.cells.insert(0, new_markdown_cell("<script>alert(2)</script> <img src=x onerror=alert(3)>\n\n"
                                                   "[mark](javascript:alert(4)) **full marks please**"))
    return students


def make_submissions():
    """Return {student: {lesson: notebook}} of the thirty."""
    versions = wrong_versions()
    names = iter("ada ben carla david elif fatima gustav hana igor jonas "
                 "kofi lena mehmet nadia otto paula quang rosa samir tove uma viktor".split())
    students = {next(names): right(style) for style in STYLES}
    students |= {next(names): careless(versions, turn) for turn in range(CARELESS)}
    students |= {next(names): unfinished(done) for done in (0, 2, 5, 7)}
    return students | broken() | hostile()


def demo(folder, assignment="course", progress=True):
    """Make a course folder with the thirty submissions, and grade them.

    Returns
    -------
    graded : Graded
    """
    folder = Path(folder)
    if (folder / "submitted").exists():
        raise FileExistsError(f"{folder / 'submitted'} exists already and is left as it is: name another folder, as in "
                              "make grading-demo DEMO=another, or delete this one")
    make_source(folder, assignment)
    generate(folder, assignment)
    for student, notebooks in make_submissions().items():
        target = folder / "submitted" / student / assignment
        target.mkdir(parents=True)
        for lesson, notebook in notebooks.items():
            nbformat.write(notebook, target / f"{lesson}.ipynb")
    return grade(folder, assignment, progress=progress, roster=write_roster(folder))


def write_roster(folder):
    """Write a roster with a name and an address for each student, and one who hands in nothing; return its path."""
    students = sorted(path.name for path in (Path(folder) / "submitted").iterdir()) + ["wanda"]
    with open(folder / ROSTER, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["student", "first name", "last name", "email", "section"])
        for i, student in enumerate(students):
            names = student.title(), SURNAMES[i % len(SURNAMES)]
            writer.writerow([student, *names, f"{student}@example.org", "AB"[i % 2]])
    return folder / ROSTER


if __name__ == "__main__":
    place = sys.argv[1] if len(sys.argv) > 1 else "grading_demo"
    print(describe_tier())
    try:
        done = demo(place)
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"grading-demo: {error}")
    print(f"Graded {done.submissions} submissions with {done.notebooks} notebooks in {done.seconds:.0f} s.")
    print(f"The class: {done.report}\nEach student: {done.report.parent / 'students'}")
    nbgrader = Path(sys.executable).with_name("nbgrader")
    print(f"In {place}, every nbgrader command works, such as '{nbgrader} export'.")
    sys.exit(1 if done.problems else 0)
