"""The command `dnn-course check`: what the checks in notebooks say, without JupyterLab and without the trainings."""
import ast
import functools
import json
import multiprocessing
import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from dnn_course.home import CODE, library_of, my_network, test_cases
from dnn_course.learner.check_results import as_json, write_junit
from dnn_course.notebook.reading import lesson_of, places_of, read
from dnn_course.notebook.running import CellError, Modules, new_main, run
from dnn_utils.first import NAMES, CourseFirst, in_the_way
from dnn_utils.language import speaking_as_in
from testCases.checking import examine
from testCases.exercises import EXERCISES, exercise, hundreds
from testCases.expected import cases_of
from testCases.finished import PAGE, finished
from testCases.keeping import keep_from
from testCases.messages import messages_of
from testCases.messages import say as say_in_general
from testCases.misconceptions import misconceptions_of
from testCases.own_caches import partners_of
from testCases.progress import points_so_far, record
from testCases.report import Report, number

__all__ = ["Checked", "check_notebook", "check_notebooks", "read_notebook"]

TIMEOUT = 60
FULL, MISSING, UNREADABLE = 0, 1, 2
FORK = sys.platform == "linux"  # a process that has everything imported already; elsewhere forking is not safe


class Checked(NamedTuple):
    """The reports of a lesson's exercises by name, in their order, and the cells that could not be read or run."""

    lesson: str
    reports: dict
    errors: tuple


def check_notebooks(paths, timeout=TIMEOUT, json_only=False, junit=None, min_points=None):
    """Check notebooks, print what is wrong and a table of points, and return the exit status.

    Parameters
    ----------
    paths : list of path
        The notebooks. One without an exercise of the course, such as the start page, is named and passed over.
    timeout : number
        Seconds for each notebook.
    json_only : bool
        Print the results as JSON, and nothing else.
    junit : path, optional
        A file for the results as JUnit's XML.
    min_points : number, optional
        How many points are enough for the status 0; without it, all of them.

    Returns
    -------
    status : int
        0 for full points, 1 where some are missing, 2 where a notebook cannot be read or none holds an exercise.
    """
    checked, unreadable, unkept = {}, {}, []
    for i, path in enumerate(map(Path, paths), start=1):
        show_progress(say("working", notebook=path.name, i=i, n=len(paths)))
        try:
            with speaking_as_in(path.parent):
                result = check_notebook(path, timeout)
        except (OSError, ValueError) as error:
            show_progress("")
            print(f"dnn-course: {error}", file=sys.stderr)
            unreadable[path] = str(error)
            continue
        show_progress("")
        if not result.reports:
            if not json_only:
                print(say("no_exercise", path=path) + "\n")
            continue
        checked[path] = result
        for name in NAMES:
            CourseFirst.say(name, in_the_way(name, [path.parent.resolve()]))
        unkept += record(result.reports.values(), path.parent)
        for text in [] if json_only else explanations(path, result):
            print(text + "\n")
    if json_only:
        print(as_json(checked, unreadable))
    if checked:
        if not json_only:
            print(table(checked))
            for folder in {path.parent: None for path in checked}:
                if finished(folder) and (folder / PAGE).exists():
                    print(say("finished", page=folder / PAGE))
        for line in dict.fromkeys(unkept):
            print(line, file=sys.stderr)
    if junit:
        write_junit(junit, checked, unreadable)
    if not checked and not unreadable:
        print(f"dnn-course: {say('nothing_to_check')}", file=sys.stderr)
    if unreadable or not checked:
        return UNREADABLE
    reports = [report for result in checked.values() for report in result.reports.values()]
    enough = all(report.points == report.max_points for report in reports) if min_points is None else \
        sum(report.points for report in reports) >= min_points - 1e-9
    return FULL if enough else MISSING


def say(key, **values):
    """Return a message of messages/check.toml with the values filled in."""
    return messages_of("check")[key].format(**values)


def show_progress(line):
    """Show a line in the place of the last one, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def explanations(path, checked):
    """Return every report that is not full, and the cells that failed, under the notebook's name."""
    texts = [str(report) for report in checked.reports.values() if report.points < report.max_points]
    if checked.errors:
        texts.insert(0, "\n".join([*(say("cell_error", **error._asdict()) for error in checked.errors),
                                   say("about_numbers")]))
    return [path.name, *texts] if texts else []


def table(checked):
    """Return the table of points: by exercise, by notebook, and in all."""
    def row(indentation, label, reports, best=None):
        points = sum(report.points for report in reports)
        reached = say("reached" if best is None or best == points else "reached_before", points=number(points),
                      max_points=sum(report.max_points for report in reports), best=number(best or 0))
        return f"{'  ' * indentation}{label}", reached

    rows, everything = [], []
    for path, (lesson, reports, _) in checked.items():
        everything += reports.values()
        rows.append((path.name, ""))
        best = points_so_far(path.parent)
        rows += [row(1, name, [report], best.get(name)) for name, report in reports.items()]
        rows.append(row(1, say("lesson_total", number=int(lesson[:2])), reports.values()))
    for hundred, exercises in hundreds(exercise(report.name) for report in everything).items():
        names = [e.name for e in exercises]
        rows.append(row(0, say(f"total_{hundred}"), [report for report in everything if report.name in names]))
    width, right = (max(len(texts[i]) for texts in rows) for i in (0, 1))
    return "\n".join([say("table"), *(f"{label:{width}}  {reached:>{right}}".rstrip() for label, reached in rows)])


def read_notebook(path):
    """Return what a notebook's file holds; ValueError, with the reason, where it is not a notebook.

    What nbformat would refuse, such as cells without metadata, is read all the same.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(say("not_a_notebook", path=path, error=say("a_folder")))
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before the first letter
        conflict = re.search(r"^<<<<<<< ", text, re.M)  # never within JSON, whose texts have no line of their own
        if not text.strip() or conflict:
            error = say("conflict", line=text.count("\n", 0, conflict.start()) + 1) if conflict else say("empty")
            raise ValueError(say("not_a_notebook", path=path, error=error))
        content = json.loads(text)
    except FileNotFoundError:
        raise FileNotFoundError(say("not_there", path=path)) from None
    except json.JSONDecodeError as error:
        raise ValueError(say("not_a_notebook", path=path, error=say("not_json", line=error.lineno))) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError(say("not_a_notebook", path=path, error=error)) from None
    if isinstance(content, dict) and isinstance(content.get("worksheets"), list):  # before nbformat 4
        try:
            import nbformat  # here, because importing it takes longer than checking a lesson
            content = nbformat.reads(json.dumps(content), as_version=4)
        except Exception as error:  # whatever its conversion trips over
            raise ValueError(say("not_a_notebook", path=path, error=error)) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError(say("not_a_notebook", path=path, error=say("no_cells")))
    return content


def check_notebook(path, timeout=TIMEOUT):
    """Check the exercises of one notebook, in processes of their own.

    A cell or a function that ends its process, or does not end in time, is left out in the next; the others count.

    Parameters
    ----------
    path : path
        The notebook.
    timeout : number
        Seconds for all of it. One exercise gets the time that is left, divided by the number of exercises left.

    Returns
    -------
    checked : Checked
        Without reports where the notebook holds no exercise of the course.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a notebook.
    """
    path = Path(path)
    content = read_notebook(path)
    lesson = lesson_of(content, EXERCISES, path.stem)
    names = tuple(e.name for e in EXERCISES if e.lesson == lesson)
    reading = read(content, names, partners_of(names))
    task = Task(content, names, path.resolve().parent, library_modules(lesson))
    deadline = time.monotonic() + timeout
    unreached = say("no_time", seconds=f"{timeout:g}")
    reports, errors, halted = run_plan(task, reading.needed, names, deadline, unreached)
    in_doubt = [name for name in reading.unsure if name not in halted and
                (reports[name] is None or
                 reports[name].points < exercise(name).points and not reports[name].misconceptions)]
    if in_doubt and time.monotonic() < deadline:  # the choice of what runs must cost no point
        second, others, _ = run_plan(task._replace(in_order=True), reading.in_order, in_doubt, deadline, unreached)
        better = {name: report for name, report in second.items()
                  if report and (reports[name] is None or report.points > reports[name].points)}
        if better:
            reports.update(better)
            errors = [error for error in errors if error.number in {other.number for other in others}]
    errors = tuple(sorted([*(CellError(*cell[:2], cell.error) for cell in reading.unreadable), *errors]))
    places = places_of(content, names)
    for name in names:
        if reports[name] is None:
            reasons = [say("cell_error", **error._asdict()) for error in errors if error.number in places[name]]
            reasons += [say_in_general("imported", name=name)] if name in reading.imported else []
            reports[name] = no_points(name, reasons[-1] if reasons else say("missing", name=name))
    return Checked(lesson, {name: reports[name] for name in names}, errors)


def no_points(name, reason):
    """Return the report of an exercise that no check could look at."""
    return Report(name, 0, exercise(name).points, remarks=(reason,))


class Task(NamedTuple):
    """What the process of a notebook has to do: the notebook, its exercises, the folder that it lies in, the modules of
    the course that it finds, whether every cell is to run in order, the places of statements that are left out, and
    the exercises to examine."""

    content: dict
    exercises: tuple
    folder: Path
    library: Modules
    in_order: bool = False
    left_out: tuple = ()
    waiting: tuple = ()


def run_plan(task, plan, names, deadline, unreached):
    """Run a plan, and examine exercises: once more without what ended the process or held it up, until all is done.

    Returns
    -------
    reports : dict
        From the name of an exercise to its Report, or None where the notebook does not define it.
    errors : list of CellError
    halted : set of str
        The exercises that ended the process or held it up: no choice of statements makes a function do that.
    """
    waiting, reports, left_out, stopped, failed, halted = list(names), {}, [], [], [], set()
    while waiting and time.monotonic() < deadline:
        task = task._replace(left_out=tuple(left_out), waiting=tuple(waiting))
        failed, done, step, reason = run_once(task, deadline)
        reports.update(done)
        waiting = [name for name in waiting if name not in done]
        if isinstance(step, int):
            left_out.append(step)
            stopped.append(CellError(plan[step].number, plan[step].node.lineno, reason))
        elif step in waiting:
            waiting.remove(step)
            halted.add(step)
            reports[step] = no_points(step, reason)
        elif reason and not done:  # the process never began
            unreached = reason
            break
    reports.update({name: no_points(name, unreached) for name in waiting})
    return reports, [*stopped, *failed], halted


def run_once(task, deadline):
    """Run a plan, and examine the exercises, in one process.

    Returns
    -------
    errors : list of CellError
    reports : dict
        As `run_plan` returns them.
    step : int, str or None
        The place of the statement, or the name of the exercise, at which the process ended too early.
    reason : str
        Why it did.
    """
    context = multiprocessing.get_context("fork" if FORK else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, task), daemon=True)
    errors, reports, step = [], {}, None
    try:
        process.start()
        theirs.close()
        while True:
            left = max(deadline - time.monotonic(), 0)
            seconds = left / max(len(task.waiting) - len(reports) + (not isinstance(step, str)), 1)
            if not ours.poll(seconds):
                key = "timed_out" if isinstance(step, str) else "cell_timed_out"
                return errors, reports, step, say(key, seconds=f"{seconds:.0f}")
            kind, *event = ours.recv()
            if kind == "end":
                return errors, reports, None, ""
            if kind == "step":
                step, = event
            elif kind == "errors":
                errors += event[0]
            else:
                reports[step], = event
    except EOFError:
        return errors, reports, step, say("ended")
    finally:
        process.kill()
        process.join()
        ours.close()


def work(connection, task):
    """In the process of the notebook: run a plan, examine the exercises, and tell each step and what came of it."""
    silence()
    os.chdir(task.folder)
    sys.path.insert(0, str(task.folder))  # as in a kernel, so that a notebook finds a module beside it
    for name in task.exercises:  # loaded now, since the notebook finds other modules of these names
        cases_of(name), misconceptions_of(name)
    reading, library = read(task.content, task.exercises, partners_of(task.exercises)), task.library
    with the_lessons_library(library):
        namespace = new_main(reading.sources).__dict__
        plan = reading.in_order if task.in_order else reading.needed
        errors = run(plan, namespace, task.left_out, lambda place: connection.send(("step", place)))
    connection.send(("errors", list(errors.values())))
    for name in task.waiting:
        connection.send(("step", name))
        report = examine(name, with_library(namespace[name], library)) if callable(namespace.get(name)) else None
        connection.send(("report", report))
        if report and report.points == report.max_points:
            keep_from(name, [ast.unparse(statement.node) for statement in plan], folder=task.folder)
    connection.send(("end",))


def library_modules(lesson):
    """Return the Modules of the course as a lesson's notebook may use them: the same as where it is graded."""
    modules = {package if module == "__init__" else f"{package}.{module}":
               (source, str(CODE / package / f"{module}.py"))
               for package, sources in (("dnn_utils", library_of(lesson)), ("testCases", test_cases()))
               for module, source in sources.items()}
    return Modules({**modules, "my_network": (my_network(lesson), "my_network.py")})


@contextmanager
def the_lessons_library(library):
    """Let imports of the course's packages find the lesson's modules, and the course's own again afterwards."""
    def take_out():
        names = [name for name in sys.modules if name.split(".")[0] in ("dnn_utils", "testCases", "my_network")]
        return {name: sys.modules.pop(name) for name in names}

    own, finders = take_out(), sys.meta_path[:]
    sys.modules.update(library.loaded)
    sys.meta_path[:0] = library.finders
    try:
        yield
    finally:
        library.finders = [finder for finder in sys.meta_path if finder not in finders]
        sys.meta_path[:] = finders
        library.loaded.update(take_out())
        sys.modules.update(own)


def with_library(function, library):
    """Return what calls a function of the notebook with the modules that the notebook sees."""
    @functools.wraps(function)  # the checks look at the function's own names and lines
    def called(*arguments):
        with the_lessons_library(library):
            return function(*arguments)
    called.adapt = functools.partial(with_library, library=library)
    return called


def silence():
    """Send what the notebook prints, from C, too, to nowhere, and show no figure."""
    nowhere = open(os.devnull, "w")
    os.dup2(nowhere.fileno(), 1)
    os.dup2(nowhere.fileno(), 2)
    sys.stdout = sys.stderr = nowhere
    os.environ["MPLBACKEND"] = "agg"
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].use("agg")
