"""A small rated database whose ratings can be learned: a text's picture is told by its number."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from pgvector import HalfVector
from sqlalchemy import insert
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, CaptionEmbedding, Encoder, ExpertAnnotation, Image, ImageEmbedding
from loaders.annotations import refresh_match_rating
from tests.fakes import LATENT_DIMENSION, PICTURES, LatentEncoder, described

#: Each picture is rated against its own text and those of pictures this far behind it.
STEPS = (0, 1, 3, 7, 11)


def fill_rated(session: Session) -> None:
    """40 pictures of three captions each in the gallery ``g``, and 201 pairs that three experts rated."""
    encoder = LatentEncoder()
    ids = {}
    for name in ("small", "minilm", "use-multilingual"):
        row = Encoder(name=name, revision="1", dimension=LATENT_DIMENSION, is_active=name == "small")
        session.add(row)
        session.flush()
        ids[name] = row.id
    images = [add_picture(session, ids, encoder, number) for number in range(PICTURES)]
    generator = np.random.default_rng(5)
    for number, image_id in enumerate(images):
        for step in STEPS:
            other = (number - step) % PICTURES
            nearness = float(encoder.latent[number] @ encoder.latent[described(other)])
            ratings = np.clip(np.rint(2.5 + 1.5 * nearness + 0.3 * generator.normal(size=3)), 1, 4).astype(int)
            session.execute(
                insert(ExpertAnnotation).values(
                    image_id=image_id,
                    caption_key=f"{other}.jpg#0",
                    **{f"expert{index + 1}": int(rating) for index, rating in enumerate(ratings)},
                )
            )
    # Three experts who all differ have no majority.
    session.execute(
        insert(ExpertAnnotation).values(
            image_id=images[0], caption_key=f"{PICTURES // 2}.jpg#0", expert1=1, expert2=2, expert3=4
        )
    )
    session.commit()
    refresh_match_rating(session)
    session.commit()


def add_picture(session: Session, encoders: dict[str, int], encoder: LatentEncoder, number: int) -> int:
    """A picture with its vector and three captions; the first is the one that others are rated against."""
    name = f"{number}.jpg"
    image_id: int = session.execute(
        insert(Image)
        .values(
            name=name,
            path=f"/{name}",
            gallery="g",
            sha256=sha256(name.encode()).digest(),
            file_bytes=1,
            mtime_ns=1,
            width=1,
            height=1,
        )
        .returning(Image.id)
    ).scalar_one()
    vector = HalfVector(encoder.latent[number])
    session.execute(insert(ImageEmbedding).values(encoder_id=encoders["small"], image_id=image_id, embedding=vector))
    for index in range(3):
        text = f"picture {described(number)}" if index == 0 else f"caption {index} of picture {number}"
        caption_id = session.execute(
            insert(Caption)
            .values(caption_key=f"{name}#{index}", image_name=name, image_id=image_id, text=text)
            .returning(Caption.id)
        ).scalar_one()
        for kind in ("minilm", "use-multilingual"):
            said = HalfVector(encoder.near(number if index else described(number), 0.2, seed=index))
            session.execute(
                insert(CaptionEmbedding).values(
                    encoder_id=encoders[kind], caption_id=caption_id, image_id=image_id, embedding=said
                )
            )
    return image_id
