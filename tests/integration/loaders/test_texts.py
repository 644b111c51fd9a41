from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, BadRow
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, LoadReject, TestQuery
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.queries import load_queries
from tests.integration.loaders.results import counts, rejects

Rejects = list[tuple[int, str]]


def captions(session: Session) -> list[tuple[str, str, str, str | None]]:
    query = select(Caption.caption_key, Caption.image_name, Caption.text, Image.name).outerjoin(
        Image, Image.id == Caption.image_id
    )
    return [
        (key, image, text, linked) for key, image, text, linked in session.execute(query.order_by(Caption.caption_key))
    ]


def test_keyed_captions(session: Session, photos: Path) -> None:
    file = photos / "captions.tsv"
    file.write_text('a.jpg#0\tA dog .\na.jpg#1\t"Stop" says a sign .\nz.jpg#12\tA boat .\n')
    assert counts(load_captions(session, [file])) == (3, 0, 0, 0)
    assert captions(session) == [
        ("a.jpg#0", "a.jpg", "A dog .", "a.jpg"),
        ("a.jpg#1", "a.jpg", '"Stop" says a sign .', "a.jpg"),
        ("z.jpg#12", "z.jpg", "A boat .", None),
    ]


@pytest.mark.parametrize(("name", "separator"), [("captions.csv", ","), ("captions.txt", ","), ("captions.tsv", "\t")])
def test_captions_with_header_are_numbered(session: Session, photos: Path, name: str, separator: str) -> None:
    file = photos / name
    lines = ("image,caption", "a.jpg,A dog .", "b.jpg,A cat .", "a.jpg,Two dogs .")
    file.write_text("\n".join(line.replace(",", separator) for line in lines))
    assert counts(load_captions(session, [file])) == (3, 0, 0, 0)
    assert [(key, text) for key, _, text, _ in captions(session)] == [
        ("a.jpg#0", "A dog ."),
        ("a.jpg#1", "Two dogs ."),
        ("b.jpg#0", "A cat ."),
    ]


def test_rated_texts_belong_to_the_picture_in_their_key(session: Session, photos: Path) -> None:
    file = photos / "train_dataset.csv"
    file.write_text(
        'image,query_id,query_text\na.jpg,b.jpg#2,"One, two"\nb.jpg,b.jpg#2,"One, two"\na.jpg,q.jpg#1,Three\n'
    )
    assert counts(load_captions(session, [file])) == (2, 0, 0, 0)
    assert captions(session) == [
        ("b.jpg#2", "b.jpg", "One, two", "b.jpg"),
        ("q.jpg#1", "q.jpg", "Three", None),
    ]


def test_each_bad_caption_row_is_refused_with_its_line(session: Session, photos: Path) -> None:
    file = photos / "captions.tsv"
    file.write_bytes(
        b"a.jpg#0\tA dog .\nno key\tA dog .\n#1\tA dog .\na.jpg#x\tA dog .\na.jpg#2\t \na.jpg#0\tA cat .\n"
        b"a.jpg#0\tA dog .\na.jpg#3\ta\tb\na.jpg#4\tcaf\xe9\n"
    )
    assert counts(load_captions(session, [file])) == (1, 0, 0, 7)
    assert rejects(session, file) == [
        (2, "caption id 'no key' is not <image file>#<number>"),
        (3, "caption id '#1' is not <image file>#<number>"),
        (4, "caption id 'a.jpg#x' is not <image file>#<number>"),
        (5, "the text is empty"),
        (6, "duplicate caption id a.jpg#0: line 1 has another text"),
        (8, "3 columns instead of 2 (caption id, text)"),
        (9, "not valid UTF-8; save the file as UTF-8"),
    ]


def test_a_row_without_a_name_says_so(session: Session, photos: Path) -> None:
    file = photos / "captions.csv"
    file.write_text("image,caption\n,A dog\n")
    load_captions(session, [file])
    assert rejects(session, file) == [(2, "it names no picture")]


def test_rated_pair_of_a_picture_that_is_not_loaded_is_refused(session: Session, photos: Path) -> None:
    file = photos / "train_dataset.csv"
    file.write_text("image,query_id,query_text\nz.jpg,a.jpg#0,Dogs\n")
    assert counts(load_captions(session, [file])) == (0, 0, 0, 1)
    assert rejects(session, file) == [(2, "picture z.jpg is not loaded")]
    assert captions(session) == []


def test_where_two_files_differ_the_first_counts(session: Session, photos: Path) -> None:
    first, second = photos / "train_dataset.csv", photos / "own_captions.tsv"
    first.write_text("image,query_id,query_text\nb.jpg,a.jpg#0,Dogs\n")
    second.write_text("a.jpg#0\tCats\na.jpg#1\tBirds\n")
    for expected in ((2, 0, 0, 1), (0, 0, 2, 1)):
        assert counts(load_captions(session, [first, second])) == expected
    assert rejects(session, second) == [(1, f"duplicate caption id a.jpg#0: line 2 of {first} has another text")]
    assert [text for _, _, text, _ in captions(session)] == ["Dogs", "Birds"]


def test_changed_text_loses_its_vectors(session: Session, photos: Path) -> None:
    file = photos / "captions.tsv"
    file.write_text("a.jpg#0\tDogs\na.jpg#1\tCats\n")
    load_captions(session, [file])
    encoder_id = session.scalar(insert(Encoder).values(name="x", revision="1", dimension=2).returning(Encoder.id))
    for caption_id, image_id in session.execute(select(Caption.id, Caption.image_id)).all():
        values = {"encoder_id": encoder_id, "caption_id": caption_id, "image_id": image_id}
        session.execute(insert(CaptionEmbedding).values(**values, embedding=[0.6, 0.8]))
    session.commit()
    file.write_text("a.jpg#0\tHorses\na.jpg#1\tCats\n")
    assert counts(load_captions(session, [file])) == (0, 1, 1, 0)
    kept = select(Caption.text).join(CaptionEmbedding, CaptionEmbedding.caption_id == Caption.id)
    assert session.scalars(kept).all() == ["Cats"]


def test_captions_of_a_renamed_picture_stay_with_it_until_another_takes_its_name(
    session: Session, photos: Path, make_picture: Callable[..., Path]
) -> None:
    file = photos / "captions.tsv"
    file.write_text("a.jpg#0\tDogs\n")
    load_captions(session, [file])
    (photos / "a.jpg").rename(photos / "new.jpg")
    load_images(session, photos)
    assert counts(load_captions(session, [file])) == (0, 0, 1, 0)
    assert captions(session) == [("a.jpg#0", "a.jpg", "Dogs", "new.jpg")]
    make_picture(photos / "a.jpg", "blue")
    load_images(session, photos)
    assert counts(load_captions(session, [file])) == (0, 0, 0, 1)
    assert captions(session) == [("a.jpg#0", "a.jpg", "Dogs", "new.jpg")]
    for expected in ((0, 1, 0, 0), (0, 0, 1, 0)):
        assert counts(load_captions(session, [file], renew=True)) == expected
        assert captions(session) == [("a.jpg#0", "a.jpg", "Dogs", "a.jpg")]


def test_mended_rows_leave_load_reject(session: Session, photos: Path) -> None:
    file = photos / "captions.tsv"
    file.write_text("a.jpg\tDogs\nb.jpg\tCats\n")
    load_captions(session, [file])
    first = session.execute(select(LoadReject.id, LoadReject.rejected_at).order_by(LoadReject.id)).all()
    load_captions(session, [file])
    assert session.execute(select(LoadReject.id, LoadReject.rejected_at).order_by(LoadReject.id)).all() == first
    file.write_text("a.jpg#0\tDogs\nb.jpg\tCats\n")
    load_captions(session, [file])
    assert rejects(session, file) == [(2, "caption id 'b.jpg' is not <image file>#<number>")]


def test_train_dataset_with_another_separator_names_what_it_needs(session: Session, photos: Path) -> None:
    file = photos / "train_dataset.csv"
    file.write_text("image:query_id:query_text\n")
    with pytest.raises(BadInput, match="needs a header line with the columns image, query_id, query_text"):
        load_captions(session, [file])


def test_strict_keeps_what_was_committed(session: Session, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.captions.in_batches", lambda rows: ([row] for row in rows))
    file = photos / "captions.tsv"
    file.write_text("a.jpg#0\tDogs\nbad\tCats\nb.jpg#0\tBirds\n")
    with pytest.raises(BadRow, match=r"captions\.tsv:2: caption id 'bad' is not"):
        load_captions(session, [file], strict=True)
    session.rollback()
    assert [key for key, *_ in captions(session)] == ["a.jpg#0"]


def test_queries_are_not_captions(session: Session, photos: Path) -> None:
    file = photos / "test_queries.csv"
    file.write_text("|query_id|query_text|image\n0|a.jpg#0|Dogs, two|a.jpg\n1|z.jpg#0|A boat|z.jpg\n")
    assert counts(load_queries(session, file)) == (2, 0, 0, 0)
    assert counts(load_queries(session, file)) == (0, 0, 2, 0)
    query = select(TestQuery.query_key, TestQuery.text, TestQuery.image_name, Image.name).outerjoin(
        Image, Image.id == TestQuery.image_id
    )
    assert [tuple(row) for row in session.execute(query.order_by(TestQuery.query_key))] == [
        ("a.jpg#0", "Dogs, two", "a.jpg", "a.jpg"),
        ("z.jpg#0", "A boat", "z.jpg", None),
    ]
    assert captions(session) == []


def test_each_bad_query_row_is_refused_with_its_line(session: Session, photos: Path) -> None:
    file = photos / "test_queries.csv"
    file.write_text(
        "|query_id|query_text|image\n0|k|Dogs|a.jpg\n1|k|Cats|a.jpg\n2||Cats|a.jpg\n3|m||a.jpg\n4|n|Cats|\n5|o\n"
    )
    assert counts(load_queries(session, file)) == (1, 0, 0, 5)
    assert rejects(session, file) == [
        (3, "duplicate query_id k: see line 2"),
        (4, "query_id is empty"),
        (5, "query_text is empty"),
        (6, "image is empty"),
        (7, "2 columns instead of 4 (query_id, query_text, image)"),
    ]
    file.write_text("query_id,query_text,image\n")
    with pytest.raises(BadInput, match=r"the columns query_id, query_text, image, separated by '\|'"):
        load_queries(session, file)
