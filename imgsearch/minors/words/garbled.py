"""Texts in which a program has left its own signs for letters, as HTML and addresses do, or read the wrong charset."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

#: One sign for several: &#1076;, &auml;, %D0%B4, \u0434.
_WRITTEN = re.compile(r"&#?\w{2,8};|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
#: What was garbled twice is mended twice.
_MOST_TIMES = 3


def _bytes_by_letter(charset: str) -> dict[str, int]:
    """Bytes that the charset does not know are taken for controls, as browsers do."""
    known = {byte: bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in range(128, 256)}
    return {letter: byte for byte, letter in known.items()} | {chr(byte): byte for byte in range(128, 160)}


_CHARSETS = tuple(map(_bytes_by_letter, ("cp1252", "cp1251")))
#: Letters of Latin-1 for Russian ones in Windows-1251, nearly all of a word: äåâî÷êà.
_LATIN_FOR_CYRILLIC = re.compile(r"(?<![^\W\d_])[¨¸À-ÿ]{3,}(?![^\W\d_])")


def mend(text: str) -> str:
    """The text as it was meant; the same one where nothing is garbled."""
    for _ in range(_MOST_TIMES):
        mended = _spell_out(text) if _WRITTEN.search(text) else text
        if not mended.isascii():
            mended = _LATIN_FOR_CYRILLIC.sub(_russian, _FOREIGN.sub(_as_utf8, mended))
        if mended == text:
            break
        text = mended
    return text


def _spell_out(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), unquote(unescape(text)))


def _as_utf8(run: re.Match[str]) -> str:
    """Letters whose bytes in one of the charsets are others in UTF-8."""
    for bytes_by_letter in _CHARSETS:
        if bytes_by_letter.keys() >= set(run[0]):
            try:
                return bytes(bytes_by_letter[letter] for letter in run[0]).decode("utf-8")
            except UnicodeDecodeError:
                continue
    return run[0]


def _russian(run: re.Match[str]) -> str:
    return run[0].encode("latin-1").decode("cp1251")
