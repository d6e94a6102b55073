"""What a revision does to tables that are there already, and whether the code of the former release could bear it."""

import ast
from collections.abc import Iterator

ENDS = frozenset({"drop_table", "rename_table", "drop_column", "alter_column"})
"""Takes away, or may change, what the former code still reads or writes."""
NARROWS = frozenset({"create_check_constraint", "create_foreign_key", "create_unique_constraint", "create_primary_key"})
"""Refuses rows that the former code may still write."""


def breaks(source: str) -> list[str]:
    """Return what `upgrade` of a revision does to tables of earlier revisions that their code could not bear, as "table: operation"."""
    (upgrade,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    operations = list(_operations(upgrade, batch=None))
    made = {table for table, name, _ in operations if name == "create_table"}
    return [f"{table}: {name}" for table, name, call in operations if table not in made and _is_break(name, call)]


def _operations(node: ast.AST, *, batch: str | None) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield (table, operation, call) for all that is called on `op`, or on a batch of it."""
    if isinstance(node, ast.With):
        batch = _table_of(node.items[0].context_expr)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        if node.func.value.id == "op":
            yield _named(node), node.func.attr, node
        elif batch is not None:
            yield batch, node.func.attr, node
    for child in ast.iter_child_nodes(node):
        yield from _operations(child, batch=batch)


def _table_of(call: ast.expr) -> str | None:
    return _named(call) if isinstance(call, ast.Call) else None


def _named(call: ast.Call) -> str:
    first = call.args[_place_of_table(call)] if len(call.args) > _place_of_table(call) else None
    return str(first.value) if isinstance(first, ast.Constant) else "?"


def _place_of_table(call: ast.Call) -> int:
    """`create_index` and the constraints are called with their own name before that of the table."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return 1 if name == "create_index" or name in NARROWS else 0


def _is_break(name: str, call: ast.Call) -> bool:
    if name == "add_column":
        return any(_is_required(column) for column in call.args if isinstance(column, ast.Call))
    if name == "create_index":
        return _keyword(call, "unique") is True
    if name == "execute":
        return any(word in ast.unparse(call).upper() for word in ("ALTER ", "DROP ", "RENAME "))
    return name in ENDS or name in NARROWS


def _is_required(column: ast.Call) -> bool:
    has_default = any(keyword.arg == "server_default" for keyword in column.keywords)
    return _keyword(column, "nullable") is False and not has_default


def _keyword(call: ast.Call, name: str) -> object:
    return next((keyword.value.value for keyword in call.keywords if keyword.arg == name and isinstance(keyword.value, ast.Constant)), None)
