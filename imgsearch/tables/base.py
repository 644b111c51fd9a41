"""The metadata that every table shares, and the columns that tie a row to its picture."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKeyConstraint, MetaData, false
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
IS_MINOR = (
    "Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), "
    "so that row security and the partial vector index need no join."
)


def image_reference(table: str, *, on_delete: str = "CASCADE") -> ForeignKeyConstraint:
    """Tie (image_id, is_minor) to the picture, so that a flag reaches every derived row in the same statement."""
    return ForeignKeyConstraint(
        ["image_id", "is_minor"],
        ["image.id", "image.is_minor"],
        name=f"fk_{table}_image_id_is_minor",
        onupdate="CASCADE",
        ondelete=on_delete,
    )


class OfImage:
    """Mixin: a row that belongs to one picture and disappears for most roles when the picture is flagged."""

    image_id: Mapped[int] = mapped_column(BigInteger, comment=IMAGE_ID)

    @declared_attr
    @classmethod
    def is_minor(cls) -> Mapped[bool]:
        """The picture's flag; declared last so that the keys come first in psql."""
        return mapped_column(server_default=false(), comment=IS_MINOR)
