"""The command dnn-course: `lab`, `start DIR`, `update DIR`, `check NOTEBOOK...`, `picture FILE...` and more."""
import argparse
import importlib.util
import math
import re
import sys
from importlib import metadata
from pathlib import Path

from dnn_course.home import install
from dnn_course.learner.environment import check_environment
from dnn_utils.language import SOURCE, languages, speaking_as_in, spoken


def main(arguments=None):
    """Run the command that the arguments name, and return its exit status: 0, 1 after an error, or that of `check`.

    Each command imports what it needs, which is quicker, and says what is missing where a package is.
    """
    parser = argparse.ArgumentParser(prog="dnn-course", description="Build a deep neural network "
                                     "in plain NumPy, one function at a time.")
    parser.add_argument("--version", action="version", version=f"dnn-course {version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "lab", help="open JupyterLab on the start page of your folder, which is made where there is none",
        usage="dnn-course lab [-h] [--language LANGUAGE] [DIR] [-- ARGUMENT...]",
        description="Open JupyterLab on the start page of your folder. The folder is made where there is none; one "
        "that is there stays as it is. What stands after -- goes to JupyterLab: dnn-course lab -- --no-browser")
    command.add_argument("folder", metavar="DIR", nargs="?", default="my_course",
                         help="your folder (default: %(default)s)")
    add_language(command, "that your folder is to have (default: the one that it has; en for a new one)")
    command.set_defaults(run=lambda given: run_lab(given.folder, given.language, for_jupyterlab))
    command = commands.add_parser("start", help="make a folder of your own with the exercise notebooks")
    command.add_argument("folder", metavar="DIR", help="the folder to make; it must not exist yet")
    add_language(command, "of the lessons and of what the checks say (default: en)")
    command.set_defaults(run=lambda given: run_start(given.folder, given.language))
    command = commands.add_parser("update", help="bring the current course to your folder, and keep all that you wrote")
    command.add_argument("folder", metavar="DIR", help="a folder made by dnn-course start")
    add_language(command, "that your folder is to have from now on (default: the one that it has)")
    command.set_defaults(run=lambda given: run_update(given.folder, given.language))
    command = commands.add_parser(
        "export", help="write notebooks as HTML pages",
        description="Write notebooks, with the outputs that they hold, as HTML pages: one file each, pictures and "
        "formulas within it, for reading without JupyterLab and without a network. Nothing is run. A link to a "
        "notebook leads to its page, where that is written, too, or lies there already; else it becomes plain text.")
    command.add_argument("notebooks", metavar="NOTEBOOK", nargs="+", help="a notebook of the course")
    command.add_argument("--to", metavar="DIR", help="the folder for the pages (default: beside each notebook)")
    command.set_defaults(run=lambda given: run_export(given.notebooks, given.to))
    command = commands.add_parser("fetch", help="fetch the photographs of the article (3 MB); no lesson needs them")
    command.set_defaults(run=lambda given: run_fetch())
    command = commands.add_parser(
        "check", help="check the exercises in notebooks, without the trainings",
        description="Check the exercises in notebooks: what is wrong, and a table of points. Only what the exercises "
        "need is run, and no training. Points are kept in the folder's .dnn-course, where dnn-course start made one.",
        epilog="Exit status: 0 for full points, 1 where some are missing, 2 where a notebook cannot be read or none "
        "holds an exercise.")
    command.add_argument("notebooks", metavar="NOTEBOOK", nargs="+", help="a notebook of the course")
    command.add_argument("--timeout", metavar="SECONDS", type=positive_number, default=60,
                         help="time for each notebook (default: %(default)s)")
    command.add_argument("--json", action="store_true", help="print the results as JSON, and nothing else")
    command.add_argument("--junit", metavar="FILE", help="write the results as JUnit's XML, too, for a forge")
    command.add_argument("--min-points", metavar="N", type=positive_number,
                         help="how many points are enough for the exit status 0 (default: all)")
    command.set_defaults(run=lambda given: run_check(given.notebooks, given.timeout, given.json, given.junit,
                                                     given.min_points))
    command = commands.add_parser(
        "picture", help="ask the network that you trained about pictures of your own",
        description="Say what the trained network of your folder thinks of each picture: run it in that folder, or "
        "name pictures that lie in it.",
        epilog="Exit status: 0, or 1 where a picture cannot be read or no network is trained yet; the reason is named.")
    command.add_argument("files", metavar="FILE", nargs="+", help="a picture, of any size and kind")
    command.set_defaults(run=lambda given: run_picture(given.files))
    add_grading(commands)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a letter of a path ends no command
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    for_jupyterlab = []
    if arguments[:1] == ["lab"] and "--" in arguments:
        arguments, for_jupyterlab = arguments[:arguments.index("--")], arguments[arguments.index("--") + 1:]
    given = parser.parse_args(arguments)
    try:
        return given.run(given) or 0
    except ModuleNotFoundError:  # a package is missing, or this is another Python than the course's
        environment = check_environment()
        if not environment.problems:
            raise
        print(environment, file=sys.stderr)
        return 2
    except (OSError, ValueError, RuntimeError) as error:
        print(f"dnn-course: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndnn-course: stopped by Control-C", file=sys.stderr)
        return 130  # as a shell says it


def add_language(command, meaning):
    """Add the option --language."""
    command.add_argument("--language", metavar="LANGUAGE", help=f"language {meaning}: {', '.join(languages())}")


def version():
    """Return the version that is installed, as a text."""
    try:
        return metadata.version("dnn-course")
    except metadata.PackageNotFoundError:  # this is another Python than the course's: the environment check says so
        return "(not installed in this Python)"


def add_grading(commands):
    """Add the instructor's commands."""
    command = commands.add_parser("assign", help="for instructors: make a course folder for grading with nbgrader")
    command.add_argument("folder", metavar="FOLDER", help="the course folder; what it holds is kept")
    command.add_argument("lessons", metavar="LESSON", nargs="*", help="such as 02_forward (default: all)")
    command.add_argument("--assignment", default="course", help="name of the assignment (default: %(default)s)")
    command.set_defaults(run=lambda given: grading_commands().run_assign(given))
    command = commands.add_parser(
        "kit", help="for instructors: pack what a class needs into one archive",
        description="Pack the exercises of what is released, with pictures, data, the library and its checks, and a "
        "page \"Install and start\". The solved lessons are not in it, and nothing of grading.")
    command.add_argument("folder", metavar="FOLDER", help="a course folder, made by dnn-course assign")
    command.add_argument("--assignment", action="append", default=[], metavar="NAME",
                         help="an assignment whose lessons are in it; may be given again (default: all)")
    command.add_argument("--to", metavar="FILE.zip", help="the archive (default: FOLDER/kit.zip)")
    command.set_defaults(run=lambda given: grading_commands().run_kit(given))
    command = commands.add_parser(
        "grade", help="for instructors: grade a class",
        description="Grade what lies in FOLDER/submitted/STUDENT/ASSIGNMENT/: marks go to nbgrader's gradebook, and "
        "pages and CSV files to FOLDER/reports/ASSIGNMENT. A run that was ended goes on where it was.",
        epilog="Exit status: 0, or 1 where anything was not graded or not used; it is named.")
    command.add_argument("folder", metavar="FOLDER", help="a course folder, made by dnn-course assign")
    command.add_argument("--assignment", default="course", help="name of the assignment (default: %(default)s)")
    command.add_argument("--seed", type=int, help="of the hidden checks (default: the one in FOLDER/.grading/seed)")
    command.add_argument("--new-seed", action="store_true",
                         help="draw another seed for the hidden checks, and mark everything anew")
    command.add_argument("--workers", type=int, help="processes (default: one for each core)")
    command.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="mark on the workers of a dask scheduler")
    command.add_argument("--student", metavar="NAME", help="mark this one anew, and nobody else")
    command.add_argument("--roster", metavar="FILE.csv",
                         help="who is in the class: kept in FOLDER; who hands in nothing has 0 in every table")
    command.add_argument("--trust-submissions", action="store_true",
                         help="mark without a jail where this machine has none; only what you would run yourself")
    command.set_defaults(run=lambda given: grading_commands().run_grade(given))
    command = commands.add_parser(
        "collect", help="for instructors: take a download of Moodle or Canvas",
        description="Lay the files of \"Download all submissions\" (Moodle) or \"Download Submissions\" (Canvas), as "
        "they are, into FOLDER/submitted/STUDENT/ASSIGNMENT. What a student has from an earlier one is replaced, and "
        "kept in FOLDER/.grading/replaced.",
        epilog="Exit status: 0, or 1 where a file was not understood; it is named.")
    command.add_argument("folder", metavar="FOLDER", help="a course folder, made by dnn-course assign")
    command.add_argument("archive", metavar="FILE.zip", help="the download")
    command.add_argument("--assignment", default="course", help="name of the assignment (default: %(default)s)")
    command.add_argument("--roster", metavar="FILE.csv", help="who is in the class: kept in FOLDER")
    command.set_defaults(run=lambda given: grading_commands().run_collect(given))
    command = commands.add_parser(
        "feedback", help="for instructors: pack the students' pages for Moodle, Canvas or mail",
        description="Pack the students' pages, as the last dnn-course grade wrote them.")
    command.add_argument("folder", metavar="FOLDER", help="a course folder")
    command.add_argument("--assignment", default="course", help="name of the assignment (default: %(default)s)")
    way = command.add_mutually_exclusive_group(required=True)
    way.add_argument("--moodle", action="store_true", help="for Moodle's \"Upload multiple feedback files in a zip\"")
    way.add_argument("--canvas", action="store_true", help="for Canvas's \"Re-Upload Submissions\"")
    way.add_argument("--mail", action="store_true", help="a CSV file of name, address and file, for a mail merge")
    command.add_argument("--to", metavar="FILE.zip", help="the archive (default: in FOLDER/reports/ASSIGNMENT)")
    command.set_defaults(run=lambda given: grading_commands().run_feedback(given))
    command = commands.add_parser(
        "remove", help="for instructors: remove a student",
        description="Remove a student from the gradebook, and every file, page and kept mark of this student.")
    command.add_argument("folder", metavar="FOLDER", help="a course folder")
    command.add_argument("student", metavar="STUDENT", help="the name of the folder in submitted/")
    command.set_defaults(run=lambda given: grading_commands().run_remove(given))


def grading_commands():
    """Return the module of the instructor's commands; RuntimeError where it cannot be used, and what to do."""
    if importlib.util.find_spec("fcntl") is None:
        raise RuntimeError("grading needs Linux, because its jail is made of what Linux's kernel gives: on Windows, "
                           "run it in WSL or in a container; on macOS, in a container")
    try:
        from dnn_course.grading import commands
    except ModuleNotFoundError as error:
        raise RuntimeError(f"grading needs {error.name}: install the instructor's extra, "
                           f"{install('grading')}") from None
    return commands


def positive_number(text):
    """Read a number of seconds or points, for argparse."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError(f"it must be a number above 0, got {text!r}")
    return found


def run_start(folder, language):
    from dnn_course.learner.start import start
    notebooks = start(folder, language or SOURCE)
    lessons = [path for path in notebooks if re.match("(?!00)[0-9]{2}_", path.name)]
    with speaking_as_in(folder):
        print(spoken("Made {folder} with {n} lessons and their pictures.").format(folder=folder, n=len(lessons)))
        print(spoken("Next: open {page} in JupyterLab, and write the code between START CODE HERE and END CODE HERE.")
              .format(page=Path(folder) / notebooks[0].name))
        environment = check_environment(folder)
        if environment.problems:
            print(environment, file=sys.stderr)


def run_lab(folder, language, arguments):
    there = Path(folder).expanduser()
    if not there.exists():
        run_start(folder, language)
    from dnn_course.learner.lab import lab
    from dnn_course.learner.start import read_record
    if language and read_record(there)["language"] != language:
        run_update(folder, language)
    lab(folder, arguments)


def run_update(folder, language):
    from dnn_course.learner.updating import update
    report = update(folder, language)
    with speaking_as_in(folder):
        print(report)
    return 0 if report.complete else 1


def run_check(notebooks, timeout, json_only, junit, min_points):
    from dnn_course.learner.check import check_notebooks
    with speaking_as_in(Path(notebooks[0]).parent):
        return check_notebooks(notebooks, timeout, json_only, junit, min_points)


def run_export(notebooks, folder):
    from dnn_course.learner.export import export  # takes a second, which the other commands need not wait
    for notebook in notebooks:
        print(spoken("Wrote {page}").format(page=export(notebook, folder, notebooks)))


def run_picture(files):
    from dnn_course.learner.picture import look_at_pictures
    return look_at_pictures(files)


def run_fetch():
    from dnn_utils.photographs import fetch_photographs
    for path in fetch_photographs():
        print(spoken("Fetched {path}").format(path=path))


if __name__ == "__main__":
    sys.exit(main())
