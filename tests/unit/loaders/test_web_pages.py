"""Of which pictures a web page says that they show minors: of those only at which it says so, wherever it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.minors import mentions_minors
from loaders.parts import parts_of

_SAID = "two children"
_CARD = "<div><p>{1}</p><img src='{0}.jpg'></div>"
_LINK = "<a href='{0}.jpg'><img src='small/{0}.jpg' alt='{1}'></a>"
#: Pages, with the pictures of which they say so and those of which they do not.
_PAGES = {
    "JSON-LD": (f'<script type="application/ld+json">{{"contentUrl": "a.jpg", "caption": "{_SAID}"}}</script>', "a"),
    "a program's list": (
        f"<script>var all = [{{src:'b.jpg',title:'a barn'}},{{title:'{_SAID}',src:'a.jpg'}}];</script>",
        "a",
    ),
    "a comment": (f"<!-- a.jpg: {_SAID} --><img src=b.jpg>", "a"),
    "a drawing": (f"<svg><image href='a.jpg'/><title>{_SAID}</title></svg><img src=b.jpg>", "a"),
    "a template": (f"<template><img src=a.jpg alt='{_SAID}'></template><img src=b.jpg>", "a"),
    "a chapter": ("<h1>Kindergarten</h1><h2>Morning</h2><img src=a.jpg><h1>Barns</h1><h2>Old</h2><img src=b.jpg>", "a"),
    "words before": (_CARD.format("a", _SAID) + _CARD.format("b", "a barn"), "a"),
    "a caption before": (f"<figure><figcaption>{_SAID}</figcaption><img src=a.jpg></figure><img src=b.jpg>", "a"),
    "a footer of its own": (f"<img src=b.jpg><article><img src=a.jpg><footer>{_SAID}</footer></article>", "a"),
    "in a menu": (f"<nav>Kids<li><a href=a.jpg>{_SAID}</a></nav><img src=b.jpg>", "a"),
    "a background": (f"<p style=\"background: url('x/a.jpg')\">{_SAID}</p><img src=b.jpg>", "a"),
    "another attribute": (f"<img src=a.jpg longdesc='{_SAID}'><hr><video poster=b.jpg></video>", "a"),
    "an address in an address": (f"<img src='/small?url=%2Fx%2Fa.jpg&amp;w=9' alt='{_SAID}'>", "a"),
    "a size in the name": (f"<img src='a-300x200.jpg' alt='{_SAID}'>", "a"),
    "a long address": (f"<img src='data:image/png;base64,{'A' * 30_000}' data-src=a.jpg alt='{_SAID}'>", "a"),
    "a name with a space, which is no other's": (f"<img src='my%20b.jpg' alt='{_SAID}'><hr><img src=b.jpg>", ""),
    "many in one line": (_LINK.format("b", "a barn") + _LINK.format("a", _SAID), "a"),
    "words below many": (f"<p><img src=a.jpg><img src=b.jpg></p><p>{_SAID}</p>", "a b"),
    "words before many": (f"<p>{_SAID} <img src=a.jpg><img src=b.jpg></p>", "a b"),
}


@pytest.mark.parametrize(("page", "meant"), _PAGES.values(), ids=_PAGES)
def test_a_page_speaks_of_the_pictures_at_which_its_words_stand(page: str, meant: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page)
    said = [name for part in parts_of(tmp_path / "index.html") if mentions_minors(part.text) for name in part.names]
    assert {name[0] for name in said if name in ("a.jpg", "b.jpg")} == set(meant.split())
