"""What there is: counts, tables, vectors, sample pictures."""

from __future__ import annotations

from imgsearch.counted import counted
from imgsearch.reports import ratings as figures
from imgsearch.reports.document import (
    Cell,
    Folded,
    KeyFigures,
    Picture,
    Pictures,
    Plot,
    Points,
    Section,
    Table,
    Text,
)
from imgsearch.reports.eda import charts
from imgsearch.reports.eda.profile import TableProfile
from imgsearch.reports.eda.read import EdaData, rated_texts
from imgsearch.reports.pictures import thumbnail


def overview(data: EdaData) -> Section:
    """The numbers to remember."""
    rated = figures.expert_pairs(data.ratings)
    galleries = [
        (row["gallery"], int(row["pictures"]), int(row["flagged"]), f"{int(row['file_bytes'] or 0) / 1e6:,.1f} MB")
        for row in data.galleries
    ]
    return Section(
        "Overview",
        [
            KeyFigures(
                [
                    (int(data.lost["pictures"]), "pictures"),
                    (int(data.lost["flagged_pictures"]), "of them hidden: they may show a minor"),
                    (int(data.lost["captions"]), "captions"),
                    (len(rated), "pairs rated by three experts"),
                    (int(data.ratings["crowd_share"].notna().sum()), "pairs rated by the crowd"),
                    (int(data.lost["queries"]), "test queries"),
                ]
            ),
            Points(_findings(data)),
            Table(("gallery", "pictures", "hidden", "files"), galleries),
        ],
    )


def _findings(data: EdaData) -> list[str]:
    """What an analyst should know first, a sentence each."""
    rated, both = figures.expert_pairs(data.ratings), figures.both_pairs(data.ratings)
    found = []
    if len(rated):
        three_way = int(figures.is_three_way(rated).sum())
        found.append(
            f"Experts agree with alpha {figures.ordinal_alpha(rated):.3f}; on {three_way:,} of "
            f"{counted(len(rated), 'pair')} all three differ."
        )
    if figures.is_sorted(rated):
        found.append("The experts' ratings are sorted in every row, so a column is not one expert.")
    if len(both):
        rho, _ = figures.correlations(both["expert_mean"], both["crowd_share"])
        against = len(figures.contradictions(data.ratings))
        found.append(
            f"On {counted(len(both), 'pair')} that both rated, crowd and experts correlate with Spearman's rho "
            f"{rho:.3f}; they contradict each other on {against:,}."
        )
    texts = rated_texts(data.ratings)
    if len(texts) and texts.iloc[0] > 1:
        found.append(
            f"One caption is rated with up to {texts.iloc[0]:,} pictures: hold out captions as well as pictures."
        )
    if data.lost["pictures"]:
        share = data.lost["flagged_pictures"] / data.lost["pictures"]
        found.append(f"{share:.0%} of the pictures are hidden from searches, since they may show a minor.")
    return found


def tables(data: EdaData) -> Section:
    """Types and missing values of every table."""
    summary = [(p.name, p.row_count, len(p.columns), ", ".join(_gaps(p)) or "none") for p in data.profiles]
    return Section(
        "Tables",
        [
            Table(("table", "rows", "columns", "missing values"), summary),
            *(Folded(p.name, [_columns(p)], p.comment) for p in data.profiles if p.row_count),
        ],
    )


def _gaps(profile: TableProfile) -> list[str]:
    return [f"{c.name} {profile.row_count - c.filled:,}" for c in profile.columns if c.filled < profile.row_count]


def _columns(profile: TableProfile) -> Table:
    rows = [
        (
            f"`{c.name}`",
            c.type,
            profile.row_count - c.filled,
            c.distinct,
            *(_whole(c.type, value) for value in (c.minimum, c.mean, c.maximum)),
            c.comment,
        )
        for c in profile.columns
    ]
    return Table(("column", "type", "missing", "distinct", "minimum", "mean", "maximum", "what it is"), rows)


def _whole(type_name: str, value: float | None) -> Cell:
    """The value as a whole number where it is one of a column of whole numbers; nothing where there is none."""
    if value is None:
        return ""
    if value.is_integer() and type_name in ("integer", "bigint", "smallint"):
        return int(value)
    return value


def rating_counts(data: EdaData) -> Section:
    """Pictures and captions by number of ratings."""
    if data.ratings.empty:
        return Section("Ratings per picture and caption", [Text("There are no ratings.")])
    kinds = {
        "experts": figures.expert_pairs(data.ratings),
        "crowd": data.ratings.dropna(subset=["crowd_share"]),
    }
    counts = {
        (side, kind): frame.groupby(column).size()
        for kind, frame in kinds.items()
        for side, column in (("pictures", "image_id"), ("captions", "caption_key"))
        if len(frame)
    }
    rows = [
        (side, kind, len(c), int(c.min()), float(c.median()), float(c.mean()), int(c.max()))
        for (side, kind), c in counts.items()
    ]
    return Section(
        "Ratings per picture and caption",
        [
            Text(
                f"{data.lost['unrated_pictures']:,} of {counted(data.lost['pictures'], 'picture')} without a rating"
                + (
                    f"; the gallery of the test queries is {', '.join(data.test_galleries)}."
                    if data.test_galleries
                    else "."
                )
            ),
            Plot(
                "rating-counts",
                charts.rating_counts(counts),
                "Number of rated pairs per picture and per caption.",
            ),
            Table(("", "rated by", "number", "fewest pairs", "median", "mean", "most"), rows),
        ],
    )


def vectors(data: EdaData) -> Section:
    """Encoders and their vectors."""
    rows = [
        (
            row["name"],
            row["revision"],
            int(row["dimension"]),
            "yes" if row["is_active"] else "",
            int(row["image_vectors"]),
            int(row["caption_vectors"]),
        )
        for row in data.encoders
    ]
    if not rows:
        return Section("Encoders and vectors", [Text("Nothing has been encoded yet.")])
    return Section(
        "Encoders and vectors",
        [Table(("encoder", "revision", "width", "active", "picture vectors", "caption vectors"), rows)],
    )


def samples(data: EdaData) -> Section:
    """Pictures spread over all that may be shown."""
    items = [Picture(thumbnail(file), text or name, (name,) if text else ()) for name, file, text in data.samples]
    if not items:
        return Section("Sample pictures", [Text("There is no picture that may be shown.")])
    return Section(
        "Sample pictures",
        [Pictures(items, "Spread evenly over the pictures that may be shown, each with its first caption.")],
    )
