"""Figures of models: errors of the score in use and of others, and at which ranks queries find their pictures."""

from __future__ import annotations

from imgsearch.reports.document import Block, Cell, KeyFigures, Plot, Section, Table, Text
from imgsearch.reports.models import charts
from imgsearch.reports.models.read import SPLITS, Figure, ModelsData, Row, of_split
from imgsearch.rescoring.situations import SITUATIONS

#: Metric -> heading and decimal places.
METRICS = {
    "mse": ("MSE", 4),
    "mae": ("MAE", 4),
    "r2": ("R²", 3),
    "spearman": ("Spearman", 3),
    "tau_c": ("tau_c, %", 1),
    "ece": ("ECE", 4),
}
#: Of the score in use, errors and rank correlations; a table each, since one would be too wide.
ERRORS = {name: METRICS[name] for name in ("mse", "mae", "r2", "ece")}
RANKS = {name: METRICS[name] for name in ("spearman", "tau_c")} | {
    "tau_b": ("tau_b (crowd), %", 1),
    "ndcg_10": ("nDCG@10", 3),
}
RECALLS = ("recall_1", "recall_5", "recall_10")
SPLIT_TITLES = {
    "picture": "Five folds that share no picture.",
    "caption": "Five folds that share no caption.",
    "unseen": "Pictures that the stored regressor was not trained on.",
}
INTERVALS = (
    " With 95 % bootstrap intervals over pictures. Resampling raises the ECE, so an ECE may lie below its own interval."
)
#: Models of the score in use, in the order in which they are listed; yardsticks follow.
SCORES = tuple(sorted(reversed(SITUATIONS), key=lambda name: SITUATIONS[name].is_multilingual))


def overview(data: ModelsData) -> Section:
    """The numbers to remember."""
    found: list[tuple[Cell, str]] = []
    by_picture = of_split(data, "picture")
    for model, label in (
        ("captions", "MSE with own captions"),
        ("pixels", "MSE from pixels alone"),
        ("constant", "MSE of a constant prediction"),
    ):
        if "mse" in by_picture.get(model, {}):
            found.append((f"{by_picture[model]['mse'].value:.4f}", label))
    others = sorted_results(data, "picture")
    if others:
        found.append((f"{others[0]['metrics']['mse']:.4f}", f"MSE of the best compared model: {name_of(others[0])}"))
        found.append((len(others), "models compared by picture"))
    blocks: list[Block] = [KeyFigures(found)] if found else []
    run = data.evaluation
    if run is None:
        blocks.append(Text("`imgsearch evaluate` has not run, so the figures of the score in use are missing."))
    else:
        blocks.append(
            Text(
                f"`imgsearch evaluate`, number {run['id']} of {run['evaluated_at']:%-d %B %Y}: encoder "
                f"{run['encoder']}, regressor {run['regressor']}, {run['settings'].get('resamples', 0)} resamples of "
                "pictures for the intervals."
            )
        )
    if not data.results:
        blocks.append(Text("`imgsearch compare` has not run, so there are no other models to compare with."))
    return Section("Overview", blocks)


def evaluated(data: ModelsData) -> Section:
    """The regressor that searches use, and yardsticks, with intervals."""
    blocks: list[Block] = []
    scored = sorted(
        ((model, found["mse"]) for model, found in of_split(data, "picture").items() if "mse" in found),
        key=lambda item: item[1].value,
    )
    if scored:
        items = [charts.Bar(_words(model), figure.value, figure.low, figure.high, "") for model, figure in scored]
        svg = charts.bars("evaluated-mse", items)
        blocks.append(Plot("evaluated-mse", svg, "Mean squared error, folds by picture; lower is better."))
    for split in SPLITS:
        found = of_split(data, split)
        has_intervals = any(figure.low is not None for each in found.values() for figure in each.values())
        for metrics, further in ((ERRORS, INTERVALS if has_intervals else ""), (RANKS, "")):
            columns, rows = _score_table(found, metrics)
            if rows:
                blocks.append(Table(columns, rows, SPLIT_TITLES[split] + further))
    return Section("The score in use", blocks)


def _score_table(
    by_model: dict[str, dict[str, Figure]], metrics: dict[str, tuple[str, int]]
) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Columns, and a row for each model that was measured by any of the metrics."""
    rows: list[list[Cell]] = [
        [
            _words(model),
            _pair_count(by_model[model]),
            *(_with_interval(by_model[model].get(metric), places) for metric, (_, places) in metrics.items()),
        ]
        for model in sorted(by_model, key=lambda model: (SCORES.index(model) if model in SCORES else 9, model))
        if by_model[model].keys() & metrics.keys()
    ]
    return ("model", "pairs", *_headings(metrics)), rows


def _headings(metrics: dict[str, tuple[str, int]]) -> tuple[str, ...]:
    return tuple(heading for heading, _ in metrics.values())


def compared(data: ModelsData) -> Section:
    """Every compared model, best first."""
    blocks: list[Block] = []
    by_picture = sorted_results(data, "picture")
    if by_picture:
        items = [
            charts.Bar(name_of(row), float(row["metrics"]["mse"]), None, None, str(row["features"]))
            for row in by_picture
        ]
        caption = "Mean squared error, folds by picture; the colour shows which columns a model uses."
        blocks.append(Plot("compared-mse", charts.bars("compared-mse", items), caption))
    for split in SPLITS:
        rows: list[list[Cell]] = [
            [
                _words(str(row["model"])),
                str(row["features"]),
                *(_of_result(row["metrics"], metric, places) for metric, (_, places) in METRICS.items()),
                _difference(row["metrics"]),
            ]
            for row in sorted_results(data, split)
        ]
        if rows:
            columns = ("model", "columns", *_headings(METRICS), "MSE minus the shipped model's")
            caption = SPLIT_TITLES[split] + " Best first; the difference with its 95 % interval."
            blocks.append(Table(columns, rows, caption))
    return Section("Other models", blocks)


def retrieval(data: ModelsData) -> Section:
    """At which ranks queries find their pictures."""
    rows: list[list[Cell]] = []
    for split in sorted({split for split, _, metric in data.figures if metric == "recall_1"}):
        for model, found in of_split(data, split).items():
            rows.append(
                [
                    split,
                    model,
                    found["recall_1"].sample_size,
                    *(_with_interval(found.get(metric), 1) for metric in RECALLS),
                    f"{found['median_rank'].value:.0f}" if "median_rank" in found else None,
                ]
            )
    if not rows:
        return Section("Retrieval", [])
    columns = ("queries", "ranking", "number", "R@1, %", "R@5, %", "R@10, %", "median rank")
    caption = "Share of queries whose picture, or of pictures whose caption, is among the first 1, 5 and 10."
    return Section("Retrieval", [Table(columns, rows, caption)])


def sorted_results(data: ModelsData, split: str) -> list[Row]:
    """Compared models of one split, lowest error first."""
    return sorted((row for row in data.results if row["split"] == split), key=lambda row: float(row["metrics"]["mse"]))


def name_of(row: Row) -> str:
    """Model and the columns that it uses."""
    model = _words(str(row["model"]))
    return model if row["features"] == "none" else f"{model}, {row['features']}"


def _words(model: str) -> str:
    return model.replace("_", " ")


def _with_interval(figure: Figure | None, places: int) -> str | None:
    if figure is None:
        return None
    text = f"{figure.value:.{places}f}"
    if figure.low is None or figure.high is None:
        return text
    return f"{text} ({figure.low:.{places}f} to {figure.high:.{places}f})"


def _pair_count(figures: dict[str, Figure]) -> int | None:
    """Pairs that errors or ranks were measured on; tau_c counts each expert's rating."""
    return next((figures[name].sample_size for name in ("mse", "spearman", "r2") if name in figures), None)


def _of_result(metrics: Row, metric: str, places: int) -> str | None:
    value = metrics.get("kendall_tau_c" if metric == "tau_c" else metric)
    return None if value is None else f"{value:.{places}f}"


def _difference(metrics: Row) -> str | None:
    if metrics.get("mse_difference") is None:
        return None
    middle, low, high = (metrics[f"mse_difference{end}"] for end in ("", "_low", "_high"))
    return f"{middle:+.4f} ({low:+.4f} to {high:+.4f})"
