"""What else may have been meant: words of the query put right by the gallery's own names, tags and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch.asking.mistakes.trigrams import Offer, OwnWords, likely_texts, unknown_words
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.minors import mentions_minors
from imgsearch.queries.own_words import select_changes, select_own_words, select_still_known
from imgsearch.rescoring.asked import read_query
from imgsearch.rescoring.words import read_words, stem_word
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult
from imgsearch.spelling import fold

#: Names of a gallery that are looked at.
MOST_NAMES = 50_000
#: Of a process's time that reading them may take, while pictures change.
SHARE_OF_TIME = 0.05


@dataclass(frozen=True)
class _Remembered:
    """A gallery's words as they were read."""

    words: OwnWords
    changes: int | None
    """What select_changes said before."""
    took_s: float
    read_at: float = field(default_factory=monotonic)

    def is_due(self, changes: int | None) -> bool:
        """Whether there may be others by now, and reading them is worth its time."""
        may_differ = changes is None or changes != self.changes
        return may_differ and monotonic() - self.read_at >= self.took_s / SHARE_OF_TIME


#: Of 50,000 names 20 MB.
_remembered: WeakKeyDictionary[Engine, _Remembered] = WeakKeyDictionary()


def suggest(session: Session, query: Query, result: SearchResult) -> tuple[str, ...]:
    """Texts to offer on a first page, where a word of the query is in no caption.

    Of words in other letters than Latin it is not known which captions have them; they are looked at where nothing
    matches. Nothing is learned of pictures that may not be shown: what is offered is said of one that is shown now.
    """
    text = str(query)
    if query.offset or result.disclaimer is not None or len(query.texts) != len(query.parts):
        return ()
    # Who is known to have taken them is no mistake.
    whose = query.understood.of("by")
    unknown = [word for word in unknown_words(text) if not any(map(read_query(word).known_of_person, whose))]
    if unknown and result.hits:
        said = _words_of_hits(result)
        unknown = [word for word in unknown if stem_word(word.lower()) not in said]
    if not unknown or (result.hits and not any(map(str.isascii, unknown))):
        return ()
    with transaction_as(session, SEARCHER_ROLE):
        likely = (offer for offer in likely_texts(text, _own_words(session)) if not _names_any(offer, whose))
        offers = _still_known(session, list(likely))
    if result.hits:
        # A name is found without its marks: what differs in these alone finds the same.
        offers = [offer for offer in offers if fold(offer) != fold(text)]
    return tuple(offer for offer in offers if not mentions_minors(offer))


def _names_any(offer: Offer, whose: Sequence[str]) -> bool:
    """Whether an offer puts right what is somebody's name as it stands."""
    return any(read_query(value).known_of_person(name) for value in offer.values for name in whose)


def suggest_others(query: Query, result: SearchResult) -> tuple[str, ...]:
    """Texts that may have been meant, to offer where something may match and nothing does for sure."""
    from imgsearch.asking.mistakes.others import are_words, other_texts

    if not query.tries_others or not result.hits or any(hit.band == "matches" for hit in result.hits):
        return ()
    return tuple(text for text in other_texts(str(query)) if are_words(text) and not mentions_minors(text))


def _words_of_hits(result: SearchResult) -> frozenset[str]:
    """Stems of what is said of pictures that were found, and of their names: who typed these has misspelt nothing."""
    texts = (text for hit in result.hits for text in (hit.name, hit.caption) if text)
    return frozenset(stem for text in texts for stem in read_words(text).rarity)


def _own_words(session: Session) -> OwnWords:
    """The gallery's words, read again where pictures have changed, but not all the time."""
    engine = session.connection().engine
    known = _remembered.get(engine)
    changes = session.scalar(select_changes())
    if known is None or known.is_due(changes):
        started = monotonic()
        words = OwnWords(session.scalars(select_own_words(MOST_NAMES)))
        known = _remembered[engine] = _Remembered(words, changes, monotonic() - started)
    return known.words


def _still_known(session: Session, offers: list[Offer]) -> list[str]:
    """Texts of which every value is said of a picture that may be shown: some may be hidden or gone since."""
    values = sorted({value for offer in offers for value in offer.values})
    known = set(session.scalars(select_still_known(), {"values": values})) if values else set()
    return [offer.text for offer in offers if known.issuperset(offer.values)]
