"""Whether an installation and its database are in order, and what to do where they are not."""

from imgsearch.doctor.check import Check
from imgsearch.doctor.examine import examine

__all__ = ["Check", "examine"]
