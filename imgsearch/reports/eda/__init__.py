"""What is in the tables: the page that an analyst reads first."""

from imgsearch.reports.eda.compose import compose_eda
from imgsearch.reports.eda.read import EdaData, read_eda

__all__ = ["EdaData", "compose_eda", "read_eda"]
