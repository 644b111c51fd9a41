"""What mails and saved web pages say of the pictures in them, in whatever way their parts are packed."""

from __future__ import annotations

import quopri
import time
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from imgsearch.minors import mentions_minors
from loaders import remembered
from loaders.parts import parts_of

_PICTURE = 'Content-Type: image/jpeg; name="a.jpg"\nContent-Transfer-Encoding: base64\n\nYWJj'
_LINES = b64encode("b.jpg: сарай\na.jpg: две девочки".encode()).decode()
_PAGE = quopri.encodestring("<img src=b.jpg><hr><img src=a.jpg alt='девочка'>".encode("koi8-r")).decode()
_SUBJECT = b64encode("Фото детей".encode()).decode()


def _mail(*parts: str, subject: str = "Photos") -> str:
    head = f"Subject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=XX\n\n"
    return head + "".join(f"--XX\n{part}\n" for part in parts) + "--XX--\n"


_MAILS = {
    "base64": _mail(f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{_LINES}"),
    "a page": _mail(f"Content-Type: text/html; charset=koi8-r\nContent-Transfer-Encoding: quoted-printable\n\n{_PAGE}"),
    "a mail in it": _mail("Content-Type: message/rfc822\n\n" + _mail("\nb.jpg: a barn\na.jpg: two girls")),
    "of what comes with it": _mail("\nOur children by the lake", _PICTURE),
    "its subject": _mail(_PICTURE, subject=f"=?utf-8?B?{_SUBJECT}?="),
    "an unknown charset": _mail("Content-Type: text/plain; charset=none\n\nb.jpg: a barn\na.jpg: two girls"),
    "no mail": "b.jpg: a barn\na.jpg: two girls\n",
}


@pytest.mark.parametrize("ending", ["eml", "mht"])
@pytest.mark.parametrize("mail", _MAILS.values(), ids=_MAILS)
def test_a_mail_speaks_of_the_pictures_that_it_names(mail: str, ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"mail.{ending}"
    file.write_text(mail)
    said = {name for part in parts_of(file) if mentions_minors(part.text) for name in part.names}
    assert said == {"a.jpg"}


@pytest.mark.parametrize(
    "unit", ["Content-Type: multipart/mixed; boundary=a\n\n--a\n", "Content-Type: message/rfc822\n\n"]
)
def test_a_mail_that_means_harm_is_read_at_once(unit: str, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(unit * 10_000 + "\na.jpg: two girls\n")
    started = time.process_time()
    assert any(part.names for part in parts_of(tmp_path / "a.eml"))
    assert time.process_time() - started < 5


def test_lists_are_read_again_with_another_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "list.txt").write_text("a.jpg a barn")
    session: Any = None
    names: Any = SimpleNamespace(sources=["shoot"])
    monkeypatch.setattr(remembered.Remembered, "_among", lambda *_: "")
    before = remembered.Remembered(session, ()).stamp(tmp_path / "list.txt", names)
    monkeypatch.setattr(remembered, "lexicon_revision", lambda: "another")
    assert remembered.Remembered(session, ()).stamp(tmp_path / "list.txt", names) not in (before, None)
