"""What a person has seen of a picture: a verdict is on that, not on what somebody else has said meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from imgsearch.minors.review import Suspect

#: Bytes of a digest, in a form that has one for each picture of a screen.
DIGEST_BYTES = 8


class Seen(NamedTuple):
    """A picture as it was when somebody looked."""

    sha256: bytes
    """Of the file."""
    said: bytes
    """Digest of the evidence and the verdicts that there were."""

    @classmethod
    def of(cls, suspect: Suspect) -> Seen:
        """From what has been read of it."""
        evidence = [(found.source, found.caption_key, found.term, found.flags) for found in suspect.evidence]
        verdicts = [(each.verdict, each.reviewer, each.reviewed_at.isoformat()) for each in suspect.history]
        return cls(suspect.sha256, sha256(repr((sorted(evidence), verdicts)).encode()).digest()[:DIGEST_BYTES])


def write_seen(suspect: Suspect) -> str:
    """As it stands in a form."""
    seen = Seen.of(suspect)
    return f"{suspect.image_id}-{seen.sha256.hex()}-{seen.said.hex()}"


def read_seen(written: Iterable[str]) -> dict[int, Seen]:
    """Pictures of a form by their ids.

    Raises:
        ValueError: it is none of ours.
    """
    parts = [each.split("-") for each in written]
    return {int(image_id): Seen(bytes.fromhex(digest), bytes.fromhex(said)) for image_id, digest, said in parts}
