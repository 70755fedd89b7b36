"""Which handlers write: found in the syntax trees of handlers/, from the handler to turn.write."""

import ast
from collections.abc import Iterator
from pathlib import Path

from aiogram import Router

from handlers import routers

ROOT = Path(__file__).parents[3]
Name = tuple[str, str]
"""Module and function, as in ('handlers.desk.visit', 'act_tapped')."""


def writers() -> set[str]:
    """Registered handlers from which a write can be reached, as the log names them."""
    uses = {name: found for path in modules() for name, found in uses_in(path).items()}
    return {log_name(name) for name in registered() if reaches(name, uses)}


def modules() -> Iterator[Path]:
    return (ROOT / "handlers").rglob("*.py")


def log_name(name: Name) -> str:
    module, function = name
    return f"{'.'.join(module.rsplit('.', 2)[-2:])}.{function}"


def registered() -> set[Name]:
    """What the routers of production call for messages and taps."""
    return {name for router in routers() for name in _of(router)}


def _of(router: Router) -> Iterator[Name]:
    for kind in ("message", "callback_query"):
        for handler in router.observers[kind].handlers:
            yield handler.callback.__module__, handler.callback.__name__


def uses_in(path: Path) -> dict[Name, set[Name]]:
    """For each function and constant of a module what of handlers/ it names; WRITE for a write."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(path.read_text())
    imported = dict(_imports(tree))
    found = {}
    for node in tree.body:
        for name in _names(node):
            used = {_meaning(item, module, imported) for item in ast.walk(node)}
            found[module, name] = {one for one in used if one is not None}
    return found


WRITE: Name = ("turn", "write")


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handlers"):
            for item in node.names:
                yield item.asname or item.name, f"{node.module}.{item.name}"


def _meaning(node: ast.AST, module: str, imported: dict[str, str]) -> Name | None:
    """What a name stands for: a module's own, an imported one, or one of an imported module."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if (node.value.id, node.attr) == WRITE:
            return WRITE
        owner = imported.get(node.value.id)
        return (owner, node.attr) if owner else None
    if not isinstance(node, ast.Name):
        return None
    if node.id in imported:
        owner, _, name = imported[node.id].rpartition(".")
        return owner, name
    return module, node.id


def reaches(name: Name, uses: dict[Name, set[Name]]) -> bool:
    """Whether it, or what it uses, writes."""
    seen, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one == WRITE:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(uses.get(one, ()))
    return False
