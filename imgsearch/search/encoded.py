"""Queries, texts and pictures with their vectors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.features import LATIN_ENCODERS
from imgsearch.rescoring.learned import Looks
from imgsearch.search.query import Query


@dataclass(frozen=True)
class EncodedText:
    """A text with its vectors."""

    text: str
    """As spell() gives it: what is encoded and compared by words."""
    weight: float
    vector: FloatArray
    """(1, D), unit length."""
    captions: dict[str, FloatArray]
    """caption encoder -> (1, E), unit length, in the order of CAPTION_ENCODERS; without those that cannot read it."""
    is_latin: bool
    """Whether the encoders that know English only can read it."""
    further: dict[str, FloatArray] = field(default_factory=dict)
    """The same by encoders that are only needed for the score, as no captions have vectors by them."""
    english: str | None = None
    """A Russian text in English, where every word of it is known."""
    near: FloatArray | None = None
    """(1, D), unit length: nearer than its vector to what its words look like; None where none of them was learned."""
    looks: Looks | None = None
    """What its words look like one by one; None where none of them was learned."""

    @property
    def direction(self) -> FloatArray:
        """(1, D), unit length: pictures that show it are near to this."""
        return self.vector if self.near is None else self.near

    @property
    def in_english(self) -> EncodedText | None:
        """What is asked of pictures that have no Russian captions; None where nothing else than what was typed is."""
        return None if self.english is None else replace(self, text=self.english, is_latin=True, english=None)

    @property
    def as_typed(self) -> EncodedText:
        """What is asked of pictures that have Russian captions, without encoders that cannot read those."""
        if self.english is None:
            return self
        captions, further = (
            {name: vector for name, vector in each.items() if name not in LATIN_ENCODERS}
            for each in (self.captions, self.further)
        )
        return replace(self, captions=captions, further=further, english=None)

    @property
    def caption_encoder(self) -> str | None:
        """The encoder by which its nearest captions are found; None where no encoder of captions can read it."""
        return next(iter(self.captions), None)


@dataclass(frozen=True)
class EncodedImage:
    """A picture with its vector."""

    weight: float
    vector: FloatArray
    """(1, D), unit length."""
    is_plain: bool = False
    """Whether it shows nothing: one colour, or noise around one."""


@dataclass(frozen=True)
class EncodedQuery:
    """A query with all of its vectors."""

    query: Query
    texts: list[EncodedText]
    images: list[EncodedImage]
    direction: FloatArray
    """(1, D), unit length: the wanted parts minus the unwanted ones by their weights; candidates are near it."""
    wanted_texts: list[str]
    """Texts whose words are looked for in captions."""
    liked: frozenset[int] = frozenset()
    """Pictures that were asked by, which are no hits."""
    beside: EncodedText | None = None
    """What the single wanted text asks for besides names."""

    @property
    def judging(self) -> list[EncodedText]:
        """All texts that candidates are judged by, by their numbers."""
        return [*self.texts, *([] if self.beside is None else [self.beside])]
