"""The command line: each command opens the database, makes one library call and prints."""

from imgsearch.cli.main import main

__all__ = ["main"]
