"""Ages below majority in languages without spaces, or whose vowel signs part words."""

from __future__ import annotations

import re

from imgsearch.minors.words.normal import normalize

_THAI_AGE, _THAI_YEARS, _THAI_MONTHS = "(?:อายุ|วัย)", "ปี", "เดือน"
_HINDI_OLD = "(?:वर्षीय|(?:साल|वर्ष) (?:का|की))"
#: What follows years that are nobody's: of experience, of a guarantee, in prison.
_HINDI_THINGS = "(?:अनुभव|गारंटी|वारंटी|सज़ा)"
_KOREAN = "한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|열세|열네|열다섯|열여섯|열일곱"
#: Language, and pattern for normalised texts, in which signs above and below letters are gone.
UNSPACED_AGES = tuple(
    (language, re.compile(normalize(pattern).replace("(?p<", "(?P<")))
    for language, pattern in (
        ("th", "ขวบ"),
        ("th", rf"{_THAI_AGE} ?(?P<n>[0-9๐-๙]{{1,3}}) ?(?:{_THAI_YEARS}|(?P<unit>{_THAI_MONTHS}))"),
        ("hi", rf"(?<![0-9०-९])(?P<n>[0-9०-९]{{1,3}}) ?{_HINDI_OLD}(?! {_HINDI_THINGS})"),
        ("hi", "(?:आयु|उम्र):? (?P<n>[0-9०-९]{1,3})"),
        ("ja", "生後 ?(?P<n>[0-9]{1,3}) ?(?P<unit>[ヶかカケヵ箇]月|日|週)"),
        ("zh", "(?P<n>[0-9]{1,2}) ?(?P<unit>[个個]月)大"),
        ("ko", "생후 ?(?P<n>[0-9]{1,3}) ?(?P<unit>개월|일|주)"),
        ("ko", rf"(?<![가-힣])(?:{_KOREAN}) ?살(?= |의|짜리|$|[.,!])"),
    )
)
