"""What every trained model's card says, and writing a model with its card."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from imgsearch.errors import BadInput


def made_now(*packages: str) -> dict[str, Any]:
    """When a model was trained, and with which versions of Python and of some packages."""
    return {
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: version(name) for name in packages} | {"python": platform.python_version()},
    }


def write_model(arrays_file: Path, content: bytes, card_file: Path, card: dict[str, Any]) -> None:
    """Write a model's arrays and its card; folders are made.

    Raises:
        BadInput: one of them cannot be written.
    """
    with _writing(arrays_file.parent):
        arrays_file.parent.mkdir(parents=True, exist_ok=True)
        arrays_file.write_bytes(content)
    write_card(card_file, card)


def write_card(file: Path, card: dict[str, Any]) -> None:
    """Write a card, or write it anew.

    Raises:
        BadInput: it cannot be written.
    """
    with _writing(file.parent):
        file.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise BadInput(f"{folder} cannot be written: {exc.strerror}") from exc
