"""Links and pipes where a load looks for files: what lies in the source is read, nothing else is waited for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from loaders.choices import Choices
from loaders.folder import load_below, load_folder
from tests.fakes import FakeTerm
from tests.integration.loaders.results import rejects, texts
from tests.screened import states

FindTerms = Callable[[str], Sequence[FakeTerm]]
LEAVES = "is a symbolic link that leaves the folder; put the file there"


def test_texts_are_read_by_links_within_the_folder(session: Session, photos: Path, find_terms: FindTerms) -> None:
    (photos / "texts").mkdir()
    (photos / "texts/2024.csv").write_text("image,caption\n../a.jpg,A wall\n")
    (photos / "captions.csv").symlink_to("texts/2024.csv")
    assert not any(result.failed for result in load_folder(session, photos, find_terms))
    assert texts(session) == {str(photos / "a.jpg"): ["A wall"]}


@pytest.mark.parametrize(
    ("name", "target", "reason"),
    [
        ("captions.tsv", "../private.tsv", LEAVES),
        ("metadata.json", "../private.tsv", LEAVES),
        ("metadata.csv", "metadata.csv", "cannot be opened: Too many levels of symbolic links"),
        ("captions.txt", "nowhere", "cannot be opened: No such file or directory"),
    ],
)
def test_texts_that_links_lead_away_from_are_refused_and_all_else_is_loaded(
    session: Session, photos: Path, find_terms: FindTerms, name: str, target: str, reason: str
) -> None:
    (photos.parent / "private.tsv").write_text("a.jpg#0\tA letter\n")
    (photos / "captions.csv").write_text("image,caption\na.jpg,A wall\n")
    (photos / name).symlink_to(target)
    results = list(load_folder(session, photos, find_terms))
    assert [failed for result in results for failed in result.failed.items()] == [
        (str(photos / name), f"{photos / name} {reason}")
    ]
    assert rejects(session, photos / name) == [(0, reason)]
    assert texts(session) == {str(photos / "a.jpg"): ["A wall"]}
    assert set(states(session).values()) == {"clear"}
    with pytest.raises(BadInput, match=reason):
        list(load_folder(session, photos, find_terms, Choices(strict=True)))


@pytest.mark.parametrize("name", ["captions.tsv", "captions.csv", "metadata.csv", "metadata.json"])
def test_a_pipe_is_refused_and_not_waited_for(session: Session, photos: Path, find_terms: FindTerms, name: str) -> None:
    os.mkfifo(photos / name)
    results = list(load_folder(session, photos, find_terms))
    assert [Path(file).name for result in results for file in result.failed] == [name]
    assert rejects(session, photos / name) == [(0, f"cannot read {photos / name}: not a regular file")]


def test_a_link_to_another_folder_of_the_source_is_found_by_a_load_of_its_own(
    session: Session, photos: Path, find_terms: FindTerms
) -> None:
    (photos / "best").mkdir()
    (photos / "best/one.jpg").symlink_to("../a.jpg")
    (photos / "best/out.jpg").symlink_to("/etc/hostname")
    list(load_folder(session, photos, find_terms))
    before = states(session)
    assert before["best/one.jpg"] == "clear"
    pictures = next(iter(load_below(session, photos / "best", find_terms)))
    assert [(Path(reject.file).name, reject.reason) for reject in pictures.rejects] == [
        ("out.jpg", "symbolic link that leaves the folder")
    ]
    assert states(session) == before
