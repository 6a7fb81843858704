"""Where tasks are done: in this process, in others on this machine, or on a Dask cluster. All are asked the same way,
through `concurrent.futures`."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

from .scratch import socket_fits, take_folder
from .task import Task
from .work import work

T = TypeVar("T")
WAITING = 2
"""Tasks that wait for each process: enough that none is idle, and few enough that memory does not grow with a fleet."""


@contextmanager
def executor(jobs: int, scheduler: str | None = None) -> Iterator[tuple[Executor | None, int]]:
    """What runs tasks, and how many at once; None for this process itself. Raises ImportError without Dask."""
    if scheduler is not None:
        from distributed import Client

        with Client(scheduler) as client:  # type: ignore[no-untyped-call]
            workers = sum(client.nthreads().values()) or 1
            yield client.get_executor(pure=False), workers
        return
    if jobs == 1:
        yield None, 1
        return
    take_folder()
    with ProcessPoolExecutor(jobs, _context(), _end_with_parent) as pool:
        try:
            yield pool, jobs
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _context() -> Any:
    """A fork server has everything imported once, and each process is a copy of it."""
    if "forkserver" not in multiprocessing.get_all_start_methods() or not socket_fits():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["alloyc.fleet.work", "alloyc.fleet.warm"])
    return context


def _end_with_parent() -> None:
    """A process of the pool waits for tasks for ever, even if whoever gives them was killed."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def results(
    tasks: Iterable[Task],
    pool: Executor | None,
    at_once: int,
    do: Callable[[Task], T] = work,  # type: ignore[assignment]
) -> Iterator[T]:
    """What each task gives, as it is done. Few are under way at a time."""
    if pool is None:
        yield from map(do, tasks)
        return
    running: set[Future[T]] = set()
    for task in tasks:
        if len(running) >= at_once * (1 + WAITING):
            done, running = _some(running)
            yield from done
        running.add(pool.submit(do, task))
    while running:
        done, running = _some(running)
        yield from done


def _some(running: set[Future[T]]) -> tuple[list[T], set[Future[T]]]:
    finished, still = wait(running, return_when=FIRST_COMPLETED)
    return [future.result() for future in finished], still


def cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
