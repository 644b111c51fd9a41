from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import InvalidVectors, ModelMismatch, UnreadableImage
from imgsearch.models.store import register_encoder
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, ImageEmbedding, LoadReject
from imgsearch.vectors.fill import index_images
from imgsearch.vectors.fill_captions import index_captions
from imgsearch.vectors.index import (
    EF_CONSTRUCTION,
    M,
    create_vector_index,
)
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.images import load_images
from loaders.report import LoadResult
from tests.builders import hide

MakePicture = Callable[..., Path]


def counts(result: LoadResult) -> tuple[int, int, int]:
    return result.inserted, result.unchanged, len(result.rejects)


@pytest.fixture
def photos(session: Session, tmp_path: Path, make_picture: MakePicture) -> Path:
    folder = tmp_path / "photos"
    for index, colour in enumerate(("red", "lime", "blue")):
        make_picture(folder / f"{index}.png", colour)
    load_images(session, folder)
    return folder


def vectors(session: Session) -> dict[str, list[float]]:
    query = select(Image.name, ImageEmbedding.embedding).join(Image, Image.id == ImageEmbedding.image_id)
    return {name: [round(float(x), 3) for x in vector] for name, vector in session.execute(query)}


def test_each_picture_gets_its_vector_once(session: Session, photos: Path, make_encoder: Callable[..., Any]) -> None:
    encoder = make_encoder()
    assert counts(load_image_embeddings(session, "small", lambda _: encoder)) == (3, 0, 0)
    # red is (256, 1, 1, 256, 1, 1, 256, 1) before it is scaled to unit length
    assert vectors(session)["0.png"] == [0.577, 0.002, 0.002, 0.577, 0.002, 0.002, 0.577, 0.002]
    assert counts(load_image_embeddings(session, "small", lambda _: encoder)) == (0, 3, 0)
    assert encoder.encoded_pictures == 3


def test_batches_keep_vectors_with_their_pictures(
    session: Session, photos: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.vectors.fill.BATCH_PICTURES", 2)
    monkeypatch.setattr("imgsearch.vectors.fill.COMMIT_PICTURES", 2)
    seen: list[tuple[int, int]] = []
    (photos / "1.png").write_text("no picture any more")
    result = load_image_embeddings(
        session, "small", lambda _: make_encoder(), progress=lambda _kind, done, total: seen.append((done, total))
    )
    assert counts(result) == (2, 0, 1)
    assert seen == [(2, 3), (3, 3)]
    found = vectors(session)
    assert found["0.png"][:3] == [0.577, 0.002, 0.002]
    assert found["2.png"][:3] == [0.003, 0.003, 0.707]


def test_picture_that_cannot_be_read_now_is_refused_until_it_can(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    content = (photos / "1.png").read_bytes()
    (photos / "1.png").unlink()
    for _ in range(2):
        result = load_image_embeddings(session, "small", lambda _: make_encoder())
        assert result.rejects == [
            (str(photos / "1.png"), 0, "no vector: cannot be opened: No such file or directory", "")
        ]
    assert session.scalars(select(LoadReject.file)).all() == [str(photos / "1.png")]
    with pytest.raises(UnreadableImage, match=r"1\.png: no vector"):
        load_image_embeddings(session, "small", lambda _: make_encoder(), strict=True)
    (photos / "1.png").write_bytes(content)
    assert counts(load_image_embeddings(session, "small", lambda _: make_encoder())) == (1, 2, 0)
    assert session.scalars(select(LoadReject.file)).all() == []


def test_first_encoder_of_both_sides_becomes_active(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    text_only = make_encoder("minilm")
    text_only.encodes_images = False
    for encoder in (text_only, make_encoder("small"), make_encoder("clip")):
        register_encoder(session, encoder)
    assert session.scalars(select(Encoder.name).where(Encoder.is_active)).all() == ["small"]


def test_newer_revision_takes_over_when_its_vectors_are_there(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    for revision in ("1", "2"):
        make_revision = partial(make_encoder, revision=revision)
        assert counts(load_image_embeddings(session, "small", make_revision)) == (3, 0, 0)
        assert session.scalars(select(Encoder.revision).where(Encoder.is_active)).all() == [revision]


def test_other_dimension_under_the_same_revision_is_refused(session: Session, make_encoder: Callable[..., Any]) -> None:
    encoder = make_encoder()
    register_encoder(session, encoder)
    encoder.dimension = 9
    with pytest.raises(ModelMismatch, match="has 9 dimensions, but its stored vectors have 8"):
        register_encoder(session, encoder)


def test_index_is_partial_and_by_encoder(session: Session, photos: Path, make_encoder: Callable[..., Any]) -> None:
    load_image_embeddings(session, "small", lambda _: make_encoder())
    encoder_id = session.scalars(select(Encoder.id)).one()
    definition = session.scalar(
        text("SELECT indexdef FROM pg_indexes WHERE indexname = :name"),
        {"name": f"ix_image_embedding_hnsw_{encoder_id}"},
    )
    assert definition == (
        f"CREATE INDEX ix_image_embedding_hnsw_{encoder_id} ON public.image_embedding USING hnsw "
        f"(((embedding)::halfvec(8)) halfvec_cosine_ops) WITH (m='{M}', ef_construction='{EF_CONSTRUCTION}') "
        f"WHERE ((encoder_id = {encoder_id}) AND (NOT is_hidden))"
    )
    assert create_vector_index(session, ImageEmbedding, encoder_id, 8)


def test_role_that_does_not_own_the_table_leaves_the_index_out(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    encoder_id = register_encoder(session, make_encoder())
    session.execute(text("SET ROLE imgsearch_loader"))
    session.commit()
    assert create_vector_index(session, ImageEmbedding, encoder_id, 8) is False
    session.execute(text("RESET ROLE"))


def test_loader_role_suffices_for_vectors(session: Session, photos: Path, make_encoder: Callable[..., Any]) -> None:
    session.execute(text("SET ROLE imgsearch_loader"))
    session.commit()
    result = load_image_embeddings(session, "small", lambda _: make_encoder())
    assert counts(result) == (3, 0, 0)
    assert result.notes[0].startswith("there is no vector index")
    session.execute(text("RESET ROLE"))


def test_bad_vectors_never_reach_the_database(
    session: Session, photos: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = make_encoder()
    monkeypatch.setattr(encoder, "encode_images", lambda images: np.zeros((len(images), 8), np.float32))
    with pytest.raises(InvalidVectors, match="length"):
        load_image_embeddings(session, "small", lambda _: encoder)
    session.rollback()
    assert vectors(session) == {}


def test_flag_set_while_encoding_reaches_the_vector(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    encoder = make_encoder()
    encoder_id = register_encoder(session, encoder)
    hide(session, Image.name == "0.png")
    session.commit()
    index_images(session, encoder, encoder_id)
    query = select(Image.name).join(ImageEmbedding, ImageEmbedding.image_id == Image.id).where(ImageEmbedding.is_hidden)
    assert session.scalars(query).all() == ["0.png"]


def test_file_replaced_while_encoding_gets_no_stale_vector(
    session: Session, photos: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = make_encoder()
    encode = encoder.encode_images

    def replace_then_encode(images: Any) -> Any:  # noqa: ANN401
        with Session(session.get_bind()) as other:
            other.execute(update(Image).where(Image.name == "0.png").values(sha256=b"1" * 32))
            other.commit()
        return encode(images)

    monkeypatch.setattr(encoder, "encode_images", replace_then_encode)
    load_image_embeddings(session, "small", lambda _: encoder)
    assert sorted(vectors(session)) == ["1.png", "2.png"]


def test_captions_with_one_text_are_encoded_once(session: Session, make_encoder: Callable[..., Any]) -> None:
    for key, caption in (("a#0", "Dogs"), ("b#0", "Dogs"), ("b#1", "Cats")):
        session.execute(insert(Caption).values(caption_key=key, image_name=key[0], text=caption))
    session.commit()
    encoder = make_encoder("minilm")
    assert counts(load_caption_embeddings(session, "minilm", lambda _: encoder)) == (3, 0, 0)
    assert sorted(encoder.encoded_texts) == ["Cats", "Dogs"]
    assert counts(load_caption_embeddings(session, "minilm", lambda _: encoder)) == (0, 3, 0)
    query = select(Caption.caption_key, CaptionEmbedding.embedding).join(
        CaptionEmbedding, CaptionEmbedding.caption_id == Caption.id
    )
    found = {key: list(vector) for key, vector in session.execute(query)}
    assert found["a#0"] == found["b#0"] != found["b#1"]
    assert found["b#1"] == pytest.approx(encoder.encode_texts(["Cats"])[0].tolist(), abs=1e-3)


def test_a_killed_load_has_two_thousand_captions_to_encode_again_at_most(
    session: Session, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "SELECT 'a#' || n, 'a', 't' || n FROM generate_series(1, 2049) n"
    session.execute(text(f"INSERT INTO caption (caption_key, image_name, text) {rows}"))
    session.commit()
    written: list[int] = []
    write = "imgsearch.vectors.fill_captions.write_caption_vectors"
    monkeypatch.setattr(write, lambda *given: written.append(len(given[-1])))
    encoder = make_encoder("minilm")
    index_captions(session, encoder, register_encoder(session, encoder))
    assert written == [2048, 1]


@pytest.mark.usefixtures("photos")
def test_vectors_of_the_captions_of_a_picture_lie_side_by_side(
    session: Session, make_encoder: Callable[..., Any]
) -> None:
    rows = "SELECT id, is_hidden, name || n, name, repeat('!', n) || id FROM image, generate_series(1, 5) n ORDER BY n"
    session.execute(text(f"INSERT INTO caption (image_id, is_hidden, caption_key, image_name, text) {rows}"))
    session.commit()
    encoder = make_encoder("minilm")
    index_captions(session, encoder, register_encoder(session, encoder))
    stored = "SELECT image_id FROM caption_embedding ORDER BY ctid"
    assert (found := session.scalars(text(stored)).all()) == sorted(found)
    assert len(set(found)) == 3


def test_nothing_to_encode_asks_for_no_encoder(session: Session) -> None:
    assert counts(load_image_embeddings(session, "small", pytest.fail)) == (0, 0, 0)
    assert counts(load_caption_embeddings(session, "minilm", pytest.fail)) == (0, 0, 0)
