"""What the code is held to: short modules, functions and signatures, and no imports that linters cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("imgsearch", "loaders", "migrations", "scripts", "benchmarks", "tests")
MODULE_LINES = 250
FUNCTION_LINES = 50
PARAMETERS = 6
#: A module, or something of a module, as entry points name it.
DOTTED = re.compile(r"(?:imgsearch|loaders)(?:\.\w+)+(?::\w+)?")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> Iterator[tuple[str, str]]:
    """Path and source of every module; those of single migrations are as long as their SQL."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file.parent != ROOT / "migrations" / "versions":
                yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def functions(source: str) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))


def count_parameters(function: Function) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def is_command(function: Function) -> bool:
    """Whether a decorator makes it a command, whose parameters are its options."""
    calls = [node.func if isinstance(node, ast.Call) else node for node in function.decorator_list]
    return any(isinstance(node, ast.Attribute) and node.attr == "command" for node in calls)


def hidden_names(package: str, source: str) -> list[str]:
    """Modules that a module of a package names in strings, outside of its package, where it imports by name."""
    if "import_module" not in source and "__import__" not in source and not re.search(r'"[\w.]+:\w+"', source):
        return []
    tree = ast.parse(source)
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [text for text in texts if DOTTED.fullmatch(text) and not text.startswith(f"imgsearch.{package}.")]


def test_modules_are_short() -> None:
    lengths = {path: source.count("\n") for path, source in modules(*FOLDERS)}
    assert len(lengths) > 300
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    long = [
        f"{path}:{function.name} has {lines} lines"
        for path, source in modules(*FOLDERS)
        for function in functions(source)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_signatures_are_short() -> None:
    wide = [
        f"{path}:{function.name} has {count} parameters"
        for path, source in modules(*FOLDERS)
        for function in functions(source)
        if (count := count_parameters(function)) > PARAMETERS and not is_command(function)
    ]
    assert wide == []


def test_no_package_imports_another_by_a_name_in_a_string() -> None:
    found = {}
    for path, source in modules("imgsearch"):
        if names := hidden_names(path.split("/")[1], source):
            found[path] = names
    assert found == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('C = {"a": "imgsearch.cli.db:db"}', []),
        ('C = {"a": "imgsearch.web.app:create_app"}', ["imgsearch.web.app:create_app"]),
        ('import_module("loaders.images")', ["loaders.images"]),
        ('import_module("imgsearch.cli.db")', []),
    ],
)
def test_names_in_strings_are_found(source: str, expected: list[str]) -> None:
    assert hidden_names("cli", source) == expected
