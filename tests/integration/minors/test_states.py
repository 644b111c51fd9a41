"""Unscreened, clear, hidden: nothing is shown before all of it has been looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from imgsearch.doctor.screening import check_screening
from imgsearch.minors import find_terms
from imgsearch.minors.sources import SOURCES
from imgsearch.queries.screening import count_unscreened, decide, outdated_kinds
from loaders.captions import load_captions
from loaders.classified import load_classified
from loaders.folder import load_folder
from loaders.minors import load_minors
from tests.screened import COLOURS, SHOWN_AT_THE_END, GreyDetector, load_all, shown, states


def test_at_no_commit_of_a_load_is_anything_shown_that_is_not_shown_in_the_end(
    strict: Session, engine: Engine, photos: Path
) -> None:
    seen: set[str] = set()

    def look(_: Session) -> None:
        seen.update(shown(engine), shown(engine, "thumbnail JOIN image ON id = image_id", "name"))
        seen.update(shown(engine, "caption", "image_name"))

    event.listen(strict, "after_commit", look)
    load_all(strict, photos)
    event.remove(strict, "after_commit", look)
    assert shown(engine) == SHOWN_AT_THE_END
    assert seen == set(SHOWN_AT_THE_END)
    assert states(strict) == {
        "bright.png": "hidden", "dark.png": "clear", "girl.png": "hidden", "said.png": "clear", "white.png": "hidden",
    }  # fmt: skip


def test_a_load_that_was_killed_before_the_pixels_leaves_nothing_open(
    strict: Session, engine: Engine, photos: Path
) -> None:
    list(load_folder(strict, photos, find_terms))
    assert shown(engine) == []
    assert states(strict)["said.png"] == "unscreened"
    load_all(strict, photos)
    assert shown(engine) == SHOWN_AT_THE_END


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO caption (caption_key, image_name, image_id, text) "
        "SELECT 'dark.png#7', name, id, 'two rocks in the sun' FROM image WHERE name = 'dark.png'",
        "UPDATE image SET tags = '{rock}' WHERE name = 'dark.png'",
        "UPDATE image SET metadata = '{\"title\": \"rock\"}' WHERE name = 'dark.png'",
        "UPDATE image SET name = 'night.png' WHERE name = 'dark.png'",
        "INSERT INTO test_query (query_key, text, image_name, image_id) "
        "SELECT 'k', 'rock', name, id FROM image WHERE name = 'dark.png'",
        "INSERT INTO match_rating (image_id, caption_key, expert_mean, expert_weight, crowd_weight, combined_score, "
        "rater_count) SELECT id, 'said.png#0', 1, 6, 0, 1, 3 FROM image WHERE name = 'dark.png'",
    ],
)
def test_a_picture_whose_texts_change_is_not_shown_until_they_are_read(
    loaded: Session, engine: Engine, change: str
) -> None:
    loaded.execute(text(change))
    loaded.commit()
    assert shown(engine) == ["said.png"]
    load_minors(loaded, find_terms)
    assert len(shown(engine)) == 2


def test_a_text_that_is_changed_or_removed_no_longer_vouches(loaded: Session, engine: Engine) -> None:
    loaded.execute(text("UPDATE caption SET text = 'IMG 0042' WHERE image_name = 'said.png'"))
    loaded.commit()
    assert shown(engine) == ["dark.png"]
    load_minors(loaded, find_terms)
    assert states(loaded)["said.png"] == "hidden"
    loaded.execute(text("DELETE FROM caption WHERE image_name = 'said.png'"))
    loaded.commit()
    load_minors(loaded, find_terms)
    assert states(loaded)["said.png"] == "hidden"


def test_a_rated_text_that_changes_unscreens_the_picture_that_it_was_said_to_describe(
    loaded: Session, engine: Engine
) -> None:
    loaded.execute(
        text(
            "INSERT INTO match_rating (image_id, caption_key, expert_mean, expert_weight, crowd_weight, "
            "combined_score, rater_count) SELECT id, 'said.png#0', 1, 6, 0, 1, 3 FROM image WHERE name = 'dark.png'"
        )
    )
    load_minors(loaded, find_terms)
    loaded.execute(text("UPDATE caption SET text = 'a girl climbs' WHERE caption_key = 'said.png#0'"))
    loaded.commit()
    assert shown(engine) == []
    load_minors(loaded, find_terms)
    assert {name for name, state in states(loaded).items() if state == "clear"} == set()


@pytest.mark.parametrize("kind", ["texts", "pixels"])
def test_another_revision_unscreens_until_it_has_seen_all(loaded: Session, engine: Engine, kind: str) -> None:
    loaded.execute(text(f"DELETE FROM screening WHERE kind = '{kind}'"))
    loaded.commit()
    assert shown(engine) == []
    assert set(states(loaded).values()) == {"unscreened", "hidden"}
    counted = []

    def look(_: Session) -> None:
        counted.append(shown(engine))

    event.listen(loaded, "after_commit", look)
    if kind == "texts":
        load_minors(loaded, find_terms, revision="another")
    else:
        load_classified(loaded, GreyDetector("r2"))
    event.remove(loaded, "after_commit", look)
    assert counted[-1] == SHOWN_AT_THE_END
    assert all(set(names) <= set(SHOWN_AT_THE_END) for names in counted)
    assert loaded.scalars(text("SELECT revision FROM screening WHERE kind = :kind"), {"kind": kind}).all() == [
        "another" if kind == "texts" else "r2"
    ]


def test_nobody_sets_a_state_by_hand(loaded: Session, engine: Engine) -> None:
    before = states(loaded)
    loaded.execute(text("UPDATE image SET state = 'clear', is_hidden = false"))
    loaded.execute(text("UPDATE image SET is_hidden = NOT is_hidden"))
    loaded.commit()
    assert states(loaded) == before


def test_captions_of_pictures_that_are_not_loaded_are_shown_unless_one_names_a_minor(
    strict: Session, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "captions.tsv"
    file.write_text("a.jpg#0\ta red boat\nb.jpg#0\ta girl\nb.jpg#1\tsomebody runs\n")
    load_captions(strict, [file])
    assert shown(engine, "caption", "text") == []
    load_minors(strict, find_terms)
    assert shown(engine, "caption", "text") == ["a red boat"]
    load_captions(strict, [file])
    assert shown(engine, "caption", "text") == ["a red boat"]


def test_who_has_looked_at_pixels_has_read_no_texts(strict: Session, photos: Path) -> None:
    list(load_folder(strict, photos, find_terms))
    assert count_unscreened(strict) == (4, 0, 4)
    strict.execute(text("UPDATE screening SET kind = 'pixels'"))
    assert count_unscreened(strict) == (4, 4, 4)


@pytest.mark.parametrize(
    ("choice", "open_to_all"), [("hide", []), ("vouched", ["said.png", "white.png"]), ("show", None)]
)
def test_without_a_detector_the_operators_choice_counts(
    strict: Session, engine: Engine, photos: Path, choice: str, open_to_all: list[str] | None
) -> None:
    list(load_folder(strict, photos, find_terms))
    assert count_unscreened(strict) == (4, 0, 4)
    decide(strict, choice, "ann")  # type: ignore[arg-type]
    strict.commit()
    assert shown(engine) == (sorted(COLOURS.keys() - {"girl.png"}) if open_to_all is None else open_to_all)


def test_doctor_says_what_is_unscreened_and_by_whose_rules(loaded: Session) -> None:
    loaded.execute(text("DELETE FROM screening WHERE kind = 'pixels'"))
    loaded.execute(
        text("INSERT INTO screening VALUES ('pixels', :revision)"), {"revision": SOURCES["classifier"].revision()}
    )
    found = check_screening(loaded)
    assert (found.is_ok, found.found) == (False, "2 of 5 pictures are unscreened and not shown")
    loaded.execute(text("DELETE FROM screening WHERE kind = 'texts'"))
    found = check_screening(loaded)
    assert found.found == "texts were screened by other rules than this version's"
    assert found.remedy == "run `imgsearch load minors`"


def test_a_revision_that_has_not_seen_all_yet_is_still_to_be_finished(loaded: Session) -> None:
    loaded.execute(text("DELETE FROM screening WHERE kind = 'pixels'"))
    wanted = SOURCES["classifier"].revision()
    loaded.execute(
        text("INSERT INTO screening VALUES ('pixels', :revision), ('pixels', 'older')"), {"revision": wanted}
    )
    assert outdated_kinds(loaded) == ["pixels"]
    loaded.execute(text("DELETE FROM screening WHERE revision = 'older'"))
    assert outdated_kinds(loaded) == []


@pytest.fixture
def two(engine: Engine, loaded: Session) -> Iterator[tuple[Connection, Connection]]:
    loaded.rollback()
    with engine.connect() as first, engine.connect() as second:
        yield first, second


@pytest.mark.parametrize(
    "finding",
    [
        "INSERT INTO minor_evidence (image_id, is_hidden, source, term, probability) "
        "SELECT id, is_hidden, 'metadata', 'child', 1 FROM image WHERE name = 'dark.png'",
        "INSERT INTO minor_review (image_id, verdict, reviewer) "
        "SELECT id, 'flag', 'eve' FROM image WHERE name = 'dark.png'",
    ],
)
def test_who_finds_a_minor_while_another_clears_is_not_overlooked(
    two: tuple[Connection, Connection], engine: Engine, finding: str
) -> None:
    first, second = two
    second.execute(text("UPDATE image SET pixels_screened_by = NULL WHERE name = 'dark.png'"))
    second.commit()
    first.execute(text(finding))
    clear = text("UPDATE image SET pixels_screened_by = 'r1' WHERE name = 'dark.png'")

    def screen() -> None:
        second.execute(clear)
        second.commit()

    screening = threading.Thread(target=screen)
    screening.start()
    screening.join(0.3)
    assert screening.is_alive()
    first.commit()
    screening.join(10)
    assert shown(engine) == ["said.png"]
