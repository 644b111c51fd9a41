"""python -m imgsearch, and the command `imgsearch`."""

from imgsearch.ending import ENDING
from imgsearch.terminal import fit_streams


def run() -> None:
    """Run the command of this process, to its end."""
    fit_streams()
    ENDING.run(_command)


def _command() -> None:
    from imgsearch.cli.main import main  # imported late: who interrupts this sees no traceback

    main()


if __name__ == "__main__":
    run()
