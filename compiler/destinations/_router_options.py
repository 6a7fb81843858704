"""What values can say about a router."""

from typing import Any

from ..values.options import Options
from .unit import DestinationOptions


class Route(Options):
    """Where telemetry goes that meets all conditions of `match`; without `signals` telemetry of every signal."""

    match: Any = None
    destinations: list[str] = []
    signals: list[str] | None = None


class Router(DestinationOptions):
    """The first route that matches is taken; what none matches goes to the default destinations."""

    ecosystem: str = ""
    routes: list[Route] = []
    default_destinations: list[str] = []
