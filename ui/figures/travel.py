"""The animated figure that travels out of the app: a notebook shows it, a standalone page carries it."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import plotly.graph_objects as go
import plotly.io

from pooling_core.trace import Trace
from ui import content
from ui.figures import style
from ui.figures.arrangement import WIDTHS, Boards, arrange, nested
from ui.snippets import call_text

Parts = dict[str, dict[str, Any]]
EQUATION_CHARACTERS = 50
# Beyond this many outputs a "?" in each is no longer read and would make the file large: the cover alone tells.
MOST_QUESTION_MARKS = 256
HATCHES = {
    "p": {"shape": "/", "size": 7, "solidity": 0.16},
    "o": {"shape": "x", "size": 6, "solidity": 0.2},
    "t": {"shape": "\\", "size": 18, "solidity": 0.07},
    "g": {"shape": ".", "size": 8, "solidity": 0.14},
    "h": {"shape": "-", "size": 7, "solidity": 0.14},
}
SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def animation(trace: Trace, *, width: int = 820, language: str = "en") -> go.Figure:
    """The window sliding over the input while the output fills in: ``animation(trace(spec, x))`` in a notebook.

    Args:
        width: in pixels; where the grids do not fit beside each other they stand below each other.
        language: of the few words on it.
    """
    return go.Figure(_figure(trace, width, content.words("stage", language)["labels"])[0])


def standalone_html(trace: Trace, *, title: str | None = None, language: str = "en") -> str:
    """The same figure as one HTML page that needs no server and no network, for screens of any width."""
    words = content.words("stage", language)["labels"]
    figure, boards = _figure(trace, WIDTHS[-1], words)
    names = list(_parts(trace, words))
    choices = []
    for width in WIDTHS:
        arrangement = arrange(boards, width)
        choices.append({"width": width, "layout": arrangement.layout, "traces": _sizes(names, arrangement)})
    fit = FIT_SCRIPT.replace("CHOICES", json.dumps(choices))
    drawing = plotly.io.to_html(
        figure,
        config=style.CONFIG,
        auto_play=False,
        include_plotlyjs=True,
        include_mathjax=False,
        post_script=fit,
        full_html=False,
        default_width=f"{WIDTHS[0]}px",
        div_id="animation",
        validate=False,
    )
    return PAGE.format(
        language=escape(language),
        security=SECURITY,
        title=escape(call_text(trace.spec) if title is None else title),
        paper=style.PAPER,
        drawing=drawing,
    )


PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{security}">
<meta name="color-scheme" content="light">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>body {{ margin: 0 auto; width: max-content; max-width: 100%; background: {paper}; }}</style>
</head>
<body>
{drawing}
</body>
</html>
"""

# Chooses among the arrangements made in Python; nothing is computed here.
FIT_SCRIPT = """
const gd = document.getElementById('{plot_id}');
const choices = CHOICES;
let shown = -1;
function fit() {
  const room = document.documentElement.clientWidth;
  const fitting = choices.filter((choice) => choice.width <= room).length;
  const wanted = Math.max(fitting - 1, 0);
  if (wanted === shown) return;
  shown = wanted;
  Plotly.update(gd, choices[wanted].traces[0], choices[wanted].layout, choices[wanted].traces[1]);
}
if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
  const buttons = gd.layout.updatemenus ?? [];
  buttons.forEach((menu) => menu.buttons.forEach((button) => { button.args[1].transition.duration = 0; }));
  (gd.layout.sliders ?? []).forEach((slider) => {
    slider.transition.duration = 0;
    slider.steps.forEach((step) => { step.args[1].transition.duration = 0; });
  });
}
fit();
addEventListener('resize', fit);
"""


def _figure(trace: Trace, width: int, words: Any) -> tuple[dict[str, Any], Boards]:
    parts = _parts(trace, words)
    top, left, bottom, right = trace.frame
    (rows, columns), (out_rows, out_columns) = trace.input.shape, trace.output.shape
    boards = Boards(
        input_rows=top + rows + bottom,
        input_columns=left + columns + right,
        output_rows=out_rows,
        output_columns=out_columns,
        characters=max(len(text) for name in ("values", "results") for text in parts[name]["text"] or ["?"]),
        equation_lines=max((_equation(line).count("<br>") + 1 for row in trace.arithmetic for line in row), default=1),
        legend=tuple(part["name"] for part in parts.values() if part.get("showlegend")),
    )
    arrangement = arrange(boards, width)
    settings, indices = _sizes(list(parts), arrangement)
    for place, index in enumerate(indices):
        part = list(parts.values())[index]
        for key, values in settings.items():
            container, _, leaf = key.partition(".")
            part[container] = {**part.get(container, {}), leaf: values[place]} if leaf else values[place]
    frames = _frames(trace, list(parts), words)
    layout = _merged(_layout(trace, frames, words), nested(arrangement.layout))
    return {"data": list(parts.values()), "layout": layout, "frames": frames}, boards
