"""Figures as SVG that takes its fonts and colours from the page around it, in the dark too."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Stand-ins that matplotlib draws with -> the page's variable and the colour where there is no page.
COLOURS = {
    "#010101": ("ink", "#1d2433"),
    "#020202": ("muted", "#667085"),
    "#030303": ("rule", "#e4e7ec"),
    "#040404": ("c1", "#2f6fde"),
    "#050505": ("c2", "#e07a1f"),
    "#060606": ("c3", "#1a936f"),
    "#070707": ("c4", "#9b51c9"),
    "#080808": ("c5", "#c8324b"),
    "#090909": ("paper", "#ffffff"),
}
INK, MUTED, RULE, *SERIES, PAPER = COLOURS
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "imgsearch",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "axes.facecolor": "none",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "patch.linewidth": 0,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
}


@contextmanager
def drawing(width: float = 7.2, height: float = 3.2, columns: int = 1) -> Iterator[tuple[Figure, list[Axes]]]:
    """A figure with axes side by side, in the style of the reports; sizes in inches, 72 of the page's points each."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, list(figure.subplots(1, columns, squeeze=False)[0])


def with_thousands(*axes: Axes) -> None:
    """Write 3,000 on the vertical axes."""
    for axis in axes:
        axis.yaxis.set_major_formatter("{x:,.0f}")


def to_svg(figure: Figure, name: str) -> str:
    """The figure as part of a page; call it inside ``drawing``.

    Args:
        figure: what to draw.
        name: starts every id, since ids of two figures would clash in a page.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue().decode("utf-8")
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"font: ([^;\"]*?)[\d.]*px [^;\"]*", lambda match: _font(match[0]), svg)
    for stand_in, (variable, _) in COLOURS.items():
        svg = svg.replace(stand_in, f"var(--{variable})")
    return svg.strip()


def fixed_colours(svg: str) -> str:
    """The figure for a file of its own, where no page defines the colours."""
    for variable, colour in COLOURS.values():
        svg = svg.replace(f"var(--{variable})", colour)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + svg.replace("inherit", "sans-serif") + "\n"


def _font(declaration: str) -> str:
    """A font declaration of matplotlib's with the page's family."""
    size = re.search(r"([\d.]+px)", declaration)
    weight = re.search(r"\b(\d{3})\b", declaration)
    return f"font-size: {size[1] if size else '9.5px'}; font-weight: {weight[1] if weight else '400'}"
