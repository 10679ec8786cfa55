"""Runs the unit of work on many notebooks at once, over any concurrent.futures.Executor."""
import ctypes
import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain

__all__ = ["dask_executor", "results_of", "start_processes"]

TRIES = 3  # how often a notebook may end the process that marks it
FAR = 200  # tasks on the way to an executor that may have many machines
PR_SET_PDEATHSIG = 1
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def results_of(function, tasks, executor=None, workers=None):
    """Run function(*arguments) for each task, and give the results as they come.

    Parameters
    ----------
    function : callable
        The workers must be able to import it.
    tasks : iterable of (identity, arguments)
        Taken as there is room for them, so that a million are never in memory. One whose arguments are None has
        nothing to run: it is given back at once, in its turn, with the result None.
    executor : concurrent.futures.Executor, optional
        Where to run. Without it, in processes of this machine: when one dies, the tasks that were on their way are
        tried again, each alone, so that only the one whose fault it is can fail.
    workers : int, optional
        How many processes; without it, as many as there are cores.

    Yields
    ------
    (identity, result, error)
        error is None, or the exception that came in the place of a result.
    """
    if executor is not None:
        for (identity, _), result, error in _in_flight(function, tasks, executor, FAR):
            yield identity, result, error
        return
    workers, tasks, again = workers or len(os.sched_getaffinity(0)), iter(tasks), False
    for task in tasks:
        if task[1] is not None:  # the first that needs a process
            tasks, again = chain([task], tasks), True
            break
        yield task[0], None, None
    while again:
        suspects = deque()
        with _processes(workers) as pool:
            for task, result, error in _in_flight(function, tasks, pool, 2 * workers):
                if isinstance(error, BrokenExecutor):
                    suspects.append(task)
                else:
                    yield task[0], result, error
        again = bool(suspects)
        for identity, arguments in suspects:
            yield identity, *_alone(function, arguments)


def _in_flight(function, tasks, executor, most):
    """Give (task, result, error) as they come; take no more tasks once the executor is broken."""
    running, tasks, broken = {}, iter(tasks), False
    while True:
        while len(running) < most and not broken:
            task = next(tasks, None)
            if task is None:
                break
            if task[1] is None:
                yield task, None, None
                continue
            try:
                running[executor.submit(function, *task[1])] = task
            except BrokenExecutor as error:
                broken = True
                yield task, None, error
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            task, error = running.pop(future), future.exception()
            broken = broken or isinstance(error, BrokenExecutor)
            yield task, None if error else future.result(), error


def _alone(function, arguments):
    """Return (result, error) of a task in a process of its own, which may die a few times."""
    for _ in range(TRIES):
        with _processes(1) as pool:
            try:
                return pool.submit(function, *arguments).result(), None
            except BrokenExecutor:
                continue
            except Exception as error:
                return None, error
    return None, RuntimeError(f"the process that marks it has died {TRIES} times")


@contextmanager
def _processes(workers):
    pool = start_processes(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def start_processes(workers):
    """Return a pool of fresh processes, of one thread each, that die with the thread that gives them their work."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _die_with, (os.getpid(),))
    try:
        wait([pool.submit(os.getpid) for _ in range(workers)], return_when=FIRST_COMPLETED).done.pop().result()
    except BrokenExecutor:
        raise RuntimeError("the processes that mark do not start: a script that grades must do so below "
                           "'if __name__ == \"__main__\":', because each process imports it") from None
    return pool


def _die_with(parent):
    """Have the system end this process when its parent has died, even by SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent


@contextmanager
def dask_executor(scheduler):
    """Give the executor of a dask scheduler, tcp://HOST:PORT. Every worker must have the grading extra."""
    try:
        from distributed import Client
    except ImportError:
        raise RuntimeError("--scheduler needs dask: pip install distributed, here and for every worker") from None
    with Client(scheduler, set_as_default=False) as client:
        yield client.get_executor(pure=False)
