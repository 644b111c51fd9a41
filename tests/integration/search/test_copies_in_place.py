"""Copies for other machines, in the place of which one server has tables of its own: what goes into them, and what not.

tests/citus has the machines. All but where rows stand is the same here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pgvector import HalfVector
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import DatabaseUnavailable
from imgsearch.queries.spread import SpreadImage
from imgsearch.search import SearchModels
from imgsearch.tables import CaptionEmbedding, Image, ImageEmbedding
from imgsearch.tables.spread import SpreadCaptionEmbedding, SpreadImageEmbedding
from imgsearch.vectors import compared as comparing
from imgsearch.vectors.compared import Differences, compare_copies, find_differences, tell_differences
from imgsearch.vectors.copies import make_copies, mend_copies, settle_waiting
from tests.builders import hide, random_vectors
from tests.integration.search.copies_in_place import PICTURES, fill_with_captions, make_first_copies

COPIES = (SpreadImage, SpreadImageEmbedding, SpreadCaptionEmbedding)
#: As settle() does when a machine is gone.
SETTLED_LATER = """
    CREATE OR REPLACE FUNCTION spread.settle(copied name, gone bigint[], touched bigint[]) RETURNS void LANGUAGE sql AS
        $$ INSERT INTO spread.waiting SELECT settle.copied, unnest(gone || touched) ON CONFLICT DO NOTHING $$;
"""


@pytest.fixture
def ids(session: Session, models: SearchModels, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pictures, every third with a caption, in stretches of eight."""
    monkeypatch.setattr(comparing, "WIDTH", 8)
    return fill_with_captions(session, models)


@pytest.fixture
def copied(session: Session, ids: list[int]) -> Iterator[list[int]]:
    """The ids of pictures that copies have."""
    hide(session, Image.id == ids[1])
    assert make_first_copies(session) == ["image", "image_embedding", "caption_embedding"]
    mend_copies(session, compare_copies(session))
    yield ids
    session.rollback()


def rows(session: Session) -> list[int]:
    return [session.execute(select(func.count()).select_from(copy)).scalar_one() for copy in COPIES]


def in_copies(session: Session, image_id: int) -> list[bool]:
    """Whether each copy has something of a picture."""
    keys = (SpreadImage.c.id, SpreadImageEmbedding.c.image_id, SpreadCaptionEmbedding.c.image_id)
    return [session.scalar(select(select(key).where(key == image_id).exists())) is True for key in keys]


def wrong(session: Session) -> dict[str, str]:
    return {each.copy.name: tell_differences(session, each) for each in compare_copies(session) if each.wrong}


def test_copies_are_made_once_and_filled_with_what_may_be_shown(session: Session, ids: list[int]) -> None:
    hide(session, Image.id.in_(ids[:2]))
    make_first_copies(session)
    by = session.execute(text("SELECT logicalrelid::text, shards FROM pg_dist_partition ORDER BY 1")).all()
    assert by == [
        ("spread.caption_embedding", "image_id 6"),
        ("spread.image", "id 6"),
        ("spread.image_embedding", "image_id 6"),
    ]
    session.commit()
    assert make_copies(session.connection(), shards=6) == []
    compared = compare_copies(session)
    assert [(each.there, each.wanted) for each in compared] == [(0, 28), (0, 28), (0, 9)]
    parts = sorted({image_id // 8 for image_id in ids[2:]})
    assert compared[0].wrong == tuple(parts)
    told: list[tuple[int, int]] = []
    mended = mend_copies(session, compared, lambda done, of: told.append((done, of)))
    assert told == [(number, len(parts)) for number in range(1, len(parts) + 1)]
    assert mended[SpreadImage] == Differences(frozenset(), frozenset(ids[2:]), frozenset())
    assert mended[SpreadCaptionEmbedding].lacking == frozenset(ids[3::3])
    assert rows(session) == [28, 28, 9]
    assert wrong(session) == {}


def test_differences_are_looked_for_in_the_stretches_that_are_named_alone(session: Session, ids: list[int]) -> None:
    make_first_copies(session)
    assert ids == list(range(1, PICTURES + 1))
    for part in range(4):
        stretch = frozenset(range(8 * part, 8 * part + 8)) & frozenset(ids)
        assert find_differences(session, SpreadImage, [part]) == (frozenset(), stretch, frozenset())


def test_what_changes_changes_there(session: Session, copied: list[int], models: SearchModels) -> None:
    session.execute(update(Image).where(Image.id == copied[2]).values(tags=["feathers"]))
    session.commit()
    assert session.scalar(select(SpreadImage.c.tags).where(SpreadImage.c.id == copied[2])) == ["feathers"]
    vector = HalfVector(random_vectors(PICTURES)[5])
    session.execute(update(ImageEmbedding).where(ImageEmbedding.image_id == copied[2]).values(embedding=vector))
    session.execute(delete(CaptionEmbedding).where(CaptionEmbedding.image_id == copied[3]))
    session.execute(delete(Image).where(Image.id == copied[6]))
    session.commit()
    assert wrong(session) == {}
    assert [in_copies(session, copied[at]) for at in (2, 3, 6)] == [
        [True, True, False],
        [True, True, False],
        [False] * 3,
    ]


def test_a_minor_goes_from_every_copy_with_its_flag_and_comes_back_with_the_verdict(
    session: Session, copied: list[int]
) -> None:
    assert in_copies(session, copied[1]) == [False, False, False]
    assert in_copies(session, copied[9]) == [True, True, True]
    hide(session, Image.id == copied[9])
    session.commit()
    assert in_copies(session, copied[9]) == [False, False, False]
    session.execute(text("DELETE FROM minor_evidence WHERE image_id = :image"), {"image": copied[9]})
    session.commit()
    assert in_copies(session, copied[9]) == [True, True, True]
    assert wrong(session) == {}


def test_copies_that_have_as_many_rows_and_not_the_right_ones_are_told_and_put_right(
    session: Session, copied: list[int]
) -> None:
    never = 10**6
    session.execute(
        text("UPDATE spread.image_embedding SET image_id = :never WHERE image_id = :image"),
        {"never": never, "image": copied[0]},
    )
    session.execute(
        text("UPDATE spread.image_embedding SET embedding = :vector WHERE image_id = :image"),
        {"vector": str(list(map(float, random_vectors(PICTURES)[7]))), "image": copied[2]},
    )
    session.execute(text("UPDATE spread.image SET gallery = 'another' WHERE id = :image"), {"image": copied[3]})
    session.execute(text("DELETE FROM spread.caption_embedding"))
    session.commit()
    assert [(each.there, each.wanted) for each in compare_copies(session)] == [(29, 29), (29, 29), (0, 10)]
    captioned = [str(image_id) for image_id in copied[::3]]
    assert wrong(session) == {
        "image": f"has other rows of picture {copied[3]}",
        "image_embedding": f"holds, hidden or gone, picture {never}; lacks picture {copied[0]}; "
        f"has other rows of picture {copied[2]}",
        "caption_embedding": f"lacks pictures {', '.join(captioned[:5])} and 5 more",
    }
    own = next(each for each in compare_copies(session) if each.copy is SpreadImageEmbedding)
    assert find_differences(session, own.copy, own.wrong) == (
        frozenset({never}), frozenset({copied[0]}), frozenset({copied[2]})
    )  # fmt: skip
    mended = mend_copies(session, compare_copies(session))
    assert mended[own.copy] == (frozenset({never}), frozenset({copied[0]}), frozenset({copied[2]}))
    assert wrong(session) == {}


def test_what_a_machine_has_missed_is_told_once(session: Session, copied: list[int]) -> None:
    session.execute(text("DELETE FROM spread.image WHERE id IN (:one, :two)"), {"one": copied[4], "two": copied[5]})
    waiting = "INSERT INTO spread.waiting VALUES ('image', :one), ('image', :two), ('image_embedding', :one)"
    session.execute(text(waiting), {"one": copied[4], "two": copied[5]})
    session.commit()
    assert settle_waiting(session) == 2
    session.rollback()
    assert wrong(session) == {}
    assert settle_waiting(session) == 0


def test_a_machine_that_still_does_not_answer_is_said_to(session: Session, copied: list[int]) -> None:
    session.execute(text("DELETE FROM spread.image WHERE id = :image"), {"image": copied[4]})
    session.execute(text(SETTLED_LATER))
    session.commit()
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        mend_copies(session, compare_copies(session))
    assert session.scalar(text("SELECT count(*) FROM spread.waiting")) == 0
    session.execute(text("INSERT INTO spread.waiting VALUES ('image', :image)"), {"image": copied[4]})
    session.commit()
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        settle_waiting(session)
    assert session.scalar(text("SELECT count(*) FROM spread.waiting")) == 1


def test_a_copy_with_other_columns_is_made_anew(session: Session, copied: list[int]) -> None:
    session.execute(text("ALTER TABLE spread.image DROP COLUMN tags"))
    session.commit()
    assert make_copies(session.connection(), shards=6) == ["image"]
    session.commit()
    assert rows(session) == [0, 29, 10]
    mend_copies(session, compare_copies(session))
    assert wrong(session) == {}
    assert make_copies(session.connection(), shards=6) == []
