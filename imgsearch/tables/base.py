"""The metadata that every table shares, and the columns that tie a row to its picture."""

from __future__ import annotations

from sqlalchemy import BigInteger, Computed, ForeignKeyConstraint, MetaData, false
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    """Declarative base; the naming convention makes every constraint addressable by a later migration."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


IMAGE_ID = "The picture that this row belongs to."
#: image_id of a row whose picture is not loaded: the column that tables are distributed by is never NULL.
NOT_LOADED = 0
IS_HIDDEN = (
    "Copy of image.is_hidden: a trigger spreads it and the foreign key holds the two equal, "
    "so that row security and the partial vector index need no join."
)


def image_reference(table: str, flag: str = "is_hidden", ondelete: str | None = "CASCADE") -> ForeignKeyConstraint:
    """Tie (image_id, is_hidden) to the picture, so that no row can deny that its picture is hidden.

    The trigger settle_changed_images on image finds its tables by these keys. A flag reaches their rows in the
    statement that sets it, which puts the check off for so long.
    """
    return ForeignKeyConstraint(
        ["image_id", flag],
        ["image.id", "image.is_hidden"],
        name=f"fk_{table}_image_id_is_hidden",
        ondelete=ondelete,
        deferrable=True,
    )


class OfImage:
    """Mixin: a row that belongs to one picture, and exists for searchers and analysts only while that is shown."""

    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment=IMAGE_ID)

    @declared_attr
    @classmethod
    def is_hidden(cls) -> Mapped[bool]:
        """The picture's flag; declared last so that the keys come first in psql."""
        return mapped_column(server_default=false(), comment=IS_HIDDEN)


class OfAnyImage(OfImage):
    """Mixin: a row that belongs to one picture, which may not be loaded; its reference takes ``picture_is_hidden``."""

    image_id: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        server_default=str(NOT_LOADED),
        comment=f"{IMAGE_ID} {NOT_LOADED} when that picture is not loaded.",
    )

    @declared_attr
    @classmethod
    def picture_is_hidden(cls) -> Mapped[bool | None]:
        """NULL, which satisfies any foreign key, where there is no picture to refer to."""
        return mapped_column(
            Computed(f"CASE WHEN image_id <> {NOT_LOADED} THEN is_hidden ELSE NULL::boolean END", persisted=True),
            comment="is_hidden where the picture is loaded, NULL where image_id is 0: what the foreign key compares.",
        )
