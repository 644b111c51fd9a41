"""How well models predict the experts' rating, side by side."""

from imgsearch.reports.models.compose import compose_models
from imgsearch.reports.models.read import ModelsData, read_models_data

__all__ = ["ModelsData", "compose_models", "read_models_data"]
