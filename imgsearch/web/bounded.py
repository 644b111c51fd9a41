"""Answers of a server that is not ours: no longer, and no slower, than they need to be.

The client's own timeout is for each read, so a byte every few seconds would hold a thread as long as it likes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2

#: Seconds for an answer after its head, and bytes of it.
ANSWER_SECONDS, MOST_BYTES = 5.0, 1_000_000


class BoundedStream(httpx2.SyncByteStream):
    """The body of an answer, which ends with an error where it is too long or comes too slowly."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream
        self._end = time.monotonic() + ANSWER_SECONDS

    def __iter__(self) -> Iterator[bytes]:
        count = 0
        for part in self._stream:
            count += len(part)
            if count > MOST_BYTES:
                raise httpx2.ReadError(f"the answer has more than {MOST_BYTES} bytes")
            if time.monotonic() > self._end:
                raise httpx2.ReadTimeout(f"the answer takes more than {ANSWER_SECONDS:.0f} s")
            yield part

    def close(self) -> None:
        """Close the connection's part of it."""
        self._stream.close()


def bound(response: httpx2.Response) -> None:
    """Bound the body of an answer that has not been read yet: a hook of the client."""
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = BoundedStream(response.stream)
