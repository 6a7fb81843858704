"""Components that, over their references, depend on themselves: Alloy refuses to load them."""

from __future__ import annotations

from .site import Site


def check_cycles(site: Site) -> None:
    """Reports each cycle of a scope once, at the reference that closes it."""
    done: set[str] = set()
    for start in site.scope.edges:
        if start not in done:
            follow(start, site, done)


def follow(start: str, site: Site, done: set[str]) -> None:
    """Depth-first from one component, without recursion: chains of components can be long."""
    edges = site.scope.edges
    path, waiting = [start], [list(edges.get(start, {}))]
    while path:
        if not waiting[-1]:
            done.add(path.pop())
            waiting.pop()
            continue
        target = waiting[-1].pop()
        if target in path:
            chain = [*path[path.index(target) :], target]
            message = "these components depend on themselves: " + " -> ".join(f"`{identity}`" for identity in chain)
            site.report("reference-cycle", message, edges[path[-1]][target], "take one of the references out")
        elif target not in done and target in edges:
            path.append(target)
            waiting.append(list(edges[target]))
