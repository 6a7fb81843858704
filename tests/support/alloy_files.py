"""Snapshots as a reviewer reads them: each output a file of its own, `fixtures/expected/FIXTURE/NAME`."""

from __future__ import annotations

from pathlib import Path

from syrupy.location import PyTestLocation

from alloyc.testing import snapshots

EXPECTED = Path(__file__).resolve().parents[2] / "fixtures" / "expected"


class AlloyFile(snapshots.AlloyFile):
    """The test is parametrized by the fixture; the snapshot's name is the collector."""

    @classmethod
    def root(cls, test_location: PyTestLocation) -> Path:
        return EXPECTED

    @classmethod
    def folder(cls, test_location: PyTestLocation) -> str:
        return test_location.snapshot_name.partition("[")[2].removesuffix("]")


class YamlFile(AlloyFile):
    file_extension = "yaml"
