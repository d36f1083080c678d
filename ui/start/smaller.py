"""The drawing pooled and pooled again, the three side by side in one small picture: less for what comes next."""

from __future__ import annotations

from base64 import b64encode
from functools import cache

import numpy as np

from ui.start.pooled import Array, drawing, pooled

# Two by two, and two by two again, is four by four: the largest of the largest is the largest.
KERNELS = (1, 2, 4)
COUNTS = tuple(drawing().size // kernel**2 for kernel in KERNELS)
# A cell of the smallest: the eye.
FRAMED = (4, 2)
GAP = 8
# They stand out on a light and on a dark page.
INK, ACCENT = "#3f83cc", "#c2500a"


@cache
def picture() -> str:
    """It as an SVG in the address of an image, all cells of one size."""
    most, left, parts = float(drawing().max()), 0, []
    for kernel in KERNELS:
        plane = pooled(drawing(), "max", kernel)
        top = (drawing().shape[0] - plane.shape[0]) // 2
        size = KERNELS[-1] // kernel
        r, c = (size * at for at in FRAMED)
        parts.append(
            f'<g transform="translate({left} {top})">{_shades(plane, most)}'
            f'<rect width="{plane.shape[1]}" height="{plane.shape[0]}" fill="none" stroke="#888" stroke-width=".4"/>'
            f'<rect x="{c - 0.5}" y="{r - 0.5}" width="{size + 1}" height="{size + 1}" fill="none" stroke="{ACCENT}"/>'
            "</g>"
        )
        left += plane.shape[1] + GAP
    height = drawing().shape[0]
    box = f'viewBox="-1 -1 {left - GAP + 2} {height + 2}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box} shape-rendering="crispEdges">{"".join(parts)}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _shades(plane: Array, most: float) -> str:
    """One path for each number, the more opaque the larger it is."""
    paths = []
    for value in np.unique(plane[plane > 0]):
        cells = "".join(f"M{c} {r}h1v1h-1z" for r, c in np.argwhere(plane == value))
        paths.append(f'<path d="{cells}" fill="{INK}" fill-opacity="{value / most:.2f}"/>')
    return "".join(paths)
