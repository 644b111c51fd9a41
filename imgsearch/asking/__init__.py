"""What people mean by a query: unwanted things, dates, and words in another spelling."""

from imgsearch.asking.meaning import NOTHING, Beside, Meaning, Period, Reading, Understood
from imgsearch.asking.read import read_text

__all__ = ["NOTHING", "Beside", "Meaning", "Period", "Reading", "Understood", "read_text"]
