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
    """Digest of the evidence, the verdicts and how many captions there were, and whether all texts had been read."""

    @classmethod
    def of(cls, suspect: Suspect) -> Seen:
        """From what has been read of it."""
        evidence = [(f.source, f.caption_key, f.term, f.flags, f.text or "") for f in suspect.evidence]
        verdicts = [(each.verdict, each.reviewer, each.reviewed_at.isoformat()) for each in suspect.history]
        # A text that a load has brought and not yet read is nobody's evidence until it is.
        texts = (suspect.caption_count, suspect.texts_read_by)
        return cls(suspect.sha256, sha256(repr((sorted(evidence), verdicts, texts)).encode()).digest()[:DIGEST_BYTES])


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
