"""Values that are written and cannot have an effect, for another value decides: nothing is passed over in silence.

What the reference takes is warned of. `alloyc check` proves more of this kind, and takes longer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic.alias_generators import to_camel

from ..report.diagnostics import Diagnostic, Path, dotted
from ..values.options import Options
from ..values.secrets import (
    SecretOwner,
    authentication_type,
    mode,
    secret_options,
    secret_paths,
    secret_value,
)
from .installation import Installation

USED: dict[str, tuple[str, ...]] = {
    "basic": ("username", "password"),
    "bearerToken": ("bearer_token",),
    "oauth2": ("oauth2",),
    "sigv4": ("sigv4",),
}
"""What the fields of `auth` begin with that each type of authentication reads."""
TEXT_WINS = frozenset({"value"})
"""Fields that win over the expression beside them. Of the others, the expression or the file wins."""


def check_unused(installation: Installation) -> Iterator[Diagnostic]:
    """Values without effect in the sections that are in use."""
    if installation.cluster.name_from is not None:
        yield from _overridden(installation.cluster, ("cluster",))
    for name, destination in installation.destinations.items():
        if not destination.disabled:
            yield from _of_section(destination.options, ("destinations", name))
    for name, values in installation.telemetry_services.items():
        if isinstance(values, Mapping) and values and "deploy" not in values:
            at = ("telemetryServices", name)
            message = f"`{dotted(at)}` has no effect: `{dotted((*at, 'deploy'))}` is not set"
            yield _unused(message, at, f"add `deploy: true` to `{dotted(at)}`, or take it out")
    for collector in installation.collectors.values():
        if collector.options.enabled:
            yield from _of_section(collector.options, collector.path)
    for name, options in installation.features.items():
        yield from _of_section(options, (name,))


def check_unreached(
    installation: Installation, destinations: Collection[str], processors: Collection[str]
) -> Iterator[Diagnostic]:
    """Destinations that nothing goes to, and data processors that nothing goes through, given those in use."""
    for name, destination in installation.destinations.items():
        if not destination.disabled and name not in destinations:
            help = f"turn a feature on, name it in `destinations` of one, or set `destinations.{name}.disabled: true`"
            yield _unused(f"nothing is sent to the destination `{name}`", ("destinations", name), help)
    for name in installation.processors:
        if name not in processors:
            help = f"name it in a feature: `dataProcessors: [{name}]`, or take it out"
            yield _unused(f"no feature uses the data processor `{name}`", ("dataProcessors", name), help)


def _of_section(options: Options, at: Path) -> Iterator[Diagnostic]:
    """What is without effect in a section and those below it, as far as they are on."""
    if "enabled" in type(options).model_fields and options.enabled in (False,):  # type: ignore[attr-defined]
        if "enabled" not in options.model_fields_set and (written := _written(options)):
            message = f"`{dotted((*at, written[0]))}` has no effect: `{dotted((*at, 'enabled'))}` is not set"
            yield _unused(message, (*at, written[0]), f"add `enabled: true` to `{dotted(at)}`, or take it out")
        return
    yield from _overridden(options, at)
    for name in sorted(options.model_fields_set):
        value = getattr(options, name)
        if isinstance(value, Options | list):
            yield from _below(value, (*at, _key(options, name)))


def _below(value: Any, at: Path) -> Iterator[Diagnostic]:
    if isinstance(value, Options):
        yield from _of_section(value, at)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _below(inner, (*at, position))


def _written(options: Options) -> list[str]:
    """The keys of a section that values write and that say anything."""
    given = (name for name in type(options).model_fields if name in options.model_fields_set)
    return [_key(options, name) for name in given if _says_something(getattr(options, name))]


def _says_something(value: Any) -> bool:
    return bool(_written(value)) if isinstance(value, Options) else bool(value)


def _key(options: Options, name: str) -> str:
    return type(options).model_fields[name].alias or name


def _overridden(options: Options, at: Path) -> Iterator[Diagnostic]:
    """Text beside the expression, or the file, that is read in its place."""
    for name, other in _rivals(type(options)):
        if not {name, other} <= options.model_fields_set:
            continue
        value, source = getattr(options, name), getattr(options, other)
        if isinstance(value, Mapping) and isinstance(source, Mapping):
            for key in sorted(value.keys() & {key for key, one in source.items() if one is not None}):
                yield _is_overridden((*at, _key(options, name), key), (*at, _key(options, other), key))
        elif value and source:
            loser, winner = (other, name) if name in TEXT_WINS else (name, other)
            yield _is_overridden((*at, _key(options, loser)), (*at, _key(options, winner)))


@cache
def _rivals(model: type[Options]) -> tuple[tuple[str, str], ...]:
    """The fields of a model that say the same, one of them by an expression or a file."""
    names = model.model_fields
    pairs = ((name, name + ending) for name in names for ending in ("_from", "_file"))
    return tuple((name, other) for name, other in pairs if other in names)


def _is_overridden(loser: Path, winner: Path) -> Diagnostic:
    message = f"`{dotted(loser)}` has no effect: `{dotted(winner)}` is read in its place"
    return _unused(message, loser, "take one of the two out")


def _unused(message: str, at: Path, help: str) -> Diagnostic:
    return Diagnostic("unused-option", message, at, help, "warning", about_key=True)


def check_unused_secrets(owner: SecretOwner) -> Iterator[Diagnostic]:
    """What an owner of secret values has of them that is not read: by how it authenticates, by where they are kept."""
    yield from _unused_authentication(owner.options, owner.at)
    yield from _beside_insecure(owner.options, owner.at)
    match mode(owner.options):
        case "external":
            yield from _inline(owner)
        case "embedded":
            yield from _beside_embed(owner)


def _unused_authentication(owner: Options, at: Path) -> Iterator[Diagnostic]:
    auth = getattr(owner, "auth", None)
    if not isinstance(auth, Options):
        return
    used = USED.get(authentication_type(owner), ())
    for name in type(auth).model_fields:
        given = name in auth.model_fields_set and _says_something(getattr(auth, name))
        if name == "type" or not given or name.startswith(used):
            continue
        wanted = next(type for type, fields in USED.items() if name.startswith(fields))
        stated = getattr(auth, "type", "")
        because = f"`auth.type` is `{stated}`" if stated else "`auth.type` is not set"
        key = (*at, "auth", _key(auth, name))
        yield _unused(f"`{dotted(key)}` has no effect: {because}", key, f"set `auth.type: {wanted}`, or take it out")


def _beside_insecure(owner: Options, at: Path) -> Iterator[Diagnostic]:
    """TLS for a connection that has none."""
    tls = getattr(owner, "tls", None)
    if isinstance(tls, Options) and getattr(tls, "insecure", False):
        for key in _written(tls):
            if key != "insecure":
                message = f"`{dotted((*at, 'tls', key))}` has no effect: `{dotted((*at, 'tls', 'insecure'))}` is true"
                yield _unused(message, (*at, "tls", key), "take one of the two out")


def _is_used(owner: Options, path: str) -> bool:
    section, _, field = path.partition(".")
    return section != "auth" or field.startswith(USED.get(authentication_type(owner), ()))


def _inline(owner: SecretOwner) -> Iterator[Diagnostic]:
    """Secret values in the values, though a Secret of the user's is to have them. The reference ignores them."""
    secret = secret_options(owner.options)
    if not secret.name:
        at = (*owner.at, "secret")
        help = "add its `name:`, and its `namespace:` if that is another; or let alloyc make one"
        yield Diagnostic("missing-key", f"`{dotted(at)}` does not say which Secret it is", at, help, about_key=True)
    for path in secret_paths(type(owner.options)):
        value = secret_value(owner.options, path)
        if value.text and value.source is None and _is_used(owner.options, path):
            key = (*owner.at, *(to_camel(part) for part in path.split(".")))
            yield Diagnostic("unused-option", f"`{dotted(key)}` is not read: `secret.create: false` says that a Secret "
                             f"of your own has it, under the key `{value.key}`", key,
                             f"take it out; `{key[-1]}Key` names another key, `{key[-1]}From` reads it from elsewhere",
                             about_key=True)  # fmt: skip


def _beside_embed(owner: SecretOwner) -> Iterator[Diagnostic]:
    secret = secret_options(owner.options)
    keys: list[tuple[str, ...]] = [("secret", name) for name in ("name", "namespace") if getattr(secret, name)]
    keys += [path for path in _written_paths(owner.options) if path[-1] in _keys_of_secrets(owner.options)]
    for key in keys:
        at = (*owner.at, *key)
        message = f"`{dotted(at)}` has no effect: with `secret.embed` no Secret is made or read"
        yield _unused(message, at, "take `embed` or it out")


def _keys_of_secrets(owner: Options) -> set[str]:
    return {f"{to_camel(path.rpartition('.')[2])}Key" for path in secret_paths(type(owner))}


def _written_paths(options: Options) -> Iterator[tuple[str, ...]]:
    """The paths of the keys that values write in a section and those below it."""
    for name in type(options).model_fields:
        value = getattr(options, name)
        if name in options.model_fields_set:
            inner = list(_written_paths(value)) if isinstance(value, Options) else [()]
            yield from ((_key(options, name), *path) for path in inner)
