"""The pytest plugin: collects `*.alloytest.yaml`, and brings what snapshot tests of values need.

`alloy_build` builds values in the test's own process; `alloy_snapshot` compares each collector's configuration with an
`.alloy` file of its own (with syrupy: `pip install alloyc[snapshots]`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..compile import Compilation
    from .run import Runner

_SUFFIX = ".alloytest.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A test file is a collector of its tests."""
    if not file_path.name.endswith(_SUFFIX):
        return None
    collected: pytest.Collector = AlloyTests.from_parent(parent, path=file_path)
    return collected


class AlloyTests(pytest.File):
    """A test file."""

    def collect(self) -> Iterator[pytest.Item]:
        from ..report.diagnostics import Refused
        from .read import read_tests
        from .run import Runner

        texts: dict[str, str] = {}
        try:
            runner = Runner(read_tests(str(self.path), texts))
        except Refused as refused:
            raise self.CollectError(_rendered(refused.diagnostics, texts)) from None
        for case in runner.tests.file.tests:
            yield AlloyTest.from_parent(self, name=str(case.name), runner=runner, texts=texts)


class AlloyTest(pytest.Item):
    """One test. What is inconclusive fails too: nobody knows that it passes."""

    def __init__(self, *, runner: Runner, texts: dict[str, str], **rest: Any) -> None:
        super().__init__(**rest)
        self._runner, self._texts = runner, texts

    def runtest(self) -> None:
        from .explain import explained

        [result] = self._runner.run(lambda name: name == self.name)
        if result.status != "passed":
            ways = "\n".join(explained(result.outcomes, result.tests.subject))
            raise NotMet(f"{ways}\n\n{_rendered(result.diagnostics, self._texts)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The way of the data, not that of our own calls."""
        return str(excinfo.value) if isinstance(excinfo.value, NotMet) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class NotMet(Exception):
    """A test that did not pass; its text is what to show."""


def _rendered(diagnostics: Any, texts: dict[str, str]) -> str:
    from ..report.render import render

    return render(diagnostics, "text", texts)


@pytest.fixture
def alloy_build(request: pytest.FixtureRequest) -> Callable[..., Compilation]:
    """Builds values files, named from the test's own folder: `alloy_build("values.yaml", "values.prod.yaml")`."""
    from .. import build

    folder = request.path.parent

    def built(*files: str, **options: Any) -> Compilation:
        return build(*(str(folder / name) for name in files), **options)

    return built


@pytest.fixture
def alloy_snapshot(request: pytest.FixtureRequest) -> Callable[[Compilation], None]:
    """Asserts that each collector's configuration is what its `.alloy` file has, and that no file is left over."""
    pytest.importorskip("syrupy", reason="snapshots take syrupy: pip install alloyc[snapshots]")
    from .snapshots import AlloyFile

    snapshot = request.getfixturevalue("snapshot").use_extension(AlloyFile)

    def compared(compilation: Compilation) -> None:
        for configuration in compilation.configurations:
            assert configuration.text == snapshot(name=configuration.collector)

    return compared
