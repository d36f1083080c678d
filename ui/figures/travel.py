"""The animated figure that travels out of the app: into a notebook, or as a page that stands alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import plotly.io

from pooling_core.explain.trace import Trace
from ui import content
from ui.figures import scene, space, style, volume
from ui.figures.layout import WIDTHS, Arrangement, Boards, arrange, surroundings
from ui.figures.page import put
from ui.snippets import call_text
from ui.stage.sampled import words_of

SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta http-equiv="Content-Security-Policy" content="{security}">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
body {{ margin: 0; background: {paper}; }}
body > div {{ width: auto !important; height: auto !important; }}
#animation {{ margin: 0 auto; }}
</style>
</head>
<body>
{drawing}
</body>
</html>
"""
# Chooses among the arrangements made in Python; nothing is computed in the browser.
FIT = """
const figure = document.getElementById('{plot_id}');
const choices = CHOICES;
let shown = -1;
const fit = () => {
  const fitting = choices.filter((choice) => choice.layout.width <= document.documentElement.clientWidth).length;
  const wanted = Math.max(fitting - 1, 0);
  if (wanted === shown) return;
  shown = wanted;
  const { sizes, layout, traces } = choices[wanted];
  figure.style.width = `${layout.width}px`;
  figure.style.height = `${layout.height}px`;
  Plotly.update(figure, sizes, layout, traces);
};
if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
  const slider = figure.layout.sliders?.[0];
  const settings = [...(figure.layout.updatemenus?.[0].buttons ?? []), ...(slider?.steps ?? [])];
  settings.forEach((setting) => { setting.args[1].transition.duration = 0; });
}
// Pausing rejects the promise of playing, and Plotly's buttons leave that uncaught.
addEventListener('unhandledrejection', (event) => { if (event.reason === undefined) event.preventDefault(); });
fit();
addEventListener('resize', fit);
"""
# Whichever volume is turned, both are then seen from the same side, about their middle, and so small that they fit.
TURN = """
const sides = SIDES;
const shrinking = ({ x, y, z }) => {
  const [flat, far] = [Math.hypot(x, y) || 1, Math.hypot(x, y, z)];
  const across = (sides.x * Math.abs(y) + sides.y * Math.abs(x)) / flat;
  const along = (sides.x * Math.abs(x) + sides.y * Math.abs(y)) / flat;
  const upright = (sides.z * flat + along * Math.abs(z)) / far;
  const [left, right] = figure.layout.scene.domain.x, [low, high] = figure.layout.scene.domain.y;
  const aspect = ((right - left) * figure.layout.width) / ((high - low) * figure.layout.height);
  // Two units are as high as the scene; names of axes need room too.
  return Math.max(1, 0.58 * upright, (0.54 * across) / aspect);
};
figure.on('plotly_relayout', (changed) => {
  const turned = ['scene', 'scene2'].find((name) => `${name}.camera` in changed);
  if (!turned) return;
  const { eye, up } = changed[`${turned}.camera`], by = shrinking(eye);
  const aspectratio = { x: sides.x / by, y: sides.y / by, z: sides.z / by };
  const seen = { 'camera.eye': eye, 'camera.up': up, 'camera.center': { x: 0, y: 0, z: 0 }, aspectratio };
  const settings = ['scene', 'scene2'].flatMap((name) =>
    Object.entries(seen).map(([part, value]) => [`${name}.${part}`, value]));
  Plotly.relayout(figure, Object.fromEntries(settings));
});
"""


def animation(trace: Trace, *, width: int = 820, title: str | None = None, language: str = "en") -> go.Figure:
    """The window sliding over the input while the output fills in: ``animation(trace(spec, x))`` in a notebook.

    Args:
        width: in pixels; where input and output do not fit beside each other they stand below each other.
        title: above the grids; the call itself if left out.
        language: of the few words on it.
    """
    return go.Figure(_made(trace, _title(trace, title), language, [width])[0])


def standalone_html(trace: Trace, *, title: str | None = None, language: str = "en") -> str:
    """The same figure as one HTML page that needs no server and no network, for screens of any width."""
    title = _title(trace, title)
    figure, choices = _made(trace, title, language, WIDTHS)
    drawing = plotly.io.to_html(
        figure,
        config=style.CONFIG,
        auto_play=False,
        include_plotlyjs=True,
        include_mathjax=False,
        post_script=(FIT + TURN).replace("CHOICES", json.dumps(choices)).replace("SIDES", json.dumps(space.SIDES)),
        full_html=False,
        div_id="animation",
        validate=False,
    )
    return PAGE.format(
        language=escape(language),
        security=SECURITY,
        title=escape(title),
        paper=style.PAPER,
        drawing=drawing,
    )


def _title(trace: Trace, title: str | None) -> str:
    return call_text(trace.spec) if title is None else title


def _made(
    trace: Trace, title: str, language: str, widths: Sequence[int]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figure for the first width, and what each width changes."""
    if trace.input.ndim == 3:
        words = {**content.words("stage", language)["labels"], **content.words("dimensions", language)["space"]}
        widths = space.WIDTHS if len(widths) > 1 else widths
        choices = [volume.arranged(trace, title, words, width) for width in widths]
        return volume.figure(trace, title, words, widths[0]), choices
    boards = _boards(trace, title, language)
    names = list(scene.parts(trace, _words(trace, language)))
    arrangements = [arrange(boards, width) for width in widths]
    return _figure(trace, arrangements[0], language), [
        {"layout": each.layout, **_sizes(names, each)} for each in arrangements
    ]


def _words(trace: Trace, language: str) -> Mapping[str, Any]:
    labels: Mapping[str, Any] = words_of(trace, content.words("stage", language))["labels"]
    return labels


def _boards(trace: Trace, title: str, language: str) -> Boards:
    parts = scene.parts(trace, _words(trace, language))
    texts = [text for name in ("values", "results") if name in parts for text in parts[name]["text"]]
    lines = [scene.equation_text(text).count("<br>") + 1 for row in trace.arithmetic for text in row]
    return Boards(
        title=title,
        input=trace.input.shape,
        frame=trace.frame,
        output=trace.output.shape,
        characters=max(map(len, texts), default=1),
        equation_lines=max(lines, default=1),
        legend=tuple(part["name"] for part in parts.values() if part["showlegend"]),
    )


def _figure(trace: Trace, arrangement: Arrangement, language: str) -> dict[str, Any]:
    words = _words(trace, language)
    parts = scene.parts(trace, words)
    names = list(parts)
    sizes = _sizes(names, arrangement)
    for place, index in enumerate(sizes["traces"]):
        for setting, values in sizes["sizes"].items():
            put(parts[names[index]], setting, values[place])
    layout = surroundings(trace, words)
    for setting, value in arrangement.layout.items():
        put(layout, setting, value)
    return {"data": list(parts.values()), "layout": layout, "frames": scene.frames(trace, names)}


def _sizes(names: list[str], arrangement: Arrangement) -> dict[str, Any]:
    """Sizes in pixels as Plotly.update takes them: one list per setting, and the places of the parts they are for."""
    cell, font = arrangement.cell, arrangement.font
    texts = {"values": font, "results": font, "asked": font, "equation": arrangement.equation_font}
    markers = {"taps": cell * 0.66, "winner": cell * 0.82}
    here = [name for name in names if name in texts or name in markers]
    sizes = {
        "textfont.size": [texts.get(name, 12) or 1 for name in here],
        "marker.size": [round(markers.get(name, 6), 1) for name in here],
        # Texts too small to be read are left to hovering.
        "opacity": [0 if texts.get(name) == 0 else 1 for name in here],
    }
    return {"sizes": sizes, "traces": [names.index(name) for name in here]}
