"""What a body has and nothing in it uses. All of it warnings: Alloy runs such configurations."""

from __future__ import annotations

from ..catalog.behaviour import kind
from ..syntax.ast import Body
from .site import Site, body_blocks


def check_unused(body: Body, site: Site) -> None:
    """Warns about components whose exports nobody reads, arguments nobody asks for, and declares nobody makes."""
    scope = site.scope
    for identity, found in scope.components.items():
        if found.spec is not None and identity not in scope.used and kind(found.block.name).lives_by_use:
            message = f"nothing uses `{identity}`"
            help = "refer to one of its exports, or leave it out"
            site.report("unused-component", message, found.block, help, severity="warning")
    for label, block in (scope.arguments or {}).items():
        if f"argument.{label}" not in scope.used:
            message = f"nothing uses the argument `{label}`"
            help = "leave it out, here and where the component is made"
            site.report("unused-argument", message, block, help, severity="warning")
    check_declares(body, site)


def check_declares(body: Body, site: Site) -> None:
    """A file of nothing but declares is a library: others make components of them."""
    blocks = body_blocks(body)
    if all(kind(block.name).role == "module" for block in blocks):
        return
    for block in blocks:
        if block.name == "declare" and id(block) not in site.run.made:
            message = f'nothing makes a component of `declare "{block.label}"`'
            help = f'write `{block.label} "NAME" {{ ... }}`, or leave it out'
            site.report("unused-component", message, block, help, severity="warning")
