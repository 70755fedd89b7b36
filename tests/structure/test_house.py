"""ADR 0023 holds: wings in every layer, few modules a folder, types that say what is meant."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.structure.test_budgets import ROOT, modules

LAYERS = ("actions", "db", "domain", "fsm", "handlers", "screens")
WINGS = ("account", "booking", "messages", "desk", "manage")
BESIDE_WINGS = {"domain/time", "domain/when", "db/migrations", "db/schema"}
MODULES = 12
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parts


def trees(*layers: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in modules():
        if parts(path)[0] in layers and "migrations" not in parts(path):
            yield path, ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names, `from a import b` as a.b, for b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_folder_holds_at_most_twelve_modules() -> None:
    held = Counter(
        str(path.parent.relative_to(ROOT))
        for path in modules()
        if path.name not in {"__init__.py", "__main__.py"} and "versions" not in path.parts
    )
    assert not {folder: count for folder, count in held.items() if count > MODULES}


def test_every_layer_has_the_same_five_wings_and_no_other_folder() -> None:
    for layer in LAYERS:
        found = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / layer).glob("*/*.py")}
        wings = {f"{layer}/{wing}" for wing in WINGS}
        assert found - BESIDE_WINGS == wings, layer


def crossings() -> Counter[tuple[str, str]]:
    """Which wing imports from which other one, over all layers: how many imports."""
    count: Counter[tuple[str, str]] = Counter()
    for path, tree in trees(*LAYERS):
        here = parts(path)[1]
        if here not in WINGS:
            continue
        for name in imported(tree):
            layer, wing, *_rest = (*name.split("."), "", "")
            if layer in LAYERS and wing in WINGS and wing != here:
                count[here, wing] += 1
    return count


def test_nobody_uses_manage() -> None:
    """What else crosses from wing to wing stands in the decision's table, and does not grow."""
    assert not {here: n for (here, there), n in crossings().items() if there == "manage"}


def test_the_table_of_crossings_in_the_decision_is_todays() -> None:
    page = next((ROOT / "docs" / "adr").glob("0023-*.md")).read_text()
    rows = re.findall(r"^\| (\w+) \|((?: [\d–]+ \|){5})$", page, re.MULTILINE)
    written = {
        (here, there): int(cell)
        for here, cells in rows
        for there, cell in zip(WINGS, re.findall(r"[\d–]+", cells), strict=True)
        if cell.isdigit() and int(cell)
    }
    assert written == dict(crossings())


def test_sql_stays_in_db() -> None:
    found = {
        str(path.relative_to(ROOT)): name
        for path, tree in trees("actions", "domain", "fsm", "handlers", "screens", "workers")
        for name in imported(tree)
        if name.startswith("sqlalchemy")
    }
    assert not found


def test_functions_of_db_answer_values_and_leave_no_statement_to_run() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in trees("db")
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and not node.name.startswith("_")
        and re.search(
            r"\b(Executable|Select|Insert|Update|Delete|Row)\b", ast.unparse(node.returns or node)
        )
        and parts(path)[1] in WINGS
    ]
    assert not found, "\n".join(found)


def test_events_of_bookings_are_written_in_one_place() -> None:
    """Else a program would not be told of some of them (ADR 0030)."""
    files = {
        str(path.relative_to(ROOT))
        for path in modules()
        if "migrations" not in path.parts
        and re.search(r"INTO booking_events|insert\(\s*booking_events", path.read_text())
    }
    assert files == {"db/booking/events.py"}


def alike(annotation: ast.expr | None) -> str | None:
    """A positional tuple of two or more neighbours of one type, inside of an annotation."""
    for node in ast.walk(annotation) if annotation else ():
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "tuple":
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            names = [ast.unparse(item) for item in inner]
            if any(one == two for one, two in pairwise(names) if two != "..."):
                return ast.unparse(node)
    return None


def test_no_parameter_is_a_tuple_of_like_types() -> None:
    """Of five ints two are swapped, and no type checker sees it."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}({arg.arg}: {mixed})"
        for path, tree in trees(*LAYERS, "bot", "infra", "workers")
        for node in ast.walk(tree)
        if isinstance(node, Function)
        for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if (mixed := alike(arg.annotation))
    ]
    assert not found, "\n".join(found)


def test_beyond_four_arguments_all_have_names() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in trees(*LAYERS, "bot", "infra", "workers")
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and len([arg for arg in node.args.args if arg.arg not in {"self", "cls"}]) > 4
    ]
    assert not found, "\n".join(found)


def test_every_router_is_called_router() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees("handlers")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and re.search(r"(\bRouter|_router)\(", ast.unparse(node.value))
        and ast.unparse(node.targets[0]) != "router"
    ]
    assert not found


def test_a_handler_catches_refusals_alone() -> None:
    """What else may go wrong is an outage or a bug, and handlers/errors.py answers those."""
    refusals = set(re.findall(r"^class (\w+)\(", refusal_classes(), re.MULTILINE))
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path, tree in trees("handlers")
        if parts(path)[1] in WINGS
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type
        for name in re.findall(r"\w+", ast.unparse(node.type))
        if name not in refusals | OUTSIDE | NAMED
    ]
    assert not found, "\n".join(found)


OUTSIDE = {"FAILURES", "TelegramBadRequest", "ChartFailed", "ValueError"}
NAMED = {"NOT_THERE", "ASKED_AGAIN", "REFUSED", "tuple", "refusals"}
"""What a courtesy, an edit, a picture or a typed number may fail with: each has its own way on."""


def refusal_classes() -> str:
    return "\n".join(path.read_text() for path in modules() if "refusals" in path.name)


def test_handlers_write_through_their_turn_alone() -> None:
    """Else a second delivery would do it again (ADR 0024). Those here change nothing twice."""
    files = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "handlers").rglob("*.py")
        if "database.begin" in path.read_text()
    }
    assert files == {"handlers/errors.py", "handlers/groups.py", "handlers/turn.py"}
