"""`alloyc why-not`: why a datum does not arrive, and what would let it through."""

from __future__ import annotations

from ._questions import question_command

command = question_command("why-not", "arrives")
