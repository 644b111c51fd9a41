"""Bytes to text where files say wrongly, or do not say, in which charset they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Literal

from imgsearch.cyrillic import likely_charset

ByteOrder = Literal["little", "big"]

#: What IPTC 1:90 declares, in the escape sequences of ISO 2022.
DECLARED = {
    b"\x1b%G": "utf-8",
    b"\x1b%/G": "utf-8",
    b"\x1b%/H": "utf-8",
    b"\x1b%/I": "utf-8",
    b"\x1b-A": "cp1252",
    b"\x1b.A": "cp1252",
    b"\x1b/A": "cp1252",
    b"\x1b-B": "iso8859-2",
    b"\x1b.B": "iso8859-2",
    b"\x1b-L": "iso8859-5",
    b"\x1b.L": "iso8859-5",
    b"\x1b-F": "iso8859-7",
    b"\x1b.F": "iso8859-7",
    b"\x1b-M": "iso8859-9",
    b"\x1b.M": "iso8859-9",
    b"\x1b-b": "iso8859-15",
    b"\x1b.b": "iso8859-15",
}
#: Letters in a row that are not ASCII: in cp1251 whole Russian words, in cp1252 an accent here and there.
_HIGH_WORD = re.compile(rb"[A-Za-z\xa8\xb8\xc0-\xff]*[\xa8\xb8\xc0-\xff][A-Za-z\xa8\xb8\xc0-\xff]*")
_HIGH = re.compile(rb"[\xa8\xb8\xc0-\xff]")
_OTHERS = (
    "koi8-r", "cp866", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "cp1253", "cp1255", "cp1256", "cp874",
)  # fmt: skip
#: Of Latin letters; of Cyrillic ones they make words by chance.
_OTHERS_OF_LATIN = ("cp1250", "cp1254", "cp1257", "cp850", "mac-roman")
#: A capital of old Macs before a small letter, which they have where Windows-1251 has it.
_MAC_CAPITAL = re.compile(rb"[\x80-\x9f][\xdf-\xff]")
#: What no text of 8 bits holds, and texts of 16 do: zeros in Latin letters, control characters in Cyrillic ones.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LEAST_BYTES = 8


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: UTF-8 where they are, else the declared charset, else a Russian one or Windows-1252 by a guess.

    UTF-8 comes first whatever is declared: text of another charset is hardly ever valid UTF-8, while programs
    often write UTF-8 and forget to say it.
    """
    if (text := _as_utf8(data)) is not None:
        return text
    if declared is None or declared == "utf-8":
        declared = _guess(data)
    return data.decode(declared, "replace").replace("\ufffd", "")


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        start = data[: exc.start]
        if exc.reason == "unexpected end of data" and not start.isascii():
            return start.decode("utf-8")  # a field of limited length was cut within a character
    return None


def _guess(data: bytes) -> str:
    """Russian where its letters stand together as they do in Russian, or most letters of such words are not ASCII."""
    if charset := likely_charset(data):
        return charset
    words = _HIGH_WORD.findall(data)
    letters = sum(map(len, words))
    high = sum(len(_HIGH.findall(word)) for word in words)
    # One accented letter between blanks, as the French à, is no Russian word; Russian has such too, but others as well.
    return "cp1251" if high > letters / 2 and any(len(word) > 1 for word in words) else "cp1252"


def other_readings(data: bytes) -> list[str]:
    """What a text that is no UTF-8 says in charsets that are seldom or never guessed: its words that are not ASCII.

    Nobody can tell which of them is meant, so they are for whoever looks for words that must not be overlooked.
    """
    if is_utf16(data):
        return [decode_utf16(data)]
    if _as_utf8(data) is not None:
        return []
    words = [word for word in data.split() if not word.isascii()]
    charsets = [*_OTHERS]
    if _guess(data) == "cp1252":
        charsets += _OTHERS_OF_LATIN
    elif any(map(_MAC_CAPITAL.search, words)):
        charsets.append("mac-cyrillic")
    return list(dict.fromkeys(" ".join(_readable(words, charset)) for charset in charsets))


def _readable(words: Iterable[bytes], charset: str) -> Iterator[str]:
    for word in words:
        with suppress(UnicodeDecodeError):
            yield word.decode(charset)


def is_utf16(start: bytes) -> bool:
    """Whether a file of texts begins as UTF-16 does: with a mark of byte order, or the number of a script.

    That is 0 of Latin letters, and 4 of Cyrillic ones; no text of 8 bits begins with either.
    """
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or any(start[:2].count(byte) == 1 for byte in (0, 4))


def decode_file(data: bytes) -> str:
    """A file of texts, in UTF-16 or the charset that it is likely in."""
    return decode_utf16(data) if is_utf16(data) else decode(data)


def decode_utf16(data: bytes, order: ByteOrder = "little") -> str:
    """UTF-16 in the order of its mark, else in the order that gives more letters of Latin and Cyrillic scripts."""
    if len(data) % 2:
        data = data[:-1]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    high_little = sum(data[1::2].count(byte) for byte in (0, 4))
    high_big = sum(data[0::2].count(byte) for byte in (0, 4))
    if high_little != high_big:
        order = "little" if high_little > high_big else "big"
    return data.decode("utf-16-le" if order == "little" else "utf-16-be", "replace")


def without_said_charset(comment: bytes) -> bytes:
    """The text of a UserComment where its charset is a guess; else nothing."""
    return b"" if comment.startswith((b"UNICODE\0", b"JIS\0")) else comment.removeprefix(b"ASCII\0\0\0").lstrip(b"\0")


def _is_8_bits(data: bytes) -> bool:
    """Whether a text is UTF-8 that is said to be UTF-16, which is no UTF-8 or has zeros in it where it is this long."""
    plain = data.rstrip(b"\0 ")
    if len(plain) < _LEAST_BYTES or _NO_TEXT.search(plain) is not None:
        return False
    return _as_utf8(plain) is not None


def decode_user_comment(data: bytes, order: ByteOrder) -> str:
    """An EXIF UserComment: eight bytes that name the charset, then the text.

    Args:
        data: as it stands in the file.
        order: of the EXIF block, which the text should have and does not always have.
    """
    prefix, rest = data[:8], data[8:]
    if prefix == b"UNICODE\0":
        return decode(rest) if _is_8_bits(rest) else decode_utf16(rest, order).split("\0", 1)[0]
    if prefix == b"JIS\0\0\0\0\0":
        return rest.split(b"\0", 1)[0].decode("iso2022_jp", "replace")
    if prefix in (b"ASCII\0\0\0", b"\0\0\0\0\0\0\0\0"):
        return decode(rest.split(b"\0", 1)[0])
    return decode(data.split(b"\0", 1)[0])  # written without a prefix
