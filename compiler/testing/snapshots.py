"""For syrupy: each snapshot a file of its own, as a reviewer reads it, `__snapshots__/TEST/NAME.alloy`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation


class AlloyFile(SingleFileSnapshotExtension):
    """Keeps text in a folder a test, named after what the snapshot is called: a collector."""

    _write_mode = WriteMode.TEXT
    file_extension = "alloy"

    @classmethod
    def root(cls, test_location: PyTestLocation) -> Path:
        """Where the folders are: beside the test. A project may put them elsewhere."""
        return Path(test_location.filepath).parent / "__snapshots__"

    @classmethod
    def folder(cls, test_location: PyTestLocation) -> str:
        """What the folder of a test is called."""
        return test_location.snapshot_name.replace("/", "-")

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(cls.root(test_location) / cls.folder(test_location))

    @classmethod
    def discovery_dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(cls.root(test_location))

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: Any = 0) -> str:
        return str(index)
