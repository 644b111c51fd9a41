"""Texts that cameras and programs write and nobody meant."""

from __future__ import annotations

import re
from os.path import splitext

#: Whole texts, without regard to case and outer blanks.
_WRITTEN_BY_CAMERAS = re.compile(
    r"""
    (?:olympus|konica\ minolta|minolta|pentax|kodak|casio|vivitar|polaroid|jenoptik|medion|samsung|default|nikon
       |canon|sony|fuji(?:film)?|panasonic|sanyo|ricoh|leica|sigma|toshiba|epson|agfa|benq|ge|hp|praktica|rollei)?
        [ ]?digital\ (?:still\ )?camera
  | sony\ dsc | minolta\ dimage.* | samsung(?:\ techwin)? | <?\ *(?:samsung\ )?digimax.*>? | <kenox.*>
  | (?:[a-z]:)?[\\/]?dcim(?:[\\/].*)? | exif[_ ]?jpeg(?:[_ ]?picture)? | jpeg | exif | ascii
  | default | untitled | без\ названия
  | screen ?shot | снимок\ экрана | imported\ from\ .* | lead\ technologies.* | file\ (?:written|source)\ .*
  | (?:created|made|edited|generated|processed|optimized|сделано)\ (?:with|by|using|с\ помощью|в)\ .{1,60}
  | applemark | ac[dt]\ systems\ digital\ imaging | intel\(r\)\ jpeg.* | creator:\ gd-jpeg.*
  | \(null\) | null | none | n/a
  | charset=.* | image | picture | photo | photograph | caption | description | comment | title | headline
  # Huawei and its kin say by it how the picture was processed.
  | (?:oz)?(?:nor|edf|cof|mde|dav|hdr(?:pl)?|rhdr|vhdr|sdr|bst|btf|bty|fpr|maf|nfd|ptr|qrf|rbt|rpt|tpx|lop|mfb)(?:co)?
  | smart | soft | gcm_tag | dcf\ \d(?:\.\d+)? | gc-\w+\ image | r:\s*\d+\s+g:\s*\d+\s+b:.*
  | (?:img|dsc[nf]?|dji|gopr|gp|pict|sam|mvi|pxl|wp|vid|p|_mg|_dsc|cimg|imgp|hpim|sdc|snc)[ _-]*\d[\d_\-]*(?:\ \(\d+\))?
        (?:\.\w{2,5})?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_PHOTOGRAPHERS = frozenset(
    "unknown|photographer|camera owner|owner|user|default|author|picasa|artist|n/a|none|неизвестен|владелец".split("|")
)
#: What a photographer's name is sometimes preceded by.
_LABEL = re.compile(
    r"(?:(?:photographer|photo(?:graph)?|picture|image|credit|author|by|фото(?:граф(?:ия)?)?|снимок|автор)(?:\s+by)?\s*[:/]"
    r"|(?:photo(?:s|graphed|graph)?|pictures?|images?|taken)\s+by(?:\s|$)|©|\(c\))\s*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def is_boilerplate(text: str, file_name: str, camera: tuple[str, ...] = ()) -> bool:
    """Whether a text says nothing of the picture: a camera's own words, the name of the file, no letters at all.

    Args:
        text: as Text holds it.
        file_name: of the picture, without folders.
        camera: maker and model, as EXIF names them.
    """
    plain = text.casefold()
    if _LETTER.search(plain) is None:
        return True
    if plain[0] + plain[-1] in ("{}", "<>"):  # what a program keeps for itself
        return True
    if len(plain) > 200:
        return False
    name = file_name.casefold()
    return plain in (name, splitext(name)[0], *camera) or _WRITTEN_BY_CAMERAS.fullmatch(plain) is not None


def without_label(text: str) -> str:
    """A photographer's name without "Photo by", "Фото:" and the like in front of it."""
    return text[match.end() :] if (match := _LABEL.match(text)) is not None else text


def is_no_photographer(text: str, camera: tuple[str, ...] = ()) -> bool:
    """Whether what stands in a photographer's place is no name."""
    plain = text.casefold()
    return _LETTER.search(plain) is None or plain in _NO_PHOTOGRAPHERS or plain in camera
