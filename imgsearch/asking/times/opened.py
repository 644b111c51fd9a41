"""What is said behind a time and opens it: "2019 or later", "2015 to present", «2019 и раньше»."""

from __future__ import annotations

import re

from imgsearch.asking.meaning import Period, Place
from imgsearch.asking.times.calendar import Apart
from imgsearch.asking.times.words import SINCE, UNTIL_NOW
from imgsearch.moment import Moment

_OPENS_BEHIND = re.compile(
    r"(?P<later>\s?\+|,?\s(?:(?:or|and)\s(?:later|newer|after(?=\s*(?:$|,))|onwards?)|onwards?|(?:и|или)\s(?:позже|позднее|новее|далее)))(?!\w)|"
    rf"(?P<now>{UNTIL_NOW})(?![\w'’])|"
    r",?\s(?:(?:or|and)\s(?:earlier|older|before(?=\s*(?:$|,)))|(?:и|или)\s(?:раньше|ранее|старше))(?!\w)",
    re.IGNORECASE,
)


def open_behind(text: str, match: re.Match[str], moment: Moment | Apart) -> Period | None:
    """What begins or ends with a time: "2019 or later", "2019+", «2019 и раньше»; None where it is the time alone."""
    found = _OPENS_BEHIND.match(text, match.end())
    if found is None or isinstance(moment, Apart) or match["about"]:
        return None
    if match["opens"] and not (found["now"] and re.fullmatch(SINCE, match["opens"].lower())):
        return None
    place = Place(match.start(), found.end(), f"{match['said']}{found[0]}")
    is_later = found["later"] or found["now"]
    return Period(place, moment.start, None) if is_later else Period(place, None, moment.end)
