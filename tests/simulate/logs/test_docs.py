"""The examples of docs/log-stages.md run."""

from __future__ import annotations

import re

import pytest

from support.reference import REPOSITORY

PAGE = (REPOSITORY / "docs" / "log-stages.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example: str) -> None:
    exec(compile(example, "log-stages.md", "exec"), {})


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 2
