"""Where evidence of minors comes from: a row for each source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, and_, not_, or_

from imgsearch.minors.detectors.classifier import describe, load_classifier
from imgsearch.minors.detectors.protocol import Detector
from imgsearch.minors.words.lexicon import lexicon_revision
from imgsearch.tables import Image, MinorEvidence

Kind = Literal["text", "pixels", "people", "copies"]


@dataclass(frozen=True)
class Source:
    """One source of evidence."""

    name: str
    """Of rows in minor_evidence."""
    kind: Kind
    """Evidence from pixels ends with the file that it was found in, evidence from texts with the text; what people say
    stays; that it is a copy ends when what it is a copy of is cleared."""
    labels: tuple[str, str]
    """For reviewers, in English and Russian."""
    meaning: str
    """For readers of a report."""
    revision: Callable[[], str]
    """Changes when it might find something else."""
    detector: Callable[[], Detector | None] | None = None
    """Of evidence from pixels: what looks at decoded pictures; it gives None where its files are missing."""
    reason: Callable[[float], tuple[str, str]] | None = None
    """Of evidence that has no text: a probability in words, in English and Russian."""
    says: tuple[str, str] = ("", "")
    """Of evidence from texts: what comes before the text, in English and Russian."""


def _classifier_revision() -> str:
    classifier = load_classifier()
    return classifier.revision if classifier is not None else ""


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "caption",
            "text",
            ("own caption", "своя подпись"),
            "a caption of its own",
            lexicon_revision,
            says=("a caption says", "подпись гласит"),
        ),
        Source(
            "rated_caption",
            "text",
            ("caption that experts matched", "подпись, признанная экспертами"),
            "a text that experts say describes it",
            lexicon_revision,
            says=("experts say that it shows", "по мнению экспертов, здесь"),
        ),
        Source(
            "test_query",
            "text",
            ("test query", "тестовый запрос"),
            "a test query that should find it",
            lexicon_revision,
            says=("a test query that should find it says", "тестовый запрос, который должен его найти:"),
        ),
        Source(
            "name",
            "text",
            ("file or folder name", "имя файла или папки"),
            "its file's or folder's name",
            lexicon_revision,
            says=("its file or folder is called", "файл или папка называется"),
        ),
        Source(
            "metadata",
            "text",
            ("tags or title", "теги или название"),
            "its tags or its title",
            lexicon_revision,
            says=("its tags or title say", "теги или название гласят"),
        ),
        Source(
            "refused_row",
            "text",
            ("row that was not loaded", "строка, которая не загружена"),
            "a row of texts that was refused, or of a list that is not loaded",
            lexicon_revision,
            says=("a row that was not loaded says", "строка, которая не загружена, гласит"),
        ),
        Source(
            "classifier",
            "pixels",
            ("probability of a minor by the classifier", "вероятность несовершеннолетнего по классификатору"),
            "the classifier of pictures",
            _classifier_revision,
            load_classifier,
            describe,
        ),
        Source(
            "report", "people", ("a visitor's report", "сообщение посетителя"), "a visitor's report", lambda: "visitors"
        ),
        Source(
            "copy",
            "copies",
            ("copy of a picture that shows a minor", "копия снимка с несовершеннолетним"),
            "another picture of the same photograph, which people or texts say shows a minor",
            lambda: "copies",
            reason=lambda _: ("a copy of a picture that is hidden", "копия скрытого изображения"),
        ),
    )
}


def names_of(kind: Kind) -> tuple[str, ...]:
    """The sources of a kind."""
    return tuple(name for name, source in SOURCES.items() if source.kind == kind)


def load_detectors() -> tuple[Detector, ...]:
    """All that look at pixels and have their files, in the order of their rows."""
    found = (source.detector() for source in SOURCES.values() if source.detector is not None)
    return tuple(detector for detector in found if detector is not None)


def combine_revisions(revisions: Iterable[str]) -> str:
    """What image.pixels_screened_by is after detectors of these revisions have looked."""
    return "+".join(revisions)


def hides() -> ColumnElement[bool]:
    """Whether a row of minor_evidence, joined to its picture, hides it; picture_state() says the same in SQL."""
    return or_(MinorEvidence.flags, and_(MinorEvidence.suspects, not_(Image.texts_vouch)))


def is_of(kind: Kind, evidence: type[MinorEvidence] = MinorEvidence) -> ColumnElement[bool]:
    """Whether a row of minor_evidence, or of an alias of it, comes from a source of this kind."""
    return evidence.source.in_(names_of(kind))
