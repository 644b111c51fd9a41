"""Everything that imgsearch raises on purpose; the command line turns each into one line and exit code 1."""

from __future__ import annotations

from collections.abc import Sequence

#: Names that a sentence holds.
SHOWN_NAMES = 5


class ImgsearchError(Exception):
    """Something that the user can mend; the message says what, which value, and the next command to run.

    Args:
        message: in English.
        ru: in Russian, of what a visitor of the page may do wrong.
    """

    def __init__(self, message: str | None = None, *, ru: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")
        self.ru = ru

    def said(self, language: str) -> str:
        """The message in a language of the page; in English where there is no other."""
        return self.ru if language == "ru" and self.ru is not None else str(self)


class DatabaseUnavailable(ImgsearchError):
    """The database does not answer; start its server, or check IMGSEARCH_DATABASE_URL."""


class SchemaOutdated(ImgsearchError):
    """The database schema is behind this version of imgsearch; run `imgsearch db upgrade`."""


class ModelMismatch(ImgsearchError):
    """A model was made for vectors of another encoder; retrain it with `imgsearch train`."""


class ModelUnavailable(ImgsearchError):
    """A model's weights are not installed or cannot be read."""


class MissingExtra(ImgsearchError):
    """A package that only some commands need is not installed."""


class InvalidVectors(ImgsearchError):
    """An encoder returned vectors that are not finite, not of unit length or of the wrong width."""


class EmptyIndex(ImgsearchError):
    """There is no picture that may be shown; run `imgsearch load DIR`; `imgsearch status` says what is missing."""


class UnreadableImage(ImgsearchError):
    """A file is not a picture that can be decoded safely."""


class BadRow(ImgsearchError):
    """A row of an input file breaks a rule of its format."""


class BadInput(ImgsearchError):
    """A file or folder that was named on the command line cannot be used."""


class SomeRejected(BadInput):
    """What was skipped is not loaded, and everything else is; mend it and load again."""


class NoSuchPicture(BadInput):
    """A picture to search by is not there, may not be shown, or is kept no longer."""


def no_picture(image_id: int) -> NoSuchPicture:
    """That there is no picture of an id, or none that may be shown, and where ids of others are."""
    return NoSuchPicture(
        f"there is no picture {image_id}; hits of a search tell their ids, as image_id (`imgsearch query TEXT --json`)",
        ru=f"изображения {image_id} нет; номера изображений есть в ответах поиска (image_id)",
    )


class UnsupportedInput(ImgsearchError):
    """This encoder does not encode that kind of input."""


def list_some(names: Sequence[str], most: int = SHOWN_NAMES) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
