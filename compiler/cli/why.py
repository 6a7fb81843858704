"""`alloyc why`: whether and how a datum arrives, and what would stop it."""

from __future__ import annotations

from ._questions import question_command

command = question_command("why", "dropped")
