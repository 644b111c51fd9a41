"""The lines of a mail, or of a web page that a browser has saved in one: what it says of the pictures in it."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from imgsearch.embedded.charsets import decode, decode_file
from imgsearch.minors import find_terms
from loaders.meant import is_named_picture
from loaders.mentioned import names_in
from loaders.web_pages import lines_of_html

#: Words of minors that are told of each picture that comes with a mail.
_MOST_WORDS = 20
_OF_MAILS = ("from", "subject", "mime-version", "content-type")
_PAGES = ("text/html", "application/xhtml+xml")


def lines_of_mail(text: str) -> list[str]:
    """What each part says, under the subject; of pictures that come with it, which words for minors it has."""
    try:
        mail = message_from_bytes(text.encode("utf-8", "surrogateescape"))
        parts = [part for part in mail.walk() if not part.is_multipart()]
        said = [line for part in parts for line in _lines(part)]
        attached = [name for part in parts for name in _names(part)]
    # What is no mail, or folded too deep, says what its lines say.
    except (MessageError, ValueError, LookupError, TypeError, RecursionError):
        return text.splitlines(keepends=True)
    if not any(each in mail for each in _OF_MAILS):
        return text.splitlines(keepends=True)
    headers = [f"{value}\n" for value in map(str, mail.values()) if names_in(value)]
    subject = _words([str(mail.get("subject", ""))]).lstrip("#")[:200]
    told = "" if any(map(names_in, said)) else _of_minors(said)
    heading = [f"# {subject}\n"] if subject else []
    return [*heading, *(f"{name}\t{told}\n" for name in attached), *heading, *said, *headers]


def _lines(part: Message) -> Iterator[str]:
    if part.get_content_maintype() not in ("text", "message") and part.get_content_type() not in _PAGES:
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return
    text = _decoded(data, part.get_content_charset())
    if part.get_content_type() in _PAGES:
        yield from (f"#{line}" if line.startswith("#") else line for line in lines_of_html(text))
    else:
        yield from (f"{line}\n" for line in text.splitlines())


def _decoded(data: bytes, charset: str | None) -> str:
    if charset in (None, "us-ascii", "utf-8"):
        return decode_file(data)
    try:
        return data.decode(str(charset), "replace")
    except LookupError:
        return decode(data)


def _names(part: Message) -> Iterator[str]:
    """What a picture is called that comes with a mail, and what is said beside its name."""
    name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    place = str(part.get("content-location", "")).rpartition("/")[2]
    for each in dict.fromkeys((name, place)):
        if is_named_picture(each):
            yield f"{_words([each])}\t{_words([str(part.get('content-description', ''))])}"


def _words(said: list[str]) -> str:
    return " ".join(" ".join(said).split())


def _of_minors(said: list[str]) -> str:
    return " ".join(list(dict.fromkeys(term.form for term in find_terms("".join(said)[:200_000])))[:_MOST_WORDS])
