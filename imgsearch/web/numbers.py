"""Whole numbers in an address or a form: digits and nothing else, so that an id has one way in which it is written."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

#: Keys are 64 bits wide; larger numbers are no keys.
LARGEST_ID = 2**63 - 1
#: Nothing that is asked for has more.
DIGITS = re.compile(r"-?[0-9]{1,40}")


def _refuse_other_writings(value: object) -> object:
    # Pydantic also takes 44.0, 4_4 and " 44" for 44, of which the last is "+44" in an address.
    if isinstance(value, str) and not DIGITS.fullmatch(value):
        raise PydanticCustomError("whole_number", "it has to be a whole number, written in digits alone")
    return value


#: Stands behind a number's bounds: in front of them the description would call them `ge` and `le`, which JSON Schema
#: does not know.
DIGITS_ALONE = BeforeValidator(_refuse_other_writings)
Digits = Annotated[int, DIGITS_ALONE]
