"""A test file, read: strict, every fault with its place, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..compile import Settings, compile_values
from ..planning.installation import Release
from ..report.diagnostics import Diagnostic, Refused, nearest, refuse
from ..report.diagnostics import Path as ValuesPath
from ..simulate.places import destinations, sources
from ..values.load import Values, load
from ..values.options import Options, read
from ..values.overrides import Override
from ..values.placed import bare_tree
from ..values.reference import ALLOY_VERSION
from .model import SHORT, Given, Named, TestFile
from .subject import SUFFIX, Subject, Tests


@dataclass(frozen=True)
class Surroundings:
    """What a project file says to test files: how values are built, and, for files that name neither values nor a
    configuration, the cluster that they test. `subject` takes what a file sets, keys with JSON, and how it builds."""

    settings: Settings = field(default_factory=Settings)
    subject: Callable[[tuple[tuple[str, str], ...], Settings], Subject] | None = None


def files_of(paths: tuple[str, ...]) -> list[str]:
    """The files that are named; of a folder, every `*.alloytest.yaml` below it, but for hidden folders."""
    found: list[str] = []
    for name in paths or (".",):
        path = Path(name)
        found += sorted(map(str, _below(path))) if path.is_dir() else [name]
    return list(dict.fromkeys(found))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob(f"*{SUFFIX}"):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def read_tests(
    path: str, texts: dict[str, str], around: Surroundings = Surroundings(), places: Values | None = None
) -> Tests:
    """A test file and the configuration that it tests. Raises Refused. `texts` receives what was read; `places` are the
    file's, if it is known already."""
    places = places or load([path], sources=texts)
    if "assert" in places.data and "tests" not in places.data:
        from .pipelinetest import read_pipelinetest

        return read_pipelinetest(path, places)
    file, faults = read(TestFile, places.data, ())
    faults += _faults(file, around) if file is not None else []
    refuse(places.place(faults))
    file = TestFile.model_validate(bare_tree(places.data))  # data are what they are: no value of the build made them
    try:
        subject = _subject(file, path, texts, _settings(file, places, around), around)
    except Refused as refused:
        raise Refused(places.place(refused.diagnostics)) from None
    return Tests(path, file, subject, places)


def _settings(file: TestFile, places: Values, around: Surroundings) -> Settings:
    """How the file says that its values are built; what it does not say, the project does."""
    release = file.release if "release" in places.data else around.settings.release.name
    namespace = file.namespace if "namespace" in places.data else around.settings.release.namespace
    version = file.alloy_version or around.settings.alloy_version
    return replace(around.settings, release=Release(release, namespace), alloy_version=version)


def _subject(file: TestFile, path: str, texts: dict[str, str], settings: Settings, around: Surroundings) -> Subject:
    if file.config:
        return _of_config(file, path, texts)
    sets = tuple((key, _json(value)) for key, value in file.set.items())
    if not file.values and around.subject is not None:
        return _of_collector(around.subject(sets, settings), file.collector)
    folder = Path(path).parent
    named = [file.values] if isinstance(file.values, str) else file.values
    overrides = [Override("set-json", f"{key}={value}") for key, value in sets]
    subject = subject_of(load([str(folder / name) for name in named], overrides, sources=texts), settings)
    return _of_collector(subject, file.collector)


def subject_of(values: Values, settings: Settings) -> Subject:
    """What some values are built to, to be tested. Raises Refused."""
    built = compile_values(values, settings)
    graphs = tuple(configuration.graph for configuration in built.configurations)
    return Subject(graphs, sources(built), destinations(built), values, built, settings.alloy_version)


def _of_collector(subject: Subject, name: str) -> Subject:
    """What is tested of one collector, where one is named, with the satellites that it may send to. Raises Refused."""
    if not name or subject.compilation is None:
        return subject
    configurations = subject.compilation.configurations
    names = [one.collector for one in configurations if not one.satellite]
    if name not in names:
        close = nearest(name, names)
        help = f"did you mean `{close}`?" if close else f"there are: {', '.join(f'`{known}`' for known in names)}"
        raise Refused([Diagnostic("unknown-collector", f"the values have no collector `{name}`", ("collector",), help)])
    kept = {name, *(one.collector for one in configurations if one.satellite)}
    return replace(
        subject,
        graphs=tuple(graph for graph in subject.graphs if graph.collector in kept),
        sources=tuple(source for source in subject.sources if source.collector in kept),
        destinations=tuple(one for one in subject.destinations if one.collector in kept),
    )


def _faults(file: TestFile, around: Surroundings) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    if bool(file.config) == bool(file.values) and (file.config or around.subject is None):
        found.append(Diagnostic("missing-key", "a test file names what it tests: `values` or `config`, one of the two",
                                (), "add `values: values.yaml`"))  # fmt: skip
    names = [case.name for case in file.tests]
    for index, case in enumerate(file.tests):
        if names.index(case.name) < index:
            found.append(Diagnostic("same-name", f"two tests are called `{case.name}`", ("tests", index, "name"),
                                    "call it something else"))  # fmt: skip
        if case.snapshot and not file.values and not file.config:
            found.append(Diagnostic("missing-key", "a snapshot is of one cluster, and the file names none",
                                    ("tests", index, "snapshot"), "add `values:`, or expect what arrives"))  # fmt: skip
        if not case.expect and not case.snapshot:
            found.append(Diagnostic("missing-key", f"the test `{case.name}` expects nothing", ("tests", index),
                                    "add `expect`, or `snapshot: true`"))  # fmt: skip
        found += _given_faults(case.given, ("tests", index, "given"))
        for place, expected in enumerate(case.expect):
            found += _time_faults(expected.time, ("tests", index, "expect", place, "time"))
    return found


def _given_faults(given: Given, path: ValuesPath) -> Iterator[Diagnostic]:
    """Objects in short that are not right, manifests that are none, and times that are no times."""
    for key, model in SHORT.items():
        for index, one in enumerate(getattr(given, key)):
            if not (isinstance(one, str) and model is Named):
                yield from _object_faults(model, one, (*path, key, index))
    for key in ("monitors", "objects"):
        for index, one in enumerate(getattr(given, key)):
            if not isinstance(one.get("kind"), str):
                yield Diagnostic("missing-key", "a manifest needs a `kind`", (*path, key, index), "add `kind:`")
            yield from _object_faults(Named, one, (*path, key, index))
    yield from _time_faults(given.now or None, (*path, "now"))
    for index, log in enumerate(given.logs):
        yield from _time_faults(log.time, (*path, "logs", index, "time"))


def _object_faults(model: type[Options], one: Any, path: ValuesPath) -> Iterator[Diagnostic]:
    if isinstance(one, Mapping) and ("metadata" in one or "kind" in one):
        metadata = one.get("metadata")
        if not (isinstance(metadata, Mapping) and isinstance(metadata.get("name"), str)):
            yield Diagnostic("missing-key", "a manifest needs a `metadata` with a `name`", path, "add `metadata:`")
    else:
        yield from read(model, one, path)[1]


def _time_faults(time: str | None, path: ValuesPath) -> Iterator[Diagnostic]:
    try:
        if time is not None and datetime.fromisoformat(time).tzinfo is None:
            yield Diagnostic("invalid-value", f"`{time}` is in no time zone", path, "add a `Z`: it is UTC")
    except ValueError:
        yield Diagnostic("invalid-value", f"`{time}` is no time", path, "write `2026-01-01T00:00:00Z`")


def _json(value: object) -> str:
    import json

    return json.dumps(value)


def _of_config(file: TestFile, path: str, texts: dict[str, str]) -> Subject:
    from ..graph.read import read_graph_file

    name = str(Path(path).parent / file.config)
    try:
        texts[name] = Path(name).read_text(encoding="utf-8")
        graph = read_graph_file(name)
        graph = replace(graph, collector=file.collector or graph.collector)
    except (OSError, UnicodeDecodeError):
        raise Refused(
            [Diagnostic("unreadable-file", f"`{name}` cannot be read", ("config",), "check the path")]
        ) from None
    version = file.alloy_version or ALLOY_VERSION
    return Subject((graph,), sources(graph), destinations(graph), alloy_version=version)
