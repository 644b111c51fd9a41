"""Fields as a file, a sidecar or a metadata file gives them, kept within limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from imgsearch.embedded.charsets import decode, other_readings

#: Characters of one text: as many as a caption may have.
TEXT_CHARS = 10_000
#: Values of one field, fields of one source, and characters of all of them together.
FIELD_VALUES = 1_000
FIELDS = 1_000
TOTAL_CHARS = 1_000_000
PROBLEMS = 50
#: Bytes of XMP and of texts in PNG that are read of one source, and elements of XMP.
TOTAL_BYTES = 8 << 20
ELEMENTS = 100_000
#: A value, and its language where one is named.
Said = tuple[str, str | None]
#: Control characters but for tab and line ends, lone surrogates, what is no character, and marks of byte order.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
LINE_END = re.compile(r"\r\n?|\x85|[\u2028\u2029]")
LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
#: Where a camera was; never kept unless asked for. When it was there is no place.
GPS_NAME = re.compile(r"GPS(?!(?::GPS)?DateTime$)|Geolocation|Latitude|Longitude|GeoData|GeoTag", re.IGNORECASE)

#: Fields that say nothing of the picture: what cameras and programs are called, and what may be done with it, which
#: stands in every picture of an archive ("no use in children's media").
_OF_NO_PICTURE = re.compile(r"Make|Model|Lens\w*|CreatorTool|Software|UsageTerms|OtherConstraints")
#: Numbers and pictures in letters are no words.
_DIGIT = re.compile(r"\d")
_CODED = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
#: Values up to this length tell little without the name of their field: 7 of ModelAge.
SHORT_CHARS = 20
#: Under a name these say that there is none, or that nobody knows.
NOTHING = (
    "", "0", "-", "false", "n", "no", "none", "null", "n/a", "off", "(not set)", "9999:99:99 00:00:00",
    "нет", "не указано",
)  # fmt: skip
#: So many characters before a cut are heard again, so that no word is cut in two.
_OVERLAP = 100


def needs_name(text: str) -> bool:
    """Whether a value tells little without the name of its field."""
    return len(text) <= SHORT_CHARS and text.casefold() not in NOTHING


def clean(text: str) -> str:
    """A text as Text holds it; blank texts become empty."""
    if not text.isprintable():
        text = UNWANTED.sub("", LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


@lru_cache(maxsize=1024)
def _is_place(field: str) -> bool:
    return GPS_NAME.search(field) is not None


class Found:
    """Fields in the order in which they were found, with their values.

    Args:
        with_gps: keep fields that say where the camera was.
        origin: goes in front of the names of raw fields; empty for the picture file itself.
        where: the sidecar that problems name; empty for the picture file itself.
    """

    def __init__(self, *, with_gps: bool = False, origin: str = "", where: str = "") -> None:
        self.values: dict[str, list[Said]] = {}
        self.gps: tuple[float, float] | None = None
        self.closed: tuple[str, str] | None = None
        self.with_gps = with_gps
        self.origin = origin
        self.where = f"{where}: " if where else ""
        self._problems: dict[str, None] = {}
        self.elements = 0
        self._room = TOTAL_CHARS
        self._bytes_left = TOTAL_BYTES
        self._overheard: dict[str, None] = {}
        self._room_to_hear = TOTAL_CHARS

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, each once."""
        return tuple(self._problems)

    def report(self, problem: str) -> None:
        """Note what could not be read."""
        if len(self._problems) < PROBLEMS:
            self._problems[clean(f"{self.where}{problem}")] = None

    def add(self, field: str, text: str, language: str | None = None) -> None:
        """Keep a value, unless it is blank, says where the camera was, or would be beyond a limit."""
        if len(text) > TEXT_CHARS:
            self.report(f"{field}: {len(text):,} characters, the first {TEXT_CHARS:,} are read")
            self.overhear(text[TEXT_CHARS - _OVERLAP :])
            text = text[:TEXT_CHARS]
        text = clean(text)
        if text and not self._keep(field, text, language):
            self.overhear(text, field)

    def _keep(self, field: str, text: str, language: str | None) -> bool:
        if not self.with_gps and _is_place(field):
            return False
        if len(text) > self._room:
            self.report(f"more than {TOTAL_CHARS:,} characters in all; the rest is left out")
            return False
        values = self.values.get(field)
        if values is None:
            if len(self.values) >= FIELDS:
                self.report(f"more than {FIELDS:,} fields; the rest is left out")
                return False
            values = self.values[field] = []
        if len(values) >= FIELD_VALUES:
            self.report(f"{field}: more than {FIELD_VALUES:,} values; the rest is left out")
            return False
        self._room -= len(text)
        if language is not None and LANGUAGE.fullmatch(language) is None:
            language = None
        values.append((text, language))
        return True

    def overhear(self, text: str, field: str = "") -> None:
        """Keep a text that belongs to no field, or is too much for one: words for minors are looked for in it too."""
        if not self.with_gps and _is_place(field) and _DIGIT.search(text):
            return
        text = clean(_CODED.sub(" ", text[: self._room_to_hear]))
        self._room_to_hear -= len(text)
        for at in range(0, len(text), TEXT_CHARS - _OVERLAP):
            self._overheard[text[at : at + TEXT_CHARS]] = None

    def overhear_bytes(self, data: bytes) -> None:
        """Keep a text whose charset is a guess, as it is guessed and in the others that it may be in."""
        self.overhear(decode(data))
        self.hear_otherwise(data)

    def hear_otherwise(self, data: bytes) -> None:
        """Keep what a text that is a value already says in charsets that are not guessed."""
        for text in other_readings(data):
            self.overhear(text)

    def hear_aside(self, other: Found) -> None:
        """Keep what another part of the file says as texts alone, none of it as a field."""
        for text in other.heard():
            self.overhear(text)

    def heard(self) -> Iterator[str]:
        """Every text that people may have written; short ones with the name of their field too."""
        yield from self._overheard
        for field, values in self.values.items():
            name = re.split("[:/]", field)[-1]
            if _OF_NO_PICTURE.fullmatch(name):
                continue
            for text, _ in values:
                yield _CODED.sub(" ", text)
                if needs_name(text):
                    yield f"{name}: {text}"

    def may_read(self, size: int) -> bool:
        """Whether so many bytes more may be read; a small file can hold many packed ones that are large."""
        self._bytes_left -= size
        if self._bytes_left < 0:
            self.report(f"more than {TOTAL_BYTES:,} bytes of XMP and texts; the rest is left out")
        return self._bytes_left >= 0

    def first(self, field: str) -> str | None:
        """The first value of a field."""
        values = self.values.get(field)
        return values[0][0] if values else None

    @contextmanager
    def guard(self, what: str) -> Iterator[None]:
        """Report whatever fails inside; what was found until then stays."""
        try:
            yield
        except Exception as exc:  # whatever a crafted file breaks, the rest of it can still be read
            self.report(f"{what} is damaged: {type(exc).__name__}: {str(exc)[:200]}")

    def raw(self) -> dict[str, str | list[str]]:
        """Every value by its field's name, languages as exiftool appends them: XMP-dc:Title-ru."""
        by_name: dict[str, list[str]] = {}
        for field, values in self.values.items():
            name = self.origin + field
            for text, language in values:
                by_name.setdefault(f"{name}-{language}" if language else name, []).append(text)
        return {name: values[0] if len(values) == 1 else values for name, values in by_name.items()}
