"""The badge's judge: it agrees, it quotes, it catches a falsified result, and it may be absent."""

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.call.spec import PoolSpec
from pooling_core.extensions import gem_pool2d, temperature_avg_pool2d
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.calls import ask, ask_call, largest_difference
from tests.core.cases import CASES

torch.set_num_threads(1)

ROOT = Path(__file__).resolve().parents[2]
X = np.array([[[8, 6, 1], [0, 5, 2], [3, 3, 4]]], np.float32)
MAX = PoolSpec.of("max_pool2d", kernel_size=2, stride=1)
MEAN = PoolSpec.of("avg_pool2d", kernel_size=2, stride=1)


def ours(spec: PoolSpec, x: np.ndarray) -> np.ndarray:
    result = getattr(F, spec.name)(x, **spec.arguments)
    return result[0] if isinstance(result, tuple) else result


def falsified(spec: PoolSpec, x: np.ndarray, to: float) -> np.ndarray:
    wrong = ours(spec, x).copy()
    wrong.flat[0] = to
    return wrong


def test_the_version_is_torchs_without_its_build():
    assert torch_check.load() == torch.__version__.split("+")[0]
    assert ask(MAX, X, ours(MAX, X)).version == torch_check.load()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_hard_cases_agree(case):
    before = case.input.tobytes()
    verdict = ask(case.spec, case.input, ours(case.spec, case.input))
    assert verdict.agrees and verdict.refusal is None
    assert verdict.difference == 0 if case.exact else verdict.difference < 1e-5
    assert verdict.output is not None
    np.testing.assert_allclose(verdict.output, case.output, rtol=1e-6)
    assert case.input.tobytes() == before


@pytest.mark.parametrize("layout", ["transposed", "reversed", "strided", "read-only"])
def test_any_memory_layout_may_be_asked_about(layout):
    x = np.random.default_rng(0).normal(size=(2, 6, 6)).astype(np.float32)
    x = {"transposed": x.T, "reversed": x[..., ::-1], "strided": x[..., ::2], "read-only": x}[layout]
    x.setflags(write=False)
    assert ask(MAX, x, ours(MAX, x)).agrees
    assert ask(MEAN, x, ours(MEAN, x)).agrees


def test_rounding_in_another_order_agrees():
    x = np.random.default_rng(0).normal(size=(3, 40, 40)).astype(np.float32)
    for spec in (
        PoolSpec.of("avg_pool2d", kernel_size=31, stride=1),
        PoolSpec.of("adaptive_avg_pool2d", output_size=3),
    ):
        verdict = ask(spec, x, ours(spec, x))
        assert verdict.agrees and verdict.difference < 1e-5


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (PoolSpec.of("max_pool2d", kernel_size=3, padding=2), "pad should be at most half of effective kernel size"),
        (PoolSpec.of("max_pool2d", kernel_size=9), "Output size is too small"),
        (PoolSpec.of("max_pool2d", kernel_size=2, stride=0), "stride should not be zero"),
        (PoolSpec.of("adaptive_avg_pool2d", output_size=-1), "must be greater than or equal to 0"),
        (PoolSpec.of("max_pool2d", kernel_size=2.5), "must be tuple of ints, not float"),
        (PoolSpec.of("lp_pool2d", norm_type=2, kernel_size=(2,)), "not enough values to unpack"),
    ],
)
def test_a_refusal_is_in_torchs_words(spec, words):
    verdict = ask(spec, X)
    assert verdict.refusal is not None and words in verdict.refusal
    assert "\n" not in verdict.refusal and verdict.refusal == verdict.refusal.strip()
    assert verdict.output is None and not verdict.agrees and np.isnan(verdict.difference)


def test_where_only_we_refuse_torchs_result_is_kept():
    verdict = ask(MAX, X)
    assert verdict.refusal is None and not verdict.agrees and np.isnan(verdict.difference)
    assert verdict.output is not None and verdict.output.tolist() == [[[8, 6], [5, 5]]]


def test_a_falsified_result_is_caught_with_its_difference():
    for spec, truth in ((MAX, 8), (MEAN, 4.75)):
        verdict = ask(spec, X, falsified(spec, X, truth + 0.5))
        assert not verdict.agrees and verdict.refusal is None
        assert verdict.difference == 0.5


def test_a_maximum_must_be_exact_and_a_mean_right_to_rounding():
    next_to_8, next_to_mean = np.nextafter(np.array([8, 4.75], np.float32), np.float32(9))
    assert not ask(MAX, X, falsified(MAX, X, next_to_8)).agrees
    assert ask(MEAN, X, falsified(MEAN, X, next_to_mean)).agrees
    assert not ask(MEAN, X, falsified(MEAN, X, 4.7501)).agrees


@pytest.mark.parametrize("wrong", [np.zeros((1, 2, 3), np.float32), np.zeros((2, 2), np.float32), np.zeros((1, 2, 2))])
def test_another_shape_or_dtype_is_no_agreement(wrong):
    verdict = ask(MAX, X, wrong)
    assert not verdict.agrees and np.isnan(verdict.difference)


def test_whole_numbers_are_compared_whole():
    x = np.array([[[-3, -4, 7, 2]]])
    spec = PoolSpec.of("avg_pool2d", kernel_size=(1, 2))
    assert ask(spec, x, np.array([[[-3, 4]]])).agrees
    verdict = ask(spec, x, np.array([[[-4, 4]]]))
    assert not verdict.agrees and verdict.difference == 1


def test_maxima_with_indices_are_judged_by_their_values():
    spec = PoolSpec.of("max_pool2d", kernel_size=2, return_indices=True)
    assert ask(spec, X, ours(spec, X)).agrees


def test_nan_and_infinities_in_a_call():
    x = np.array([[np.nan, 1, np.inf, 2, -np.inf, -np.inf]], np.float32)
    for name in ("max_pool1d", "avg_pool1d"):
        spec = PoolSpec.of(name, kernel_size=2)
        verdict = ask(spec, x, ours(spec, x))
        assert verdict.agrees and verdict.difference == 0
        for wrong in (0, np.inf, -np.inf):
            verdict = ask(spec, x, falsified(spec, x, wrong))
            assert not verdict.agrees and np.isnan(verdict.difference)


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ([1, 2], [1, 2], 0),
        ([1, 2.5], [1, 2], 0.5),
        ([0.0], [-0.0], 0),
        ([np.nan, np.inf, -np.inf], [np.nan, np.inf, -np.inf], 0),
        ([np.nan, 1], [np.nan, 3], 2),
        ([np.nan, 1], [0, 1], np.nan),
        ([np.inf], [-np.inf], np.nan),
        ([np.inf, 1], [1e30, 1], np.nan),
        ([], [], 0),
    ],
)
def test_largest_difference(a, b, difference):
    for dtype in (np.float32, np.float64):
        found = largest_difference(np.array(a, dtype), np.array(b, dtype))
        assert type(found) is float
        assert found == difference or (np.isnan(found) and np.isnan(difference))
        back = largest_difference(np.array(b, dtype), np.array(a, dtype))
        assert back == found or (np.isnan(back) and np.isnan(found))


def test_large_whole_numbers_are_told_apart():
    assert largest_difference(np.array([2**60 + 1]), np.array([2**60])) == 1


def test_a_warning_is_no_refusal(monkeypatch):
    """As torch warns, once in a process, that an even kernel with padding="same" costs a copy; here it is an error."""
    plain = torch.nn.functional.avg_pool2d

    def noted(*args, **kwargs):
        warnings.warn("a copy is made", UserWarning, stacklevel=2)
        return plain(*args, **kwargs)

    monkeypatch.setattr(torch.nn.functional, "avg_pool2d", noted)
    assert ask(MEAN, X, ours(MEAN, X)).agrees


def test_a_refusal_without_words_is_named(monkeypatch):
    def refuse(*_, **__):
        raise NotImplementedError

    monkeypatch.setattr(torch.nn.functional, "max_pool2d", refuse)
    assert ask(MAX, X).refusal == "NotImplementedError"


def test_any_function_of_torch_may_be_asked():
    x = np.arange(14, dtype=np.float32)[None, None]
    mean = F.adaptive_avg_pool1d(x, 4)
    assert ask_call("interpolate", (x,), {"size": 4, "mode": "area"}, mean).agrees
    assert not ask_call("interpolate", (x,), {"size": 4, "mode": "nearest"}, mean).agrees
    kernel = np.full((1, 1, 3), 1 / 3, np.float32)
    assert ask_call("conv1d", (x, kernel), {"stride": 2}, F.avg_pool1d(x, 3, 2)).agrees


def test_further_arguments_by_place_and_the_second_result():
    x = np.array([[[1, 2, 3], [4, 9, 6], [7, 8, 5]]], np.float32)
    places = (2, None, 0, 1, True, False)
    assert ask_call("max_pool2d", (x,), {}, F.max_pool2d(x, *places), positional=places).agrees
    assert ask_call("nn.MaxPool2d", (x,), {}, F.max_pool2d(x, 2), positional=places).agrees  # return_indices there
    _, indices = F.max_pool2d(x, 2, return_indices=True)
    asked = {"kernel_size": 2, "return_indices": True}
    assert ask_call("max_pool2d", (x,), asked, indices, part=1).agrees
    assert not ask_call("max_pool2d", (x,), asked, indices + 1, part=1).agrees


def test_the_kind_of_a_refusal_is_named():
    refused = ask_call("nn.AvgPool2d", (X,), {"kernel_size": 2, "temperature": 2})
    assert refused.error == "TypeError" and "unexpected keyword argument 'temperature'" in refused.refusal
    assert ask(PoolSpec.of("max_pool2d", kernel_size=9), X).error == "RuntimeError"
    assert ask_call("lp_pool2d", (X,), {"norm_type": 0, "kernel_size": 2}).error == "ZeroDivisionError"
    assert ask(MAX, X, ours(MAX, X)).error == ""


def test_an_average_by_area_is_right_to_rounding_and_a_copy_exact():
    x = np.random.default_rng(0).normal(size=(1, 1, 37)).astype(np.float32)
    mean = F.adaptive_avg_pool1d(x, 5)
    mean[0, 0, 0] = np.nextafter(mean[0, 0, 0], np.float32(9))
    assert ask_call("interpolate", (x,), {"size": 5, "mode": "area"}, mean).agrees
    assert not ask_call("interpolate", (x,), {"size": 5, "mode": "area"}, mean + np.float32(1e-3)).agrees
    nearest = F.interpolate(x, 5)
    nearest[0, 0, 0] = np.nextafter(nearest[0, 0, 0], np.float32(9))
    assert not ask_call("interpolate", (x,), {"size": 5, "mode": "nearest"}, nearest).agrees


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("factor", [2, -0.5, 1e-3])
def test_a_temperature_is_a_factor_of_torchs_average(factor, dtype):
    x = np.random.default_rng(0).normal(size=(2, 6, 6)).astype(dtype)
    spec = PoolSpec.of("temperature_avg_pool2d", kernel_size=3, padding=1, temperature=factor)
    heated = temperature_avg_pool2d(x, **spec.arguments)
    assert ask(spec, x, heated).agrees
    assert not ask(spec, x, F.avg_pool2d(x, 3, padding=1)).agrees


@pytest.mark.parametrize("p", [1, 6.5, 64, 200, 1000, np.inf, -3, -500])
@pytest.mark.parametrize("windows", [{}, {"kernel_size": 2}, {"kernel_size": (1, 4), "stride": (2, 1)}], ids=str)
def test_generalised_means_of_any_power_are_composed(p, windows):
    x = np.random.default_rng(0).random((2, 5, 6)).astype(np.float32) * 9
    spec = PoolSpec.of("gem_pool2d", p=p, **windows)
    means = gem_pool2d(x, **spec.arguments)
    assert ask(spec, x, means).agrees
    assert not ask(spec, x, means * np.float32(1.001)).agrees


def test_a_window_that_torch_refuses_is_refused_in_its_words_whatever_the_power():
    for p in (3, 1000, np.inf):
        verdict = ask(PoolSpec.of("gem_pool2d", p=p, kernel_size=9), X)
        assert "Output size is too small" in verdict.refusal


# --- without PyTorch -------------------------------------------------------------------------------------------------


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HIDE_TORCH = """
import importlib.machinery, sys
find = importlib.machinery.PathFinder.find_spec
importlib.machinery.PathFinder.find_spec = classmethod(
    lambda cls, name, *rest: None if name.split(".")[0] == "torch" else find(name, *rest)
)
"""
USE_THE_CORE = """
import sys
import numpy as np
import pooling_core.functional as F
from pooling_core import PoolSpec
from pooling_core.oracle import calls as torch_check
from pooling_core.explain.trace import trace
x = np.arange(16.0).reshape(4, 4)
assert F.max_pool2d(x[None], 2).tolist() == [[[5, 7], [13, 15]]]
assert trace(PoolSpec.of("avg_pool2d", kernel_size=2), x).output.tolist() == [[2.5, 4.5], [10.5, 12.5]]
"""


def test_the_core_runs_where_torch_is_not_installed():
    said = """
try:
    torch_check.load()
except ImportError as error:
    print(torch_check.available(), type(error).__name__)
"""
    assert run(HIDE_TORCH + USE_THE_CORE + said) == "False ModuleNotFoundError"


def test_asking_whether_torch_is_there_does_not_import_it():
    assert run(USE_THE_CORE + "print(torch_check.available(), 'torch' in sys.modules)") == "True False"


def test_torch_that_may_not_be_imported_is_not_available(monkeypatch):
    assert torch_check.available()
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not torch_check.available()
    with pytest.raises(ImportError):
        torch_check.load()
