"""Labels of the node that a pod runs on, for the telemetry of the pod: the section `nodeLabels` of several features."""

from pydantic import Field

from ..graph.build import because
from ..syntax.ast import Block
from ..values import preset_data
from ..values.names import node_label
from ..values.options import Options, as_data
from ..values.placed import any_of
from . import relabel


class NodeLabels(Options):
    """Which labels to read from the node."""

    node_pool: bool = False
    region: bool = False
    availability_zone: bool = False
    node_role: bool = False
    node_os: bool = Field(default=False, alias="nodeOS")
    node_architecture: bool = False
    instance_type: bool = False


def are_wanted(options: NodeLabels) -> bool:
    """Whether any is. Discovery must then attach the metadata of nodes."""
    return any_of(*as_data(options).values())


def rules(options: NodeLabels) -> list[Block]:
    """A relabeling rule for each that is wanted."""
    wanted = as_data(options)
    return [
        rule
        for key, entry in preset_data.data("node-labels").items()
        if wanted[key]
        for rule in because([relabel.first(entry["label"], *map(node_label, entry["from"]))], wanted[key])
    ]
