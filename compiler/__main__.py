"""`python -m alloyc`: the command line."""

from .cli import run

run()
