"""One filter: how it is written, stored, compared and described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from imgsearch.errors import BadInput

#: NUL, and what Python makes of bytes that are not UTF-8: no text in PostgreSQL has either.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 (whatever kind of value a filter has)
    return value


@dataclass(frozen=True)
class Filter:
    """One filter."""

    name: str
    """Keyword of Filters, parameter of the API and name of the form's field."""
    option: str
    """Of `imgsearch query`."""
    condition: ColumnElement[bool]
    """On Image; takes the parameter ``filter_<name>``."""
    help: str
    label: tuple[str, str]
    """In English and Russian."""
    parse: Callable[[str], Any] = _as_it_is
    """From what somebody wrote; a ValueError says what is wrong with it."""
    clean: Callable[[Any], Any] = _as_it_is
    """Into the form that is stored; of each value where there are several. Python may give it anything."""
    is_multiple: bool = False
    """Several values may be given, as a tuple, and all must hold."""
    choices: tuple[str, ...] = ()
    russian: Mapping[str, str] | None = None
    """What choices are called where they may be written so, too."""
    placeholder: str = ""
    say: Callable[[Any], Any] = _as_it_is
    """A value in words."""
    longest: int = 500
    """Characters that may be written for it."""

    @property
    def is_choice(self) -> bool:
        """Whether one of the choices is all that can be written."""
        return bool(self.choices) and not self.is_multiple

    def prepare(self, given: Any) -> Any:  # noqa: ANN401 (whatever kind of value a filter has)
        """The value as it is compared.

        Raises:
            BadInput: it is empty, of another kind, cannot be stored, or is none of the choices.
        """
        several = self.is_multiple and isinstance(given, Iterable) and not isinstance(given, str)
        values = tuple(map(self._cleaned, given if several else (given,)))
        if "" in values:
            raise BadInput(
                "a filter is empty; leave it out or say what must hold", ru="пустой фильтр; уберите его или заполните"
            )
        for value in values:
            if self.choices and value not in self.choices:
                choices = ", ".join(self.choices)
                ru = ", ".join((self.russian or {}).get(each, each) for each in self.choices)
                raise BadInput(f"{value!r} is not one of {choices}", ru=f"«{value}» – не одно из: {ru}")
            if isinstance(value, str) and UNSTORABLE.search(value):
                raise BadInput(
                    "a filter contains a NUL character or is not valid UTF-8",
                    ru="в фильтре есть нулевой знак или неверный UTF-8",
                )
        return values if self.is_multiple else values[0]

    def _cleaned(self, value: Any) -> Any:  # noqa: ANN401 (whatever kind of value a filter has)
        try:
            return self.clean(value)
        except ValueError as exc:
            raise BadInput(f"filter {self.name}: {exc}") from exc
        except (AttributeError, TypeError) as exc:
            raise BadInput(f"filter {self.name}: it takes text, not {value!r}") from exc
