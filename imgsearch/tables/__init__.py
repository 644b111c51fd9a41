"""The schema as SQLAlchemy sees it; migrations/ alone create it, and `alembic check` holds the two together."""

from imgsearch.tables.account import Account, ApiToken, IdToken, WebState
from imgsearch.tables.base import NOT_LOADED, Base
from imgsearch.tables.caption import Caption, CaptionOrigin, TestQuery
from imgsearch.tables.collection import AskedPicture, Collection, CollectionPicture
from imgsearch.tables.comparison import ModelPrediction, ModelResult
from imgsearch.tables.evaluation import Evaluation, EvaluationFigure, MatchPrediction, RetrievalRank
from imgsearch.tables.feedback import LONGEST_TEXT, Click, MatchFeedback, RatingTask
from imgsearch.tables.image import Image, ImageName, MetadataOrigin
from imgsearch.tables.load import LoadReject
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
    "LoadReject",
    "MatchFeedback",
    "MatchPrediction",
    "MatchRating",
    "MetadataOrigin",
    "MinorAudit",
    "MinorEvidence",
    "MinorReview",
    "ModelPrediction",
    "ModelResult",
    "RatingTask",
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
