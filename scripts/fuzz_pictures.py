"""Look for a picture file that ends in another error than UnreadableImage, led by what the decoders have run through.

    pip install -c constraints.txt ".[fuzz]"
    python -m scripts.fuzz_pictures -max_total_time=120 CORPUS

CORPUS is a folder that keeps what was interesting; on the first call it is filled with a small file of each format.
The options are libFuzzer's. Atheris follows Pillow's Python code, and what is written in C only where Pillow was built
for it.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["PIL", "imgsearch"]):
    from imgsearch.errors import UnreadableImage
    from imgsearch.pictures import decode as picture
    from imgsearch.pictures.copies import make_full_copy, make_thumbnail
    from imgsearch.pictures.limits import set_max_pixels

#: So that a claim of many pixels costs no time; the true limit is a hundred times higher.
FEW_PIXELS = 2_000_000


def look_through(data: bytes) -> None:
    """Do with a file what loads, searches by picture, pages and sheets do."""
    for step in (picture.check_picture, _show, make_full_copy):
        try:
            step(BytesIO(data))
        except UnreadableImage:
            continue


def _show(file: BytesIO) -> None:
    shown = picture.read_picture_file(file)
    make_thumbnail(shown)
    shown.convert("RGB")


def main() -> None:
    from tests.fuzzing import small_pictures

    for folder in map(Path, (argument for argument in sys.argv[1:] if not argument.startswith("-"))):
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            for name, data in small_pictures().items():
                (folder / name).write_bytes(data)
    set_max_pixels(FEW_PIXELS)
    atheris.Setup(sys.argv, look_through)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
