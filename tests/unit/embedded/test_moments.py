"""Dates of which no more than a part is known, as archivists and scanners write them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.embedded_files import exif, iptc, jpeg, read, xmp

JUNE = datetime(1985, 6, 1)


@pytest.mark.parametrize(
    ("said", "taken_at"),
    [
        ("1985", datetime(1985, 1, 1)),
        ("1985-06", JUNE),
        ("1985-06-12", datetime(1985, 6, 12)),
        ("1985-13", None),
        ("1985-06-31", None),
        ("0000", None),
        ("12345", None),
        ("85", None),
    ],
)
def test_years_and_months_of_xmp_are_dates(tmp_path: Path, said: str, taken_at: datetime | None) -> None:
    found = read(tmp_path, jpeg(xmp=xmp(attributes=f'photoshop:DateCreated="{said}"')))
    assert found.taken_at == taken_at


@pytest.mark.parametrize(
    ("day", "taken_at"),
    [("19850000", datetime(1985, 1, 1)), ("19850600", JUNE), ("00000000", None), ("19850032", None)],
)
def test_iptc_has_zeros_for_what_is_not_known(tmp_path: Path, day: str, taken_at: datetime | None) -> None:
    assert read(tmp_path, jpeg(iptc=iptc((55, day), (60, "120000+0300")))).taken_at == taken_at


@pytest.mark.parametrize(
    ("said", "taken_at"),
    [
        ("1985:06:12 10:20:  ", datetime(1985, 6, 12, 10, 20)),
        ("1985:06:12   :  :  ", datetime(1985, 6, 12)),
        ("1985:06:     :  :  ", JUNE),
        ("1985:06:00 00:00:00", JUNE),
        ("    :  :     :  :  ", None),
        ("0000:00:00 00:00:00", None),
    ],
)
def test_exif_has_blanks_or_zeros_for_what_is_not_known(tmp_path: Path, said: str, taken_at: datetime | None) -> None:
    assert read(tmp_path, jpeg(exif=exif({}, {0x9003: said}))).taken_at == taken_at


def test_a_day_comes_before_a_year_in_another_field_of_the_file_and_after_one_in_a_sidecar(tmp_path: Path) -> None:
    data = jpeg(xmp=xmp(attributes='photoshop:DateCreated="1985"'), iptc=iptc((55, "19850612")))
    assert read(tmp_path, data).taken_at == datetime(1985, 6, 12)
    (tmp_path / "a.xmp").write_bytes(xmp(attributes='photoshop:DateCreated="1984"'))
    assert read(tmp_path, data).taken_at == datetime(1984, 1, 1)
