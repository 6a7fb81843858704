"""What Alloy itself knows: components, attributes, blocks, types, exports, stability, for each of its versions.

`behaviour.py` says what a kind of component does with telemetry. `tools/catalog` makes `catalog.json` from Alloy's
source.
"""

from .spec import (
    NEWEST,
    AttributeSpec,
    BlockSpec,
    BodySpec,
    ComponentSpec,
    ConfigurationSpec,
    FunctionSpec,
    configuration_blocks,
    constants,
    functions,
    kinds,
    load,
    load_body,
    load_configuration,
    load_function,
)
from .types import Type, parse_type
from .versions import STABILITIES, number, versions

__all__ = [
    "NEWEST",
    "STABILITIES",
    "AttributeSpec",
    "BlockSpec",
    "BodySpec",
    "ComponentSpec",
    "ConfigurationSpec",
    "FunctionSpec",
    "Type",
    "configuration_blocks",
    "constants",
    "functions",
    "kinds",
    "load",
    "load_body",
    "load_configuration",
    "load_function",
    "number",
    "parse_type",
    "versions",
]
