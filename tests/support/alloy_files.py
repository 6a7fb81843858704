"""Snapshots as a reviewer reads them: each output a file of its own, `fixtures/expected/FIXTURE/NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

EXPECTED = Path(__file__).resolve().parents[2] / "fixtures" / "expected"


class AlloyFile(SingleFileSnapshotExtension):
    """The test is parametrized by the fixture; the snapshot's name is the collector."""

    _write_mode = WriteMode.TEXT
    file_extension = "alloy"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(EXPECTED / test_location.snapshot_name.partition("[")[2].removesuffix("]"))

    @classmethod
    def discovery_dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(EXPECTED)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: Any = 0) -> str:
        return str(index)


class YamlFile(AlloyFile):
    file_extension = "yaml"
