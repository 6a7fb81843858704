"""What every feature can be told of where it runs and where its telemetry goes."""

from ..values.options import Options


class FeatureOptions(Options):
    """What every feature can be told. A sub-feature (`hostMetrics.linuxHosts`) is told by its parent's section."""

    enabled: bool = False
    destinations: list[str] = []
    data_processors: list[str] = []
    collector: str = ""
