"""The command `dnn-course check`: what the checks in notebooks say, without JupyterLab and without the trainings."""
import ast
import json
import linecache
import multiprocessing
import os
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from dnn_course.notebook.cells import CellError, needed_cells
from dnn_utils.files import KEPT, write_then_rename
from testCases.checking import examine
from testCases.exercises import exercise
from testCases.messages import messages_of
from testCases.progress import points_so_far
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


def check_notebooks(paths, timeout=TIMEOUT):
    """Check notebooks, print what is wrong and a table of points, and return the exit status.

    Parameters
    ----------
    paths : list of path
        The notebooks. One without an exercise of the course, such as the start page, is named and passed over.
    timeout : number
        Seconds for each notebook.

    Returns
    -------
    status : int
        0 for full points, 1 where some are missing, 2 where a notebook cannot be read or none holds an exercise.
    """
    checked, unreadable = {}, False
    for i, path in enumerate(map(Path, paths), start=1):
        show_progress(say("working", notebook=path.name, i=i, n=len(paths)))
        try:
            result = check_notebook(path, timeout)
        except (OSError, ValueError) as error:
            show_progress("")
            print(f"dnn-course: {error}", file=sys.stderr)
            unreadable = True
            continue
        show_progress("")
        if not result.reports:
            print(say("no_exercise", path=path) + "\n")
            continue
        checked[path] = result
        keep(result.reports.values(), path.parent)
        for text in explanations(path, result):
            print(text + "\n")
    if checked:
        print(table(checked))
    elif not unreadable:
        print(f"dnn-course: {say('nothing_to_check')}", file=sys.stderr)
    if unreadable or not checked:
        return UNREADABLE
    full = all(report.points == report.max_points for result in checked.values() for report in result.reports.values())
    return FULL if full else MISSING


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
    def row(indentation, label, reports):
        reached = say("reached", points=number(sum(report.points for report in reports)),
                      max_points=sum(report.max_points for report in reports))
        return f"{'  ' * indentation}{label}", reached

    rows, everything = [], []
    for path, (lesson, reports, _) in checked.items():
        everything += reports.values()
        rows.append((path.name, ""))
        rows += [row(1, name, [report]) for name, report in reports.items()]
        rows.append(row(1, say("lesson_total", number=int(lesson[:2])), reports.values()))
    rows.append(row(0, say("total"), everything))
    width, right = (max(len(texts[i]) for texts in rows) for i in (0, 1))
    return "\n".join([say("table"), *(f"{label:{width}}  {reached:>{right}}".rstrip() for label, reached in rows)])


def keep(reports, folder):
    """Keep the points in a learner's folder, where there is one."""
    if (folder / KEPT).is_dir():
        points = points_so_far(folder) | {report.name: report.points for report in reports}
        with write_then_rename(folder / KEPT / "progress.json") as temporary:
            temporary.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")


def read_notebook(path):
    """Return what a notebook's file holds; ValueError, with the reason, where it is not a notebook.

    What nbformat would refuse, such as cells without metadata, is read all the same.
    """
    path = Path(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
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
    needed = needed_cells(read_notebook(path), path.stem)
    parts, waiting, reports = list(needed.parts), list(needed.exercises), {}
    stopped, failed = [], []
    unreached = say("no_time", seconds=f"{timeout:g}")
    deadline = time.monotonic() + timeout
    while waiting and time.monotonic() < deadline:
        failed, done, step, reason = run_once(parts, waiting, path.resolve().parent, deadline)
        reports.update(done)
        waiting = [name for name in waiting if name not in done]
        if isinstance(step, int):
            parts = [part for part in parts if part.number != step]
            stopped.append(CellError(step, 1, reason))
        elif step in waiting:
            waiting.remove(step)
            reports[step] = no_points(step, reason)
        elif reason and not done:  # the process never began
            unreached = reason
            break
    reports.update({name: no_points(name, unreached) for name in waiting})
    errors = tuple(sorted([*needed.errors, *stopped, *failed]))
    for name in needed.exercises:
        if reports[name] is None:
            reasons = [say("cell_error", **error._asdict()) for error in errors if error.number in needed.places[name]]
            reports[name] = no_points(name, reasons[-1] if reasons else say("missing", name=name))
    return Checked(needed.lesson, {name: reports[name] for name in needed.exercises}, errors)


def no_points(name, reason):
    """Return the report of an exercise that no check could look at."""
    return Report(name, 0, exercise(name).points, remarks=(reason,))


def run_once(parts, names, folder, deadline):
    """Run the parts of the cells, and examine the exercises, in one process.

    Returns
    -------
    errors : list of CellError
    reports : dict
        From the name of an exercise to its Report, or None where the notebook does not define it.
    step : int, str or None
        The number of the cell, or the name of the exercise, at which the process ended too early.
    reason : str
        Why it did.
    """
    context = multiprocessing.get_context("fork" if FORK else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, parts, names, folder), daemon=True)
    errors, reports, step = [], {}, None
    try:
        process.start()
        theirs.close()
        while True:
            left = max(deadline - time.monotonic(), 0)
            seconds = left / max(len(names) - len(reports) + (not isinstance(step, str)), 1)
            if not ours.poll(seconds):
                key = "timed_out" if isinstance(step, str) else "cell_timed_out"
                return errors, reports, step, say(key, seconds=f"{seconds:.0f}")
            kind, *event = ours.recv()
            if kind == "end":
                return errors, reports, None, ""
            if kind == "step":
                step, = event
            elif kind == "error":
                errors.append(CellError(*event))
            else:
                reports[step], = event
    except EOFError:
        return errors, reports, step, say("ended")
    finally:
        process.kill()
        process.join()
        ours.close()


def work(connection, parts, names, folder):
    """In the process of the notebook: run the parts, examine the exercises, and tell each step and what came of it."""
    silence()
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # as in a kernel, so that a notebook finds a module beside it
    namespace = {"__name__": "__main__"}
    for part in parts:
        connection.send(("step", part.number))
        error = run_part(part, namespace)
        if error:
            connection.send(("error", *error))
    for name in names:
        connection.send(("step", name))
        connection.send(("report", examine(name, namespace[name]) if name in namespace else None))
    connection.send(("end",))


def silence():
    """Send what the notebook prints, from C, too, to nowhere."""
    nowhere = open(os.devnull, "w")
    os.dup2(nowhere.fileno(), 1)
    os.dup2(nowhere.fileno(), 2)
    sys.stdout = sys.stderr = nowhere


def run_part(part, namespace):
    """Run the statements of a cell, each whatever came of those before it; return the first error."""
    filename, first = f"<cell [{part.number}]>", None
    linecache.cache[filename] = (len(part.source), None, part.source.splitlines(keepends=True), filename)
    for statement in ast.parse(part.source).body:
        try:
            exec(compile(ast.Module([statement], []), filename, "exec"), namespace)
        except (Exception, SystemExit) as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
            line = lines[0] if lines else statement.lineno
            first = first or CellError(part.number, line, f"{type(error).__name__}: {error}")
    return first
