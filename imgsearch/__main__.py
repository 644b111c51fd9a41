"""python -m imgsearch, and the command `imgsearch`."""

from imgsearch.cli import main
from imgsearch.cli.ending import ENDING


def run() -> None:
    """Run the command of this process, to its end."""
    ENDING.run(main)


if __name__ == "__main__":
    run()
