"""The data files that the course itself holds, and how an HDF5 file is read and written."""
import h5py
import numpy as np

from dnn_utils.files import COURSE, write_then_rename

DATASETS = COURSE / "datasets"


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


def write_arrays(path, arrays, attributes=None):
    """Write an HDF5 file that is whole or not there, with a checksum of all that is in it.

    Parameters
    ----------
    path : path
    arrays : dict of name -> array
    attributes : dict of name -> str or int, optional
    """
    # HDF5 1.10's format and fletcher32 keep checksums of all that is written here, which tell a damaged file.
    with write_then_rename(path) as temporary, h5py.File(temporary, "w", libver="v110") as file:
        for key, value in (attributes or {}).items():
            file.attrs[key] = np.bytes_(value.encode()) if isinstance(value, str) else value
        for key, array in arrays.items():
            array = np.asarray(array)
            file.create_dataset(key, data=array, maxshape=(None,) * array.ndim, fletcher32=True)
