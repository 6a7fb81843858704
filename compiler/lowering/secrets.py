"""How a configuration reads the secret values of a destination or another owner, wherever they are kept."""

from __future__ import annotations

from ..graph.build import Value, call, index
from ..report.record import dataclass
from ..syntax.ast import Ref
from ..values.options import Options
from ..values.placed import in_place_of
from ..values.secrets import is_given, mode, secret_options, secret_value


@dataclass(frozen=True)
class Secrets:
    """Reads the secret values of an owner. `data` is the export of its `remote.kubernetes.secret`, if it has one."""

    owner: Options
    data: Ref | None = None

    def has(self, path: str) -> bool:
        return is_given(self.owner, path)

    def read(self, path: str, nonsensitive: bool = False) -> Value:
        """The expression that gives the value, or None where there is none. `nonsensitive` makes plain text of it."""
        value = secret_value(self.owner, path)
        if value.source is not None:
            return value.source
        if mode(self.owner) == "embedded":
            return in_place_of(value.text, secret_options(self.owner).embed)
        if self.data is None:
            return None
        kept = index(self.data, value.key)
        return call("convert.nonsensitive", kept) if nonsensitive else kept

    def read_if_given(self, path: str, nonsensitive: bool = False) -> Value:
        return self.read(path, nonsensitive) if self.has(path) else None
