"""Names of pictures in whatever kind of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imgsearch.minors.words.surnames import is_called
from loaders.lines import decoded
from loaders.meant import is_named_picture
from loaders.metadata_row import NAMES
from loaders.names import image_name_of
from loaders.scan import EXTENSIONS

#: What stands between names and texts in whatever kind of file.
_BETWEEN = re.compile(r'[,;|\t\r\n"{}\[\]<>\u2028\u201c\u201d\u201e\u00ab\u00bb]')
_ENDINGS = "|".join(map(re.escape, sorted(EXTENSIONS, key=len, reverse=True)))
#: A name with its text around it, parted by what parts no columns: "a.jpg: A wall", "the wall (a.jpg)".
_ENDING = re.compile(rf"(?:{_ENDINGS})(?=[\s:=>?#!)'\u2019*_`]|\.(?:\s|$)|$)", re.IGNORECASE)
#: Letters before an ending that may be of the name.
_LONGEST = 250
_WORD_ENDS = re.compile(r'[\s,;|"{}\[\]<>]+')
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013]|\d{1,4}[.)])\s+")
#: As XML and YAML may have names; in other texts it is an apostrophe.
_QUOTED = re.compile(r"'([^'\r\n]{1,250})'")
_MARKS = " '`("
#: What a column, or a value of JSON, is called that names a picture, perhaps without an ending.
_COLUMNS = frozenset(
    [
        *NAMES["image"], "filepath", "file_path", "path", "image_file", "image file", "image name", "file name",
        "photo", "photo name", "asset", "original_filename", "originalfilename", "bild", "bilddatei", "datei",
        "dateiname", "foto", "archivo", "nombre de archivo", "fichier", "nom de fichier", "nome file", "plik",
        "nazwa pliku", "файл", "имя файла", "фото", "снимок", "кадр", "картинка", "изображение", "назва файлу",
    ]
)  # fmt: skip
_PHOTOGRAPHERS = frozenset(
    [*NAMES["photographer"], "credit", "byline", "by-line", "copyright", "fotograf", "photographe", "fotografo",
     "фотограф", "автор"]
)  # fmt: skip


def is_by_whom(column: str, value: object) -> bool:
    """Whether a value is a photographer's name alone, which says nothing of what a picture shows."""
    return isinstance(value, str) and column.strip().casefold() in _PHOTOGRAPHERS and is_called(value)


def is_name_column(name: str) -> bool:
    """Whether a column of this name has names of pictures in it."""
    return name.strip().casefold() in _COLUMNS


def names_in(text: str) -> tuple[str, ...]:
    """What may be names of pictures in a text, as far as it can be told without knowing them."""
    if "." not in text:
        return ()
    said = decoded(text)
    found = [image_name_of(each.strip()) for each in _QUOTED.findall(said)]
    for cell in _BETWEEN.split(said):
        name = image_name_of(_BULLET.sub("", cell).strip(_MARKS))
        if "." not in name:
            continue
        mentioned = list(_mentioned(name))
        found += [name] if is_named_picture(name) and len(mentioned) < 2 else mentioned
    return tuple(dict.fromkeys(filter(is_named_picture, found)))


def without_names(text: str) -> str:
    """The words of a text that are no names of pictures."""
    return " ".join(word for word in _WORD_ENDS.split(text) if word and not is_named_picture(word.strip(".:'")))


def _mentioned(cell: str) -> Iterator[str]:
    """Up to each ending of a picture's name, what stands behind the last."""
    last = 0
    for ending in _ENDING.finditer(cell):
        yield cell[max(last, ending.start() - _LONGEST) : ending.end()].strip(_MARKS)
        last = ending.end()
