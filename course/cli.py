"""The command dnn-course: `dnn-course start DIR` and `dnn-course fetch`."""
import argparse
import sys
from pathlib import Path

from course.start import start
from dnn_utils.data import fetch_photographs


def main(arguments=None):
    """Run the command that the arguments name, and return its exit status: 0, or 1 after an error."""
    parser = argparse.ArgumentParser(prog="dnn-course", description="Build a deep neural network "
                                     "in plain NumPy, one function at a time.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("start", help="make a folder of your own with the exercise notebooks")
    command.add_argument("folder", metavar="DIR", help="the folder to make; it must not exist yet")
    command.set_defaults(run=lambda given: run_start(given.folder))
    command = commands.add_parser("fetch", help="fetch the photographs of the article (3 MB); no lesson needs them")
    command.set_defaults(run=lambda given: run_fetch())
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except (OSError, ValueError, RuntimeError) as error:
        print(f"dnn-course: {error}", file=sys.stderr)
        return 1
    return 0


def run_start(folder):
    lessons = start(folder)
    print(f"Made {folder} with {len(lessons)} lessons and their pictures.")
    print(f"Next: open {Path(folder) / lessons[0].name} in JupyterLab, "
          "and write the code between START CODE HERE and END CODE HERE.")


def run_fetch():
    for path in fetch_photographs():
        print(f"Fetched {path}")


if __name__ == "__main__":
    sys.exit(main())
