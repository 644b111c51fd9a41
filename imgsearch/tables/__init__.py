"""The schema as SQLAlchemy sees it; migrations/ alone create it, and `alembic check` holds the two together.

A table is mapped when it is first asked for, with those that it refers to: mapping all of them takes a fifth of the
processor time of a cold query, which needs few. ``Base`` brings all, so that its metadata is whole.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imgsearch.tables.account import Account, ApiToken, IdToken, WebState
    from imgsearch.tables.base import NOT_LOADED, Base
    from imgsearch.tables.caption import Caption, CaptionOrigin, TestQuery
    from imgsearch.tables.collection import AskedPicture, Collection, CollectionPicture
    from imgsearch.tables.comparison import ModelPrediction, ModelResult
    from imgsearch.tables.evaluation import Evaluation, EvaluationFigure, MatchPrediction, RetrievalRank
    from imgsearch.tables.feedback import LONGEST_TEXT, Click, MatchFeedback, RatingTask
    from imgsearch.tables.image import Image, ImageName, MetadataOrigin
    from imgsearch.tables.load import LoadReject, RefusedText
    from imgsearch.tables.minor import (
        MinorAudit,
        MinorEvidence,
        MinorReview,
        Screening,
        ScreeningDecision,
        ScreeningPolicy,
    )
    from imgsearch.tables.model import Activation, CaptionEmbedding, Encoder, EncodingTask, ImageEmbedding, Regressor
    from imgsearch.tables.rating import CrowdAnnotation, ExpertAnnotation, MatchRating, match_rating_source
    from imgsearch.tables.removal import Removal
    from imgsearch.tables.search import Search
    from imgsearch.tables.series import ImageSeries, MinorLook
    from imgsearch.tables.slow import SlowSearch
    from imgsearch.tables.source import Source
    from imgsearch.tables.thumbnail import Thumbnail

__all__ = [
    "LONGEST_TEXT",
    "NOT_LOADED",
    "Account",
    "Activation",
    "ApiToken",
    "AskedPicture",
    "Base",
    "Caption",
    "CaptionEmbedding",
    "CaptionOrigin",
    "Click",
    "Collection",
    "CollectionPicture",
    "CrowdAnnotation",
    "Encoder",
    "EncodingTask",
    "Evaluation",
    "EvaluationFigure",
    "ExpertAnnotation",
    "IdToken",
    "Image",
    "ImageEmbedding",
    "ImageName",
    "ImageSeries",
    "LoadReject",
    "MatchFeedback",
    "MatchPrediction",
    "MatchRating",
    "MetadataOrigin",
    "MinorAudit",
    "MinorEvidence",
    "MinorLook",
    "MinorReview",
    "ModelPrediction",
    "ModelResult",
    "RatingTask",
    "RefusedText",
    "Regressor",
    "Removal",
    "RetrievalRank",
    "Screening",
    "ScreeningDecision",
    "ScreeningPolicy",
    "Search",
    "SlowSearch",
    "Source",
    "TestQuery",
    "Thumbnail",
    "WebState",
    "match_rating_source",
]

#: Module -> what it holds.
_HELD = {
    "account": ("Account", "ApiToken", "IdToken", "WebState"),
    "base": ("NOT_LOADED", "Base"),
    "caption": ("Caption", "CaptionOrigin", "TestQuery"),
    "collection": ("AskedPicture", "Collection", "CollectionPicture"),
    "comparison": ("ModelPrediction", "ModelResult"),
    "evaluation": ("Evaluation", "EvaluationFigure", "MatchPrediction", "RetrievalRank"),
    "feedback": ("LONGEST_TEXT", "Click", "MatchFeedback", "RatingTask"),
    "image": ("Image", "ImageName", "MetadataOrigin"),
    "load": ("LoadReject", "RefusedText"),
    "minor": ("MinorAudit", "MinorEvidence", "MinorReview", "Screening", "ScreeningDecision", "ScreeningPolicy"),
    "model": ("Activation", "CaptionEmbedding", "Encoder", "EncodingTask", "ImageEmbedding", "Regressor"),
    "rating": ("CrowdAnnotation", "ExpertAnnotation", "MatchRating", "match_rating_source"),
    "removal": ("Removal",),
    "search": ("Search",),
    "series": ("ImageSeries", "MinorLook"),
    "slow": ("SlowSearch",),
    "source": ("Source",),
    "thumbnail": ("Thumbnail",),
}
_MODULES = {name: module for module, names in _HELD.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the module that holds this, and those that its foreign keys refer to: no row is written without."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        for module in _HELD if name == "Base" else [_MODULES[name]]:
            _map(module)
        if name == "Base":
            # Kept only now: until all are mapped, whoever asks for it has to come here.
            globals()["Base"] = import_module(f"{__name__}.base").Base
        return globals()[name]


def _map(module: str) -> None:
    held = import_module(f"{__name__}.{module}")
    found = {name: getattr(held, name) for name in _HELD[module] if name != "Base"}
    for mapped in filter(lambda each: hasattr(each, "__table__"), found.values()):
        for key in mapped.__table__.foreign_keys:
            # A table's class has the table's name: model_result is ModelResult.
            table = key.target_fullname.split(".")[0]
            name = "".join(word.capitalize() for word in table.split("_"))
            if name not in found and name not in globals():
                _map(_MODULES[name])
    # Last, so that another thread finds nothing here whose references are missing.
    globals().update(found)
