"""Texts in which a program has left its own signs, as HTML, mail and addresses do, or read the wrong charset."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from email.header import decode_header, make_header
from html import unescape
from urllib.parse import unquote

from imgsearch.cyrillic import BETTER, likely_charset, likeness

#: One sign for several: &#1076;, &auml;, %D0%B4, \u0434, \xd0\xb4; <b> in a word; =?utf-8?B?0LQ=?= of mail (RFC 2047).
_WRITTEN = re.compile(r"&#?\w{2,8};|%[0-9A-Fa-f]{2}|\\[ux][0-9A-Fa-f]{2}|</?[A-Za-z]|=\?[\w-]+\?[BbQq]\?")
_ESCAPE, _BYTE = re.compile(r"\\u([0-9A-Fa-f]{4})"), re.compile(r"\\x([0-9A-Fa-f]{2})")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MAIL = re.compile(r"=\?[\w-]{1,40}\?[BbQq]\?[^?\s]{0,400}\?=")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
#: What was garbled twice is mended twice.
_MOST_TIMES = 3


def _bytes_by_letter(charset: str) -> dict[str, int]:
    """Bytes that the charset does not know are taken for controls, as browsers do."""
    known = {byte: bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in range(128, 256)}
    return {letter: byte for byte, letter in known.items()} | {chr(byte): byte for byte in range(128, 160)}


#: The last of Latin, Greek and Cyrillic letters. Few Russian words are other signs by chance: «телёнок» in KOI8-R.
_LAST_LETTER = "\u052f"
#: In which bytes of another charset are read, mostly in the first, and the last sign that they are believed to mean.
_CHARSETS = (
    *((_bytes_by_letter(charset), chr(sys.maxunicode)) for charset in ("cp1252", "cp1251")),
    *((_bytes_by_letter(charset), _LAST_LETTER) for charset in ("mac_roman", "cp866", "koi8-r", "mac_cyrillic")),
)
#: Letters of Latin-1 for Russian ones in Windows-1251, nearly all of a word: äåâî÷êà.
_LATIN_FOR_CYRILLIC = re.compile(r"(?<![^\W\d_])[¨¸À-ÿ]{3,}(?![^\W\d_])")


def mend(text: str) -> str:
    """The text as it was meant; the same one where nothing is garbled."""
    for _ in range(_MOST_TIMES):
        mended = _spell_out(text) if _WRITTEN.search(text) else text
        if not mended.isascii():
            mended = _LATIN_FOR_CYRILLIC.sub(_russian, _as_russian(_FOREIGN.sub(_as_utf8, mended)))
        if mended == text:
            break
        text = mended
    return text


def _spell_out(text: str) -> str:
    plain = _MAIL.sub(_read_mail, _TAG.sub("", text))
    signs = _BYTE.sub(lambda match: chr(int(match[1], 16)), unquote(unescape(plain)))
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), signs)


def _read_mail(word: re.Match[str]) -> str:
    try:
        return str(make_header(decode_header(word[0])))
    except (ValueError, LookupError):
        return word[0]


def _as_utf8(run: re.Match[str]) -> str:
    """Letters whose bytes in one of the charsets are others in UTF-8."""
    for bytes_by_letter, last in _CHARSETS:
        if bytes_by_letter.keys() >= set(run[0]):
            with suppress(UnicodeDecodeError):
                meant = bytes(bytes_by_letter[letter] for letter in run[0]).decode("utf-8")
                if max(meant) <= last:
                    return meant
    return run[0]


def _as_russian(text: str) -> str:
    """The text whose bytes in one of the charsets are Russian in another: ДЕЧПЮЛБ is девочка."""
    as_it_is = likeness(text)
    if as_it_is.is_likely:
        return text
    for bytes_by_letter, _ in _CHARSETS:
        if all(letter.isascii() or letter in bytes_by_letter for letter in text):
            data = bytes(bytes_by_letter.get(letter, ord(letter) & 127) for letter in text)
            russian = data.decode(likely_charset(data) or "ascii", "replace")
            if likeness(russian).share >= as_it_is.share + BETTER:
                return russian
    return text


def _russian(run: re.Match[str]) -> str:
    return run[0].encode("latin-1").decode("cp1251")
