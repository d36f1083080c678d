"""Means that go to the maximum: LP and GeM as p grows, SoftPool as beta does."""

from typing import Any

import numpy as np
import streamlit as st

from pooling_core.call.spec import signature
from pooling_core.explain.power_steps import power_steps, window_curve
from ui import controls, lesson, panels
from ui.calls import DEFAULT_EPS, text_rank
from ui.charts import kept
from ui.figures.curves import parameter_figure
from ui.lessons import LESSONS
from ui.stage import payload
from ui.states import POWER_MEANS as FIELDS
from ui.tensor_input import tensor_input

LESSON = LESSONS["power_means"]
TEXT = LESSON.words
EXPONENTS = [float(p) for p in FIELDS["p"].options if p != "inf"]
BETAS = [float(beta) for beta in FIELDS["beta"].options]


@kept
def power_figure(cells: tuple[float, ...], eps: float, current: int) -> Any:
    """The curves of one window over p; built once for each."""
    window = np.array(cells, np.float32)
    said = TEXT["figure"]
    curves = {
        said["gem"]: window_curve("gem_pool1d", window, "p", EXPONENTS, eps=eps),
        said["lp"]: window_curve("lp_pool1d", window, "norm_type", EXPONENTS),
    }
    return parameter_figure(EXPONENTS, curves, levels(window), current, said, logarithmic=True)


@kept
def soft_figure(cells: tuple[float, ...], current: int) -> Any:
    """The curve of one window over beta; built once for each."""
    window = np.array(cells, np.float32)
    said = TEXT["figure"]
    curves = {said["soft"]: window_curve("soft_pool1d", window, "beta", BETAS)}
    marks = {name: level for name, level in levels(window).items() if name != said["sum"]}
    return parameter_figure(BETAS, curves, marks, current, {**said, **TEXT["figure_soft"]})


def levels(window: np.ndarray) -> dict[str, float]:
    """What the curves run between, by name."""
    wide = window.astype(np.float64)
    with np.errstate(invalid="ignore"):  # inf and -inf have no mean
        marks = {"mean": np.mean(wide), "sum": np.sum(wide), "maximum": np.max(wide)}
    return {TEXT["figure"][name]: float(level) for name, level in marks.items()}


def steps_as_grids(moment: lesson.Moment) -> list[dict]:
    """Clamp, power, and mean or sum, between the input and the output."""
    if moment.call is None or moment.explained is None:
        return []
    grids = []
    for name, values in power_steps(moment.call, moment.plane):
        follows, after = ("window", "input") if values.shape == moment.plane.shape else ("output", "input")
        grids.append(payload.extra(TEXT["steps"][name], values, after, follows, arrow=TEXT["steps"][name]))
    return grids


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    family = controls.select("family", FIELDS, TEXT["family"])
    takes = signature(f"{family}_pool2d")
    turned = "beta" if "beta" in takes else "p"
    controls.ladder(turned, FIELDS, TEXT[turned])
    if "eps" in takes:
        controls.text("eps", FIELDS, TEXT["eps"])
    flat = text_rank(lesson.current_state(LESSON)["power_input"]) == 1
    apart = not flat and controls.axes_apart("power_per_axis", FIELDS, ("power_kernel", "power_stride"))
    controls.per_axis("power_kernel", FIELDS, apart, "kernel_size")
    controls.per_axis("power_stride", FIELDS, apart, "stride")
    plane, problem = tensor_input("power_input", FIELDS)

moment = lesson.work_out(LESSON, lesson.current_state(LESSON), plane)
lesson.headline(LESSON, moment, problem)
last_step = TEXT["steps"]["weigh" if turned == "beta" else "root"]
# There is no padding to make room for here.
lesson.show_stage(LESSON, moment, extras=steps_as_grids(moment), arrow=last_step, ring=(0, 0))

if moment.explained is not None:
    state = lesson.current_state(LESSON)
    if turned == "beta":
        st.caption(TEXT["soft"])
    elif state["p"] == "inf" or "eps" in takes:
        st.caption(TEXT["no_steps" if state["p"] == "inf" else "stable"])
    title = TEXT["curve_soft" if turned == "beta" else "curve"]
    cells = panels.chosen_window(LESSON, moment.explained, ("window_row", "window_column"), title)
    if turned == "beta":
        figure = soft_figure(cells, BETAS.index(float(state["beta"])))
    else:
        current = EXPONENTS.index(float(state["p"])) if state["p"] != "inf" else len(EXPONENTS) - 1
        figure = power_figure(cells, moment.explained.spec.arguments.get("eps", DEFAULT_EPS), current)
    st.plotly_chart(figure, key="power_curve", config={"displayModeBar": False})

left, right = st.columns(2, gap="large")
with left:
    panels.result(moment)
    panels.travel(moment)
with right:
    panels.code(moment)
    panels.batch(moment)
