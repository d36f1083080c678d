"""The judge of gradients: honest ones agree, one that is off by little does not, and rounding is not blamed."""

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

import pooling_core.functional as core
from pooling_core import extensions
from pooling_core.backward.pullback import pullback
from pooling_core.oracle.calls import torch_gradients
from pooling_core.oracle.gradients import ask_gradient, bounds

torch.set_num_threads(1)
SAMPLES = np.full((1, 1, 2), 0.3, np.float32)
KERNEL = np.array([[[[0.5, -1], [2, 0.25]]]], np.float32)


class Asked(NamedTuple):
    name: str
    settings: dict[str, Any]
    arrays: dict[str, Any] = {}  # noqa: RUF012


CALLS = [
    Asked("max_pool2d", {"kernel_size": 3, "stride": 1}),
    Asked("adaptive_max_pool1d", {"output_size": 5}),
    Asked("avg_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    Asked("adaptive_avg_pool2d", {"output_size": (3, 5)}),
    *(Asked("lp_pool2d", {"norm_type": p, "kernel_size": 2, "stride": 1}) for p in (1, 1.5, 2.0, 3, 7, float("inf"))),
    *(Asked("gem_pool2d", {"p": p, "kernel_size": 2}) for p in (0.5, 1.0, 3.0, -2.0, 200.0, float("inf"))),
    Asked("stochastic_pool2d", {"kernel_size": 2, "training": True, "rng": 3}),
    Asked("stochastic_pool1d", {"kernel_size": 2, "training": False}),
    Asked("fractional_max_pool2d", {"kernel_size": 2, "output_size": 3, "_random_samples": SAMPLES}),
    Asked("max_unpool2d", {"kernel_size": 2, "stride": 1}),
    Asked("conv2d", {"padding": 1}, {"weight": KERNEL, "bias": np.zeros(1, np.float32)}),
    Asked("interpolate", {"size": (9, 4)}),
    Asked("interpolate", {"size": (3, 4), "mode": "area"}),
]
each_call = pytest.mark.parametrize("asked", CALLS, ids=lambda asked: f"{asked.name} {asked.settings}"[:60])


class Case(NamedTuple):
    """A call with its tensors: the inputs for PyTorch, what comes down, and our gradients."""

    name: str
    inputs: tuple[np.ndarray, ...]
    settings: dict[str, Any]
    upstream: np.ndarray
    ours: Any

    def verdict(self, ours=None):
        return ask_gradient(self.name, self.inputs, self.settings, self.upstream, self.ours if ours is None else ours)

    @property
    def gradients(self):
        return self.ours if isinstance(self.ours, tuple) else (self.ours,)


def case(asked, scale=1.0, upstream_scale=1.0, seed=0, signed=True):
    rng = np.random.default_rng(seed)
    name, settings, arrays = asked.name, dict(asked.settings), dict(asked.arrays)
    x = (rng.normal(size=(1, 5, 6)) * scale).astype(np.float32)
    if name.startswith("stochastic") or not signed:
        x = np.abs(x)
    if name == "interpolate":
        x = x[np.newaxis]
    if name.endswith("1d"):
        x = x[0]
    if name.startswith("max_unpool"):
        x, arrays["indices"] = core.max_pool2d(x, **settings, return_indices=True)
    function = getattr(core, name, None) or getattr(extensions, name)
    result = function(x, **arrays, **settings)
    beside = ()
    if name.startswith("gem"):
        beside = (np.array(settings["p"]),)
    elif settings.get("training"):
        beside = (function(x, **settings, return_indices=True)[1],)
    upstream = (rng.normal(size=result.shape) * upstream_scale).astype(np.float32)
    upstream = upstream if signed else np.abs(upstream)
    ours = pullback(name, upstream, x, **arrays, **settings)
    return Case(name, (x, *arrays.values(), *beside), settings, upstream, ours)


@each_call
@pytest.mark.parametrize("scale", [1e-3, 1, 1e5])
def test_our_gradients_agree(asked, scale):
    for seed in range(4):
        verdict = case(asked, scale, 1 / scale, seed).verdict()
        assert verdict.agrees and verdict.refusal is None
        assert verdict.undecided == 0 or asked.settings.get("norm_type", 2) % 2


@each_call
@pytest.mark.parametrize("scale", [1e-3, 1, 1e5])
def test_a_gradient_that_is_off_by_little_does_not(asked, scale):
    """By 1 in 20,000 in the largest number; a weight's gradient has more terms, and those that cancel cost digits."""
    told_of = 0
    for seed in range(4):
        honest = case(asked, scale, 1 / scale, seed, signed=asked.settings.get("norm_type", 2) == 2)
        for which, gradient in enumerate(honest.gradients):
            if not gradient.any():
                continue
            wrong = gradient.copy()
            wrong.flat[np.argmax(np.abs(gradient))] *= np.float32(1 + (1e-3 if which else 5e-5))
            told = (*honest.gradients[:which], wrong, *honest.gradients[which + 1 :])
            verdict = honest.verdict(told if isinstance(honest.ours, tuple) else wrong)
            assert not verdict.agrees and verdict.difference > 0
            told_of += 1
    assert told_of


@each_call
def test_a_gradient_where_none_flows_is_told(asked):
    honest = case(asked)
    for wrong in (honest.gradients[0] + np.float32(1e-3), np.zeros_like(honest.gradients[0])):
        assert not honest.verdict((wrong, *honest.gradients[1:])).agrees


@pytest.mark.parametrize("p", [2.0, 3.0, 1.5])
def test_the_bound_of_a_power_is_some_units_in_the_last_place(p):
    """Without cancellation, however large the numbers are."""
    for scale in (1e-3, 1, 1e4):
        asked = Asked("lp_pool2d", {"norm_type": p, "kernel_size": 2})
        honest = case(asked, scale, signed=False)
        (bound,) = bounds(*honest[:4], torch_gradients(*honest[:4]))
        units = bound / np.spacing(np.abs(honest.ours))
        assert (units[honest.ours != 0] < 250).all()


def test_where_the_terms_of_a_power_cancel_rounding_decides():
    x = np.array([[3, -3, 1, 2]], np.float32)
    honest = Case("lp_pool1d", (x,), {"norm_type": 3, "kernel_size": 2}, np.ones((1, 2), np.float32), None)
    ours = pullback("lp_pool1d", honest.upstream, x, **honest.settings)
    assert honest.verdict(ours).agrees
    wrong = ours + np.array([[7, 7, 0, 0]], np.float32)
    assert honest.verdict(wrong).undecided == 2 and honest.verdict(wrong).agrees
    wrong[0, 3] += np.float32(1e-4)
    assert not honest.verdict(wrong).agrees


def test_a_single_share_of_a_maximum_must_be_exact():
    honest = case(CALLS[1])
    wrong = honest.ours.copy()
    at = np.flatnonzero(wrong)[0]
    wrong.flat[at] = np.nextafter(wrong.flat[at], np.float32(9))
    assert not honest.verdict(wrong).agrees


@each_call
def test_what_is_not_finite_must_be_the_same(asked):
    honest = case(asked)
    honest.upstream.flat[0], honest.upstream.flat[-1] = np.inf, np.nan
    parameters = dict(zip(asked.arrays or {"indices": 0}, honest.inputs[1:], strict=False)) if asked.arrays else {}
    if asked.name.startswith("max_unpool"):
        parameters = {"indices": honest.inputs[1]}
    ours = pullback(asked.name, honest.upstream, honest.inputs[0], **parameters, **honest.settings)
    assert honest.verdict(ours).agrees
    first = ours[0] if isinstance(ours, tuple) else ours
    if asked.name.startswith(("gem", "stochastic", "lp")) or np.isfinite(first).all():
        return  # a composition, or a power, may be nan in another cell; unpooling gathered neither
    wrong = np.where(np.isfinite(first), first, 1).astype(np.float32)
    assert not honest.verdict(wrong).agrees


def test_a_window_of_zeros_sends_nothing_back_whatever_comes_down():
    x, down = np.zeros((1, 4), np.float32), np.array([[np.inf, np.nan]], np.float32)
    settings = {"kernel_size": 2, "training": False}
    ours = pullback("stochastic_pool1d", down, x, **settings)
    assert ours.tolist() == [[0, 0, 0, 0]] and ask_gradient("stochastic_pool1d", (x,), settings, down, ours).agrees


def test_sums_that_overflow_in_one_order_only_are_left_out():
    x, down = np.array([[1, 9, 2, 0]], np.float32), np.array([[3e38, 3e38, 1]], np.float32)
    settings = {"kernel_size": 2, "stride": 1}
    verdict = ask_gradient("max_pool1d", (x,), settings, down, np.array([[0, 3e38, 1, 0]], np.float32))
    assert verdict.agrees and verdict.undecided == 1
    honest = pullback("max_pool1d", down, x, **settings)
    assert ask_gradient("max_pool1d", (x,), settings, down, honest).undecided == 0


def test_a_refusal_is_in_torchs_words():
    x = np.ones((1, 4, 4), np.float32)
    verdict = ask_gradient("max_pool2d", (x,), {"kernel_size": 3, "padding": 2}, x)
    assert verdict.refusal is not None and "pad should be at most half" in verdict.refusal
    nothing = np.zeros((1, 0, 0), np.float32)
    verdict = ask_gradient("adaptive_avg_pool2d", (x,), {"output_size": 0}, nothing)
    assert verdict.refusal is not None and "non-zero size" in verdict.refusal and "\n" not in verdict.refusal
    padded = {"kernel_size": 2, "dilation": 4, "padding": 1}
    dilated = ask_gradient("max_pool2d", (x[:, :3, :3],), padded, x[:, :1, :1])
    assert dilated.unasked == "dilated-maximum" and dilated.refusal is None
    inside = ask_gradient("max_pool2d", (x,), {"kernel_size": 2, "dilation": 2}, x[:, :1, :1])
    assert not inside.unasked and inside.output is not None


def test_another_shape_and_no_gradient_of_ours_are_no_agreement():
    honest = case(CALLS[0])
    for wrong in (honest.ours[0], honest.ours[:, :2]):
        verdict = honest.verdict(wrong)
        assert not verdict.agrees and np.isnan(verdict.difference)
    verdict = ask_gradient(*honest[:4])
    assert verdict.refusal is None and verdict.output is not None and not verdict.agrees


def test_nothing_that_is_asked_is_written_to():
    for asked in CALLS:
        honest = case(asked)
        for array in (*honest.inputs, honest.upstream):
            array.setflags(write=False)
        assert honest.verdict().agrees


@pytest.mark.parametrize("p", [3.0, 2.5, -1.0])
@pytest.mark.parametrize("value", [7, 0.3, 1e-6])
def test_what_p_gets_of_equal_cells_is_terms_that_cancel(value, p):
    """It is 0; PyTorch's composition leaves the rounding of its terms. What is off by little is told all the same."""
    x, down = np.full((1, 2), value, np.float32), np.ones((1, 1), np.float32)
    settings = {"kernel_size": 2, "p": p, "eps": 1e-6}
    grad_x, grad_p = pullback("gem_pool1d", down, x, **settings)
    inputs = (x, np.array(p))
    assert ask_gradient("gem_pool1d", inputs, settings, down, (grad_x, grad_p)).agrees
    wrong = grad_p + np.float32(1e-4 * value)
    assert not ask_gradient("gem_pool1d", inputs, settings, down, (grad_x, wrong)).agrees
