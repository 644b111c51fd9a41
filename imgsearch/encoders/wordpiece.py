"""BERT's tokens of texts (Devlin et al. 2019): words, cut into the longest pieces that the vocabulary has (WordPiece).

The package tokenizers makes them, and takes longer to load than a query takes to encode. So plain texts, which have
nothing but ASCII's characters, are cut here, into the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from imgsearch.encoders.runtime import REINSTALL
from imgsearch.errors import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
#: Those that stand for something else than themselves, in the vocabulary's order.
SPECIAL = ("[PAD]", UNKNOWN, FIRST, LAST, "[MASK]")
#: What a piece begins with that is not the first of its word.
GOES_ON = "##"
#: A longer word is unknown.
LONGEST_WORD = 100
_INVISIBLE = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"}
_PUNCTUATION = re.escape("".join(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127)))))
_WORD = re.compile(rf"[^\s{_PUNCTUATION}]+|[{_PUNCTUATION}]")


@lru_cache(maxsize=4)
def read_vocabulary(file: Path, digest: str) -> dict[str, int]:
    """Piece -> its number, which is that of its line.

    Args:
        file: a piece in each line.
        digest: SHA-256 of it, as hexadecimal digits.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise ModelUnavailable(f"{file} cannot be read; {REINSTALL}") from exc
    if sha256(data).hexdigest() != digest:
        raise ModelUnavailable(f"{file} is damaged; {REINSTALL}")
    pieces = data.decode().split("\n")
    return dict(zip(pieces[:-1], range(len(pieces) - 1), strict=True))


class WordPieces:
    """Tokens in lower case.

    Args:
        file: the vocabulary, a piece in each line.
        digest: SHA-256 of the file.
        most: tokens of one text, the first and the last among them; a longer text is cut off.
    """

    def __init__(self, file: Path, digest: str, most: int) -> None:
        self._file, self._digest = file, digest
        self._most = most

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's tokens."""
        if len(texts) == 1 and _is_plain(texts[0]):
            return [self._cut(texts[0])]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def _cut(self, text: str) -> list[int]:
        vocabulary = read_vocabulary(self._file, self._digest)
        words = _WORD.findall(text.translate(_INVISIBLE).lower())
        numbers = [number for word in words for number in _pieces(word, vocabulary)]
        return [vocabulary[FIRST], *numbers[: self._most - 2], vocabulary[LAST]]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer
        from tokenizers.processors import TemplateProcessing

        vocabulary = read_vocabulary(self._file, self._digest)
        tokenizer = Tokenizer(WordPiece(vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=LONGEST_WORD))
        tokenizer.normalizer = BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = BertPreTokenizer()
        tokenizer.add_special_tokens(list(SPECIAL))
        tokenizer.post_processor = TemplateProcessing(
            single=f"{FIRST} $A {LAST}", special_tokens=[(token, vocabulary[token]) for token in (FIRST, LAST)]
        )
        tokenizer.enable_truncation(self._most)
        return tokenizer


def _is_plain(text: str) -> bool:
    return text.isascii() and not any(token in text for token in SPECIAL)


def _pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    """The longest first, as long as some are known."""
    found: list[int] = []
    start, lead = 0, ""
    while start < len(word) <= LONGEST_WORD:
        ends = range(len(word), start, -1)
        end = next((end for end in ends if lead + word[start:end] in vocabulary), None)
        if end is None:
            break
        found.append(vocabulary[lead + word[start:end]])
        start, lead = end, GOES_ON
    return found if start == len(word) else [vocabulary[UNKNOWN]]
