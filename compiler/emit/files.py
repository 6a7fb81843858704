"""Writing what was built: every file is prepared beside its place, then all of them are renamed into it."""

from __future__ import annotations

import os
import shutil
import signal
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn

from ..report.diagnostics import Diagnostic, Refused, Span

SECRETS = "secrets.yaml"
"""The file with Kubernetes Secrets: for its owner only."""
_TEMPORARY = ".alloyc-new"
_WAIT = 10.0
"""Seconds to wait for another build into the same folder."""
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def write(directory: str, contents: Mapping[str, str], remove: Collection[str] = ()) -> list[str]:
    """Writes files into a directory, which is made if it is not there, and removes others. Gives the names that were
    written: what is there already stays untouched.

    Raises Refused if anything cannot be written; then no file has changed.
    """
    return write_decided(directory, lambda: (contents, remove))


def write_decided(directory: str, decide: Callable[[], tuple[Mapping[str, str], Collection[str]]]) -> list[str]:
    """The same, for what depends on the files that are there: it is decided while no other build can change them."""
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), _stopping_by_exception():
            return _write(folder, *decide())
    except (OSError, ValueError) as error:  # ValueError: a NUL in a name
        raise Refused([_unwritable(directory, error)]) from None


def _write(folder: Path, contents: Mapping[str, str], remove: Collection[str]) -> list[str]:
    changed = [name for name, content in contents.items() if not _is_there(_target(folder, name), content)]
    prepared: list[tuple[Path, Path]] = []
    try:
        for name in changed:
            target = _target(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            prepared.append((target.with_name(f".{target.name}.{os.getpid()}{_TEMPORARY}"), target))
            _prepare(*prepared[-1], contents[name])
        with _undisturbed():
            _replace(prepared, [_target(folder, name) for name in remove])
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
        for found in {_target(folder, name).parent for name in contents}:
            _sweep(found)
    return changed


def _replace(prepared: Sequence[tuple[Path, Path]], removed: Sequence[Path]) -> None:
    """Renames what was prepared into its place, and removes the rest. If that fails in the middle, all is as before."""
    kept: list[tuple[Path, Path | None]] = []
    try:
        for temporary, target in prepared:
            kept.append((target, _set_aside(target)))
            os.replace(temporary, target)
        for target in removed:
            kept.append((target, _set_aside(target)))
            target.unlink(missing_ok=True)
    except BaseException:
        for target, before in reversed(kept):
            if before is None:
                target.unlink(missing_ok=True)
            else:
                os.replace(before, target)
        raise
    for _, before in kept:
        if before is not None:
            before.unlink(missing_ok=True)


def _set_aside(target: Path) -> Path | None:
    """A second name for a file, which stays in its place; None where there is no file."""
    before = target.with_name(f".{target.name}.{os.getpid()}.before{_TEMPORARY}")
    before.unlink(missing_ok=True)
    try:
        os.link(target, before, follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError:  # a file system without links
        shutil.copy2(target, before, follow_symlinks=False)
    return before


def _target(folder: Path, name: str) -> Path:
    """Where a file goes. Raises OSError if that is not below the folder: names come from values."""
    target = folder / name
    if ".." in Path(name).parts or not target.parent.resolve().is_relative_to(folder.resolve()):
        raise OSError(f"`{name}` is outside of it")
    return target


def _is_there(target: Path, content: str) -> bool:
    if target.name == SECRETS and target.is_file() and stat.S_IMODE(target.stat().st_mode) & 0o077:
        return False
    return read(target) == content


def _prepare(temporary: Path, target: Path, content: str) -> None:
    """Writes a new file that has the rights of the old one, or those of the user's umask."""
    if target.is_dir():
        raise IsADirectoryError(21, "a folder is in its place", str(target))
    private = target.name == SECRETS
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666)
    with open(descriptor, "wb") as file:
        file.write(content.encode())
    if not private and target.exists():
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))


def _sweep(folder: Path) -> None:
    """Removes what a build left that was killed. Nobody else writes here now: the folder is locked."""
    for left in folder.glob(f".*{_TEMPORARY}"):
        left.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps other builds out of a folder. The folder itself is locked, so that no file for it stays behind."""
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        end = monotonic() + _WAIT
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > end:
                    raise OSError("another build is writing to it") from None
                sleep(0.05)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _stopping_by_exception() -> Iterator[None]:
    """Has SIGTERM and SIGHUP raise, as SIGINT does, so that what was prepared is removed."""

    def stop(number: int, frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = {}
    try:
        for number in _SIGNALS[1:]:
            before[number] = signal.signal(number, stop)
    except ValueError:  # not the main thread, which alone is sent signals
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Has signals wait while files are renamed."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _unwritable(directory: str, error: Exception) -> Diagnostic:
    if isinstance(error, IsADirectoryError):
        directory = str(error.filename)
    return Diagnostic(
        "unwritable-output",
        f"cannot write to `{directory}`: {getattr(error, 'strerror', None) or error}",
        help="give a directory that can be written to with `-o`",
        span=Span(directory, 1, 1),
    )


def read(path: Path) -> str | None:
    """The content of a file, or None where there is none that can be read."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return None
