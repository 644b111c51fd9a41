"""Faces in pictures, and how old they look; scripts/export_finder.py and export_faces.py made the models.

YuNet (Wu et al. 2023) finds them, in the picture squeezed into a square, as the other networks see it; a
MobileNet (Savchenko 2019) then looks at each, as large as the decoded picture has it.
"""

from imgsearch.minors.detectors.faces.find import DESCRIPTOR, MOST, Face, FaceFinder, load_finder

__all__ = ["DESCRIPTOR", "MOST", "Face", "FaceFinder", "load_finder"]
