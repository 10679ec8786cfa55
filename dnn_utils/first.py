"""The course's packages come first: a learner's own file with one of their names does not take their place.

A kernel looks for modules beside its notebook before it looks anywhere else, and in PYTHONPATH. This module needs
nothing but Python itself, and is run by its path where dnn_utils may be what stands in the way.
"""
import sys
from importlib.machinery import PathFinder
from importlib.util import spec_from_file_location
from pathlib import Path

PACKAGES = Path(__file__).resolve().parent.parent  # the folder with the three packages in it
NAMES = ("dnn_utils", "testCases", "dnn_course")
SENTENCE = ("{file} has the name of the course's own {name} and stands in its way. The course's is used here. Rename "
            "yours, such as to my_{filename}, and restart the kernel.")


class CourseFirst:
    """Finds the course's packages, whatever comes first in sys.path, and says what would have been found."""

    packages, said = PACKAGES, set()

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        """Return the spec of a package of the course, or None."""
        init = PACKAGES / name / "__init__.py"
        if name not in NAMES or not init.is_file():
            return None
        cls.say(name, in_the_way(name))
        return spec_from_file_location(name, init, submodule_search_locations=[str(init.parent)])

    @classmethod
    def say(cls, name, file):
        if file and file not in cls.said:
            cls.said.add(file)
            print(SENTENCE.format(file=file, name=name, filename=Path(file).name), file=sys.stderr)


def come_first():
    """Let imports find the course's packages first, and forget others of their names that were imported before."""
    if any(getattr(finder, "packages", None) == PACKAGES for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, CourseFirst)
    for name in NAMES:
        module = sys.modules.get(name)
        if module is not None and not is_ours(name, place_of(module.__spec__) or getattr(module, "__file__", None)):
            for each in [each for each in sys.modules if each.split(".")[0] == name]:
                del sys.modules[each]
            CourseFirst.say(name, in_the_way(name) or getattr(module, "__file__", None))


def in_the_way(name, folders=None):
    """Return the path of what Python finds under the name of a package of the course, or None where that is its own.

    Parameters
    ----------
    name : str
    folders : list of path, optional
        Where to look; without it, in sys.path.
    """
    try:
        found = place_of(PathFinder.find_spec(name, None if folders is None else list(map(str, folders))))
    except (ImportError, OSError, ValueError):  # of a folder that is no folder
        return None
    return None if found is None or is_ours(name, found) else found


def place_of(spec):
    """Return the file of a module's spec, or the folder of a package's, or None."""
    if spec is None:
        return None
    return next(iter(spec.submodule_search_locations or []), spec.origin if spec.has_location else None)


def is_ours(name, place):
    """Say whether a file, or a folder, is that of a package of the course; what has no place counts as it."""
    if place is None:
        return True
    place = Path(place).resolve()
    return place in (PACKAGES / name, PACKAGES / name / "__init__.py")
