"""`python -m alloyc`: the command line."""

from .cli import main

main()
