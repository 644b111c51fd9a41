"""A search's own arithmetic on one thread.

Its products are small. On several threads numpy's library lets them spin while they wait for one another, which costs
more than the product, and ten times as much where other searches or programs need the cores too.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Hold numpy's linear algebra to one thread; what encodes pictures has threads of its own.

    This holds for the whole process. Where several threads ask for it at a time, the first one's block decides, so
    a program whose threads search all the time does well to hold it around all of them.
    """
    limit: AbstractContextManager[object] = _controller().limit(limits=1)
    return limit


@cache
def _controller() -> ThreadpoolController:
    """Of numpy's library alone; finding it takes some milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
