"""Pictures and their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import NOT_LOADED, Base


class Image(Base):
    """A picture file."""

    __tablename__ = "image"
    __table_args__ = (
        # The target of every derived row's foreign key: the pair carries the flag along.
        UniqueConstraint("id", "is_hidden"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        CheckConstraint("width > 0 AND height > 0", name="size_positive"),
        # With is_hidden the searcher's scans pass over hidden pictures inside the index, so that no plan counts them.
        Index("ix_image_name", "name", "is_hidden"),
        Index("ix_image_sha256", "sha256", "is_hidden"),
        Index("ix_image_gallery", "gallery", "is_hidden"),
        Index("ix_image_source", "source", "source_path", "is_hidden"),
        Index("ix_image_taken_at", "taken_at", "is_hidden"),
        Index(
            "ix_image_newest",
            text("taken_at DESC NULLS LAST"),
            text("id DESC"),
            postgresql_where=text("NOT is_hidden"),
        ),
        Index("ix_image_photographer_key", "photographer_key", "is_hidden"),
        Index("ix_image_tags", "tags", postgresql_using="gin"),
        Index("ix_image_places", "places", postgresql_using="gin"),
        Index("ix_image_colours", "colours", postgresql_using="gin"),
        Index(
            "ix_image_known",
            text("known_words(titles, tags, photographer, places, source_path)"),
            postgresql_using="gin",
            postgresql_where=text("NOT is_hidden"),
        ),
        CheckConstraint(
            "colours <@ ARRAY['red', 'orange', 'yellow', 'green', 'turquoise', 'blue', 'purple', 'pink', "
            "'brown', 'beige', 'white', 'grey', 'black', 'black and white']::varchar[]",
            name="colours",
        ),
        CheckConstraint("state IN ('unscreened', 'clear', 'hidden', 'missing')", name="state"),
        CheckConstraint("is_hidden = (state <> 'clear')", name="is_hidden_unless_clear"),
        Index("ix_image_series", "series", "is_hidden", postgresql_where=text("series IS NOT NULL")),
        Index("ix_image_unscreened", "id", postgresql_where=text("state = 'unscreened'")),
        {"comment": "A picture. Only clear ones exist for searchers and analysts; see state."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    name: Mapped[str] = mapped_column(
        comment="What the picture is called: its path in its source, behind the source's name where another's is that."
    )
    path: Mapped[str] = mapped_column(comment="Absolute path of the file when it was last loaded.")
    gallery: Mapped[str] = mapped_column(comment="Name of the folder it was loaded from, such as test_images.")
    sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the file's bytes; recognises renamed files.")
    source: Mapped[str] = mapped_column(server_default="", comment="Where it comes from: source.name.")
    source_path: Mapped[str] = mapped_column(
        server_default="",
        comment="What its source's texts call it: its path below that folder, or with flat names the file name.",
    )
    file_bytes: Mapped[int] = mapped_column(BigInteger, comment="File size in bytes.")
    mtime_ns: Mapped[int] = mapped_column(BigInteger, comment="File modification time, ns since 1970.")
    width: Mapped[int] = mapped_column(comment="Width in pixels, upright.")
    height: Mapped[int] = mapped_column(comment="Height in pixels, upright.")
    is_hidden: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether it may not be shown: true unless the state is clear."
    )
    loaded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When the picture was first loaded."
    )
    taken_at: Mapped[datetime | None] = mapped_column(
        DateTime, comment="When it was taken, by the clock on the wall where it was taken; NULL when nobody said."
    )
    photographer: Mapped[str | None] = mapped_column(comment="Who took it, as spelt.")
    tags: Mapped[list[str]] = mapped_column(
        ARRAY(String), server_default=text("'{}'"), comment="Keywords in lower case, each once."
    )
    # Declarative classes keep the name `metadata` for themselves.
    details: Mapped[dict[str, Any]] = mapped_column(
        "metadata",
        JSONB,
        server_default=text("'{}'"),
        comment="Whatever else the metadata file said, by its column names: title, camera, ...",
    )
    orientation: Mapped[str] = mapped_column(
        Computed(
            "CASE WHEN width > height THEN 'landscape' WHEN width < height THEN 'portrait' ELSE 'square' END",
            persisted=True,
        ),
        comment="landscape, portrait or square.",
    )
    # An index on the expression would be of no use to a search: row security keeps it from what is not leakproof.
    photographer_key: Mapped[str | None] = mapped_column(
        comment="The photographer as fold_name has it, by which searches filter; in lower case while name_keys is NULL."
    )
    name_keys: Mapped[list[str] | None] = mapped_column(
        ARRAY(String),
        comment="Its tags, places and persons as fold_names has them, by which searches filter; NULL until a load has "
        "read what was loaded before.",
    )
    state: Mapped[str] = mapped_column(
        server_default="unscreened",
        comment="unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor; "
        "missing: it may be shown once its file is back. Set by triggers from screening, evidence, verdicts and "
        "missing_since.",
    )
    texts_screened_by: Mapped[str | None] = mapped_column(
        comment="Revision of the lexicon that has read all of its texts as they are; NULL from when one changes."
    )
    texts_vouch: Mapped[bool] = mapped_column(
        server_default=false(),
        comment="Whether a caption of its own says who is there, so that it may outweigh the pixels.",
    )
    pixels_screened_by: Mapped[str | None] = mapped_column(
        comment="Revision of the detector that has looked at these bytes; NULL from when they change."
    )
    missing_since: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When a load first found its file gone; NULL while it is there."
    )
    phash: Mapped[str | None] = mapped_column(
        BIT(64), comment="Difference hash of its small copy: of like pictures few bits differ; NULL until made."
    )
    colours: Mapped[list[str] | None] = mapped_column(
        ARRAY(String),
        comment="Its main colours, the most striking first, as red or black and white; NULL until its small copy was "
        "looked at.",
    )
    series: Mapped[int | None] = mapped_column(
        BigInteger,
        comment="image_series.series; NULL where the picture is shown and no other of its series is. Set by a trigger.",
    )
    is_compared: Mapped[bool] = mapped_column(server_default=false(), comment="Whether its series has been looked for.")
    titles: Mapped[list[str]] = mapped_column(
        ARRAY(String),
        Computed("known_titles(metadata)", persisted=True),
        comment="Its titles, and who is in it, from its metadata, as spelt.",
    )
    places: Mapped[list[str]] = mapped_column(
        ARRAY(String),
        Computed("known_places(metadata)", persisted=True),
        comment="Where it was taken, from its metadata, in lower case: place, city, country, each once.",
    )
    persons: Mapped[list[str] | None] = mapped_column(
        ARRAY(String),
        comment="Who is in it, from its metadata, as spelt, each once; NULL until a load has read what was loaded "
        "before.",
    )


class ImageName(Base):
    """A name that is taken."""

    __tablename__ = "image_name"
    __table_args__ = (
        Index("ix_image_name_source", "source", "path_key"),
        Index("ix_image_name_base_name", "source", "base_name"),
        {
            "comment": "Keeps names of pictures unique, also those that texts wait for; a trigger on image writes it, "
            "and loads of texts."
        },
    )

    name: Mapped[str] = mapped_column(primary_key=True, comment="image.name.")
    image_id: Mapped[int] = mapped_column(
        BigInteger,
        server_default=str(NOT_LOADED),
        comment=f"The picture of that name; {NOT_LOADED} where texts wait for it.",
    )
    source: Mapped[str] = mapped_column(server_default="", comment="image.source.")
    source_path: Mapped[str] = mapped_column(server_default="", comment="image.source_path, or what texts call it.")
    path_key: Mapped[str] = mapped_column(
        Computed("normalize(source_path)", persisted=True), comment="source_path in Unicode's composed form, NFC."
    )
    base_name: Mapped[str] = mapped_column(
        Computed("normalize(regexp_replace(source_path, '^.*/', ''))", persisted=True),
        comment="The last part of path_key: the file name.",
    )


class MetadataOrigin(Base):
    """What a file of metadata said of a picture."""

    __tablename__ = "metadata_origin"
    __table_args__ = (
        Index("ix_metadata_origin_image_name", "image_name"),
        {"comment": "What a file of metadata said of a picture last; it is taken back when the file says it no more."},
    )

    image_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, comment="The picture."
    )
    file: Mapped[str] = mapped_column(primary_key=True, comment="Absolute path of the file.")
    image_name: Mapped[str] = mapped_column(comment="image.name when the file's name for the picture was its own.")
    said: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="taken_at, photographer, tags and details, as far as the file says them."
    )
