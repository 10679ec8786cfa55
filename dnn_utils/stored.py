"""The data files that the course itself holds, and how an HDF5 file is read and written."""
import os

import numpy as np

from dnn_utils.files import COURSE, write_then_rename

DATASETS = COURSE / "datasets"
DAMAGED = (OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError)  # what h5py raises for a bad file


def of_the_course(filename):
    """Return the path of a data file that the repository holds."""
    if not (DATASETS / filename).is_file():
        raise FileNotFoundError(f"{filename} is part of the course and must be in {DATASETS}, where it is not: "
                                "restore it from the repository, or install the course anew")
    return DATASETS / filename


def read_arrays(path, keys):
    """Return the arrays that an HDF5 file holds under these keys."""
    try:
        return list(read_file(path, keys)[0].values())
    except DAMAGED as error:
        raise ValueError(f"{path.name} must be an HDF5 file that holds the arrays {', '.join(keys)}, "
                         f"got {path}: {error}") from error


def read_file(path, keys=None):
    """Return the arrays of an HDF5 file, all or those under these keys, and its attributes."""
    import h5py  # here: a training that is not kept, or a model that is not saved, needs none
    with h5py.File(path, "r", locking=False) as file:  # network homes often have no locks, and reading needs none
        attributes = {key: value.decode() if isinstance(value, bytes) else value for key, value in file.attrs.items()}
        return {key: file[key][:] for key in (file if keys is None else keys)}, attributes


def write_arrays(path, arrays, attributes=None, **storage):
    """Write an HDF5 file that is whole or not there, with a checksum of all that is in it.

    Parameters
    ----------
    path : path
    arrays : dict of name -> array
    attributes : dict of name -> str or int, optional
    **storage
        How h5py packs each array, such as compression="gzip".
    """
    import h5py
    # HDF5 1.10's format and fletcher32 keep checksums of all that is written here, which tell a damaged file.
    path = os.path.realpath(path)  # a link stays, and leads to the new file
    with write_then_rename(path) as temporary, h5py.File(temporary, "w", libver="v110", locking=False) as file:
        for key, value in (attributes or {}).items():
            file.attrs[key] = np.bytes_(value.encode()) if isinstance(value, str) else value
        for key, array in arrays.items():
            array = np.asarray(array)
            file.create_dataset(key, data=array, maxshape=(None,) * array.ndim, fletcher32=True, **storage)
