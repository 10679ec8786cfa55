"""The data files that the course itself holds, and how an HDF5 file is read."""
from pathlib import Path

import h5py

DATASETS = Path(__file__).resolve().parent.parent / "datasets"


def of_the_course(filename):
    """Return the path of a data file that the repository holds."""
    if not (DATASETS / filename).is_file():
        raise FileNotFoundError(f"{filename} is part of the course and must be in {DATASETS}, where it is not: "
                                "restore it from the repository")
    return DATASETS / filename


def read_arrays(path, keys):
    """Return the arrays that an HDF5 file holds under these keys."""
    try:
        with h5py.File(path, "r") as file:
            return [file[key][:] for key in keys]
    except (OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path.name} must be an HDF5 file that holds the arrays {', '.join(keys)}, "
                         f"got {path}: {error}") from error
