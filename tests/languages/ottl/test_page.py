"""The examples of docs/ottl.md run."""

from __future__ import annotations

import doctest

from support.reference import REPOSITORY


def test_the_examples_of_the_page_run() -> None:
    failed, tried = doctest.testfile(str(REPOSITORY / "docs" / "ottl.md"), module_relative=False)
    assert (failed, tried > 0) == (0, True)
