"""python -m imgsearch."""

from imgsearch.cli import main

main()
