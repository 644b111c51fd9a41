"""Russian words in Latin letters."""

from __future__ import annotations

from collections.abc import Sequence

_COMMON = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)) | {"ъ": ""}
#: How people write the other letters: as passports do, as they hear them, and as in messages.
_SCHEMES = (
    {"ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y", "ь": "", "э": "e",
     "ю": "yu", "я": "ya"},
    {"ж": "zh", "й": "i", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "y", "ь": "", "э": "e",
     "ю": "iu", "я": "ia"},
    {"ж": "j", "й": "j", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "i", "ь": "", "э": "e",
     "ю": "ju", "я": "ja"},
    {"ж": "zh", "й": "j", "х": "x", "ц": "ts", "ч": "ch", "ш": "w", "щ": "w", "ы": "y", "ь": "", "э": "e",
     "ю": "yu", "я": "ya"},
)  # fmt: skip
_TABLES = tuple(str.maketrans(_COMMON | scheme) for scheme in _SCHEMES)
#: ё, which texts hold as е.
_YO = {"ребенок": "ребйонок", "ребенка": "ребйонка", "сестренка": "сестрйонка", "пацаненок": "пацанйонок"}


def transliterate(words: Sequence[str]) -> set[str]:
    """How Russian words may be written in Latin letters; lower case, ё as е."""
    spellings = " ".join([*words, *(_YO[word] for word in words if word in _YO)])
    return {word for table in _TABLES for word in spellings.translate(table).split()}
