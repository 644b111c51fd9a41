"""What is read of a rated pair's own captions, against the tables' own vectors."""

from __future__ import annotations

import numpy as np
import pytest
from pgvector import HalfVector
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.rescoring.words import word_overlap
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, ImageEmbedding
from imgsearch.training.pairs import RatedPairs, read_rated_pairs
from imgsearch.training.zoo.data import Problem, read_problem
from tests.fakes import LATENT_DIMENSION, LatentEncoder


def encoder_id(session: Session, name: str = "small") -> int:
    return session.scalars(select(Encoder.id).where(Encoder.name == name)).one()


def stored(session: Session, name: str, revision: str = "1") -> dict[int, list[float]]:
    """Caption -> its vector by an encoder."""
    rows = session.execute(
        select(CaptionEmbedding.caption_id, CaptionEmbedding.embedding)
        .join(Encoder, Encoder.id == CaptionEmbedding.encoder_id)
        .where(Encoder.name == name, Encoder.revision == revision)
    )
    return {row.caption_id: row.embedding for row in rows}


def assert_own_captions(session: Session, rated: RatedPairs, revisions: dict[str, str]) -> None:
    captions = session.execute(select(Caption.id, Caption.image_id, Caption.text).order_by(Caption.id)).all()
    own = {row.id: row.image_id for row in captions}
    assert len(rated.rating) == 201
    for name, revision in revisions.items():
        vectors = stored(session, name, revision)
        for row, (image, caption) in enumerate(zip(rated.image_id.tolist(), rated.caption_id.tolist(), strict=True)):
            others = [one for one in captions if one.image_id == image and one.id != caption]
            expected = sorted(float(np.dot(vectors[one.id], vectors[caption])) for one in others)
            similarity = rated.pairs.similarity[name][row]
            np.testing.assert_allclose(np.sort(similarity[~np.isnan(similarity)]), expected, atol=1e-3)
            np.testing.assert_allclose(rated.pairs.caption_query[name][row], vectors[caption], atol=1e-3)
            assert rated.is_own[row] == (own[caption] == image)
            assert len(others) == (2 if rated.is_own[row] else 3)
            words = word_overlap(rated.text[row], [[one.text for one in others]])
            assert rated.pairs.words is not None
            np.testing.assert_array_equal(rated.pairs.words[row], words[0])
    assert rated.is_own.sum() == 40


def test_a_picture_s_rated_caption_is_none_of_those_that_it_is_compared_with(
    session: Session, problem: Problem
) -> None:
    assert_own_captions(session, problem.rated, {"minilm": "1", "use-multilingual": "1"})


def test_captions_are_compared_by_the_newest_revision_of_each_encoder(session: Session, problem: Problem) -> None:
    newer = Encoder(name="minilm", revision="2", dimension=LATENT_DIMENSION, is_active=False)
    session.add(newer)
    session.flush()
    generator = np.random.default_rng(0)
    captions = session.execute(select(Caption.id, Caption.image_id)).all()
    session.execute(
        insert(CaptionEmbedding),
        [
            {
                "encoder_id": newer.id,
                "caption_id": row.id,
                "image_id": row.image_id,
                "embedding": HalfVector(generator.normal(size=LATENT_DIMENSION)),
            }
            for row in captions
        ],
    )
    session.commit()
    rated = read_rated_pairs(session, encoder_id(session), LatentEncoder())
    assert_own_captions(session, rated, {"minilm": "2", "use-multilingual": "1"})


@pytest.mark.parametrize("asked", ["1", "2"])
def test_pictures_vectors_are_of_the_encoder_that_was_asked_for(session: Session, problem: Problem, asked: str) -> None:
    ids = {"1": encoder_id(session)}
    newer = Encoder(name="small", revision="2", dimension=LATENT_DIMENSION, is_active=False)
    session.add(newer)
    session.flush()
    ids["2"] = newer.id
    rows = session.execute(select(ImageEmbedding.image_id, ImageEmbedding.embedding)).all()
    vectors = {"1": {row.image_id: np.array(row.embedding) for row in rows}}
    vectors["2"] = {image: np.roll(vector, 1) for image, vector in vectors["1"].items()}
    session.execute(
        insert(ImageEmbedding),
        [
            {"encoder_id": newer.id, "image_id": image, "embedding": HalfVector(vector)}
            for image, vector in vectors["2"].items()
        ],
    )
    session.commit()
    rated = read_rated_pairs(session, ids[asked], LatentEncoder())
    expected = [vectors[asked][image] for image in rated.image_id.tolist()]
    np.testing.assert_allclose(rated.pairs.image, expected, atol=1e-3)
    assert len(rated.gallery) == 40


def test_side_by_side_vectors_are_of_the_newest_picture_encoder(session: Session, problem: Problem) -> None:
    width = problem.rated.gallery.shape[1]
    np.testing.assert_array_equal(problem.raw[:, :width], problem.rated.pairs.image)
    for revision, sign in (("1", 1), ("2", -1)):
        added = Encoder(name="efficientnet-lite2", revision=revision, dimension=LATENT_DIMENSION, is_active=False)
        session.add(added)
        session.flush()
        rows = session.execute(
            select(ImageEmbedding.image_id, ImageEmbedding.embedding).where(
                ImageEmbedding.encoder_id == encoder_id(session)
            )
        ).all()
        made = [
            {
                "encoder_id": added.id,
                "image_id": row.image_id,
                "embedding": HalfVector(sign * np.array(row.embedding)),
            }
            for row in rows
        ]
        session.execute(insert(ImageEmbedding), made)
    # Of a third one no picture has a vector yet.
    session.add(Encoder(name="efficientnet-lite2", revision="3", dimension=LATENT_DIMENSION, is_active=False))
    session.commit()
    found = read_problem(session, problem.rated, encoder_id(session), "small", "mean")
    np.testing.assert_array_equal(found.raw[:, :width], -problem.rated.pairs.image)
    assert found.raw_encoder == "efficientnet-lite2"
