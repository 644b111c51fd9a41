"""What is changed: mutmut's operators, fewer of some of them and three more, and what is not worth changing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import libcst as cst
import libcst.matchers as m
from mutmut.mutation import mutators

#: Builders of SQL that take any number of conditions or columns: one that is missing must be noticed.
VARIADIC = {"where", "and_", "or_", "filter", "having", "order_by", "group_by", "distinct", "values", "returning"}
#: Arguments that say something to people, or that hold for every machine of ours.
UNTESTED_ARGUMENTS = {"help", "detail", "description", "summary", "title", "encoding", "stacklevel", "strict"}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "logging", "warnings", "_log"}


def change_string(node: cst.BaseString) -> Iterable[cst.BaseString]:
    """One change of a string instead of three."""
    yield from list(mutators.operator_string(node))[:1]


def change_arguments(node: cst.Call) -> Iterable[cst.Call]:
    """None for an argument; a keyword argument, and a condition of an SQL builder, is left out instead."""
    name = _called(node)
    for index, argument in enumerate(node.args):
        keyword = argument.keyword.value if argument.keyword is not None else ""
        if argument.star or keyword in UNTESTED_ARGUMENTS or _is_wording(argument.value):
            continue
        others = [*node.args[:index], *node.args[index + 1 :]]
        if keyword or (name in VARIADIC and others):
            yield node.with_changes(args=others)
        elif not m.matches(argument.value, m.Name("None")):
            replaced = argument.with_changes(value=cst.Name("None"))
            yield node.with_changes(args=[*node.args[:index], replaced, *node.args[index + 1 :]])


def drop_statement(node: cst.Expr) -> Iterable[cst.BaseSmallStatement]:
    """A call for its effect alone, such as a check, left out."""
    value = node.value.expression if isinstance(node.value, cst.Await) else node.value
    if isinstance(value, cst.Call):
        yield cst.Pass()


def return_none(node: cst.Return) -> Iterable[cst.Return]:
    """None instead of what is returned."""
    if node.value is not None and not m.matches(node.value, m.Name("None") | m.Name("True") | m.Name("False")):
        yield node.with_changes(value=cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" "))


def negate_condition(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """The opposite of a condition in which no other operator changes anything."""
    assert isinstance(node, cst.If | cst.While | cst.CompIf)
    plain = isinstance(node.test, cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.NamedExpr)
    if plain and not m.matches(node.test, m.Name("True") | m.Name("False") | m.Name("TYPE_CHECKING")):
        test = node.test
        if isinstance(test, cst.NamedExpr) and not test.lpar:
            test = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(
            test=cst.UnaryOperation(cst.Not(), test),
            **{name: cst.SimpleWhitespace(" ") for name in _whitespace_before_test(node)},
        )


def _whitespace_before_test(node: cst.CSTNode) -> tuple[str, ...]:
    if isinstance(node, cst.If):
        return ("whitespace_before_test",)
    return ("whitespace_after_while",) if isinstance(node, cst.While) else ("whitespace_before_test",)


_REPLACED: dict[Any, Any] = {mutators.operator_string: change_string, mutators.operator_arg_removal: change_arguments}
OPERATORS: mutators.OPERATORS_TYPE = [
    *((kind, _REPLACED.get(operator, operator)) for kind, operator in mutators.mutation_operators),
    (cst.Expr, drop_statement),
    (cst.Return, return_none),
    (cst.If, negate_condition),
    (cst.While, negate_condition),
    (cst.CompIf, negate_condition),
]
#: Outside of functions most other changes end the import, which any test notices.
OUTSIDE_FUNCTIONS = {
    mutators.operator_number,
    change_string,
    mutators.operator_name,
    mutators.operator_swap_op,
    mutators.operator_keywords,
}


def is_noise(node: cst.CSTNode) -> bool:
    """Whether neither the node nor anything in it is to be changed."""
    if isinstance(node, cst.Decorator | cst.Annotation | cst.Assert | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.FunctionDef):
        return node.name.value in {"__repr__", "__str__"}
    if isinstance(node, cst.Expr):  # a docstring, or a line in the log
        return isinstance(node.value, cst.BaseString) or is_noise(node.value)
    if isinstance(node, cst.Call):
        return _is_log(node) or _called(node) in {"cast", "TypeVar", "mapped_column", "relationship", "echo"}
    if isinstance(node, cst.AnnAssign):  # a column of a table, or a type
        return m.matches(node.annotation.annotation, m.Subscript(m.Name("Mapped")) | m.Name("TypeAlias"))
    if isinstance(node, cst.Assign):
        return m.matches(node.targets[0].target, m.Name("__all__")) or m.matches(
            node.value, m.Subscript(m.Name("Literal") | m.Name("Annotated") | m.Name("Callable"))
        )
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in UNTESTED_ARGUMENTS
    if isinstance(node, cst.Param):  # a default that is computed once, at import
        return node.default is not None and not isinstance(node.default, cst.Name | cst.BaseNumber | cst.BaseString)
    return isinstance(node, cst.If) and m.matches(node.test, m.Name("TYPE_CHECKING"))


def is_wording(node: cst.CSTNode, in_raise: bool, in_function: bool) -> bool:
    """Whether it is a text for people: any text of an error, and one of several words inside a function."""
    if in_raise:
        return isinstance(node, cst.BaseString | cst.Call | cst.FormattedStringExpression)
    return in_function and _is_wording(node)


def _is_wording(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.SimpleString):
        return " " in node.raw_value.strip()
    return isinstance(node, cst.ConcatenatedString | cst.FormattedString)


def _called(node: cst.Call) -> str:
    function = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return function.value if isinstance(function, cst.Name) else ""


def _is_log(node: cst.Call) -> bool:
    return m.matches(node.func, m.Attribute(value=m.Name(), attr=m.Name())) and (
        cst.ensure_type(cst.ensure_type(node.func, cst.Attribute).value, cst.Name).value in LOGGERS
    )
