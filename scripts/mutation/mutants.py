"""The mutants of a file: each is the file with one small change."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider

from scripts.mutation.operators import OPERATORS, OUTSIDE_FUNCTIONS, is_noise, is_wording

MODULE_LEVEL = "(module)"
#: Decorators of functions that run once for each of what they are asked.
REMEMBERING = {"cache", "lru_cache", "cached_property"}


@dataclass(frozen=True)
class Mutant:
    """One change of one file; its key stays the same when other lines of the file come and go."""

    file: str
    function: str
    first_line: int
    """Where the statement begins that is changed, 1-based."""
    line: int
    last_line: int
    is_remembered: bool
    """Whether it is in a function that remembers what it found, so that not every test that needs it runs it."""
    module: cst.Module = field(repr=False, compare=False)
    before: cst.CSTNode = field(repr=False, compare=False)
    after: cst.CSTNode = field(repr=False, compare=False)

    @cached_property
    def code(self) -> str:
        """The whole changed file."""
        changed = self.module.deep_replace(self.before, self.after)
        assert isinstance(changed, cst.Module)
        return changed.code

    @cached_property
    def mutation(self) -> str:
        """The lines that differ, without their indentation: ``old => new``."""
        old, new = self.module.code.splitlines(), self.code.splitlines()
        parts: tuple[list[str], list[str]] = ([], [])
        for tag, from_old, to_old, from_new, to_new in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if tag != "equal":
                parts[0].extend(line.strip() for line in old[from_old:to_old])
                parts[1].extend(line.strip() for line in new[from_new:to_new])
        return " => ".join(" ".join(part) for part in parts)

    @property
    def key(self) -> tuple[str, str, str]:
        """What the list of equivalent mutants names it by."""
        return self.file, self.function, self.mutation

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}: {self.mutation}"


def make_mutants(root: Path, file: Path) -> list[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module((root / file).read_text()))
    visitor = _Visitor(str(file), wrapper.module)
    wrapper.visit(visitor)
    return sorted(visitor.mutants, key=lambda mutant: mutant.line)


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: str, module: cst.Module) -> None:
        super().__init__()
        self.mutants: list[Mutant] = []
        self._file = file
        self._module = module
        self._scopes: list[str] = []
        self._functions = 0
        self._remembering = 0
        self._raises = 0
        self._statements: list[int] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if is_noise(node) or is_wording(node, self._raises > 0, self._functions > 0):
            # A call in a raise is not changed itself, but the numbers in it are.
            return bool(self._raises) and isinstance(node, cst.Call) and not is_noise(node) and self._enter(node)
        self._enter(node)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            return True
        position = self.get_metadata(PositionProvider, node, None)
        if position is None:
            return True
        for kind, operator in OPERATORS:
            if isinstance(node, kind) and (self._functions or operator in OUTSIDE_FUNCTIONS):
                for after in operator(node):
                    self._add(node, after, position.start.line)
        return True

    def _enter(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scopes.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
            self._remembering += _remembers(node)
        elif isinstance(node, cst.Raise):
            self._raises += 1
        if isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            self._statements.append(self.get_metadata(PositionProvider, node).start.line)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if is_noise(original_node):
            return
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._scopes.pop()
            self._functions -= isinstance(original_node, cst.FunctionDef)
            self._remembering -= _remembers(original_node)
        elif isinstance(original_node, cst.Raise):
            self._raises -= 1
        if isinstance(original_node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            self._statements.pop()

    def _add(self, before: cst.CSTNode, after: cst.CSTNode, line: int) -> None:
        if after.deep_equals(before):
            return
        last = line
        if not isinstance(before, cst.BaseCompoundStatement):
            last = self.get_metadata(PositionProvider, before).end.line
        first = self._statements[-1] if self._statements else line
        scope = ".".join(self._scopes) if self._functions else MODULE_LEVEL
        remembered = self._remembering > 0
        self.mutants.append(Mutant(self._file, scope, first, line, last, remembered, self._module, before, after))


def _remembers(node: cst.FunctionDef | cst.ClassDef) -> bool:
    names = [name for decorator in node.decorators for name in m.findall(decorator, m.Name())]
    return any(isinstance(name, cst.Name) and name.value in REMEMBERING for name in names)
