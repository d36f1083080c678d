"""Refusals: what they name, that they are one sentence, and that their advice leads to a call that works.

Every sentence of the core's table is raised here, by the calls of ``refused_calls``.
"""

import copy
import math
import pickle
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.call import errors
from pooling_core.call.errors import PoolingError, Seen, shape_of
from pooling_core.call.spec import PoolSpec
from tests.core.refused_calls import CALLS
from tests.support.error_keys import keys_in_code

# Thousands of tiny calls: handing each to several threads takes ten times as long on a busy machine.
torch.set_num_threads(1)

LINE, PLANE, VOLUME = (np.ones((2, *sides), np.float32) for sides in ((5,), (5, 5), (2, 5, 5)))
FAMILIES = ("max_pool", "avg_pool", "lp_pool", "adaptive_max_pool", "adaptive_avg_pool")
CORE = Path(errors.__file__).parent.parent
TABLE = tomllib.loads((CORE / "call" / "sentences.toml").read_text(encoding="utf-8"))
# Presses of the button "nearest valid choice" until the page shows a result.
MOST_STEPS = 4

# Function, arguments, input, and what the refusal must hold: parameter, words of the rule, advice.
REFUSALS = [
    ("max_pool2d", {"kernel_size": 0}, PLANE, "kernel_size", "at least 1", {"kernel_size": 1}),
    ("max_pool2d", {"kernel_size": (2, -3)}, PLANE, "kernel_size", "at least 1", {"kernel_size": (2, 1)}),
    ("max_pool2d", {"kernel_size": 2**40}, PLANE, "kernel_size", "at most 2147483647", ...),
    ("max_pool2d", {"kernel_size": 2.0}, PLANE, "kernel_size", "no float", {"kernel_size": 2}),
    ("max_pool2d", {"kernel_size": (2, 1.9)}, PLANE, "kernel_size", "no float", {"kernel_size": 2}),
    ("max_pool2d", {"kernel_size": math.nan}, PLANE, "kernel_size", "no float", {}),
    ("max_pool2d", {"kernel_size": "2"}, PLANE, "kernel_size", "text", {}),
    ("max_pool2d", {"kernel_size": True}, PLANE, "kernel_size", "bool", {}),
    ("max_pool2d", {"kernel_size": None}, PLANE, "kernel_size", "one int", {}),
    ("max_pool2d", {"kernel_size": ()}, PLANE, "kernel_size", "one int or 2", {}),
    ("max_pool2d", {"kernel_size": (2, 2, 2)}, PLANE, "kernel_size", "one int or 2", {"kernel_size": (2, 2)}),
    ("max_pool1d", {"kernel_size": (2, 2)}, LINE, "kernel_size", "one int", {"kernel_size": (2,)}),
    ("max_pool2d", {"kernel_size": 2, "stride": (1, 0)}, PLANE, "stride", "at least 1", {"stride": 1}),
    ("avg_pool2d", {"kernel_size": 2, "stride": -2}, PLANE, "stride", "at least 1", {"stride": 1}),
    ("max_pool2d", {"kernel_size": 2, "padding": -1}, PLANE, "padding", "at least 0", {"padding": 0}),
    ("max_pool2d", {"kernel_size": 2, "padding": "same"}, PLANE, "padding", "text", {}),
    ("max_pool2d", {"kernel_size": 3, "padding": 2}, PLANE, "padding", "half of kernel_size 3", {"padding": 1}),
    ("avg_pool2d", {"kernel_size": (2, 4), "padding": 2}, PLANE, "padding", "half", {"padding": (1, 2)}),
    ("max_pool2d", {"kernel_size": 3, "padding": 2, "dilation": 2}, PLANE, "padding", "half", {"padding": 1}),
    ("max_pool2d", {"kernel_size": 2, "dilation": 0}, PLANE, "dilation", "at least 1", {"dilation": 1}),
    ("max_pool1d", {"kernel_size": 6}, LINE, "kernel_size", "spans 6 of 5", {"kernel_size": 5}),
    ("max_pool1d", {"kernel_size": 3, "dilation": 3}, LINE, "kernel_size", "spans 7 of 5", {"kernel_size": 2}),
    ("avg_pool3d", {"kernel_size": 3, "padding": 1}, VOLUME, "kernel_size", "unpadded", {"kernel_size": (2, 3, 3)}),
    ("max_pool2d", {"kernel_size": 2, "ceil_mode": 1}, PLANE, "ceil_mode", "True or False", {"ceil_mode": True}),
    ("avg_pool2d", {"kernel_size": 2, "count_include_pad": None}, PLANE, "count_include_pad", "True or False", ...),
    ("avg_pool2d", {"kernel_size": 2, "divisor_override": 0}, PLANE, "divisor_override", "zero", ...),
    ("avg_pool2d", {"kernel_size": 2, "divisor_override": True}, PLANE, "divisor_override", "an int or None", ...),
    ("lp_pool2d", {"norm_type": 0, "kernel_size": 2}, PLANE, "norm_type", "p = 0", {"norm_type": 1}),
    ("lp_pool2d", {"norm_type": "2", "kernel_size": 2}, PLANE, "norm_type", "a number", {"norm_type": 2}),
    ("lp_pool1d", {"norm_type": 2, "kernel_size": (2,)}, LINE, "kernel_size", "one int", {"kernel_size": 2}),
    ("lp_pool2d", {"norm_type": 2, "kernel_size": (2,)}, PLANE, "kernel_size", "one int or 2", {"kernel_size": 2}),
    ("lp_pool1d", {"norm_type": -1, "kernel_size": 2}, LINE.astype(int), "norm_type", "negative", {"norm_type": -1.0}),
    ("adaptive_avg_pool2d", {"output_size": -1}, PLANE, "output_size", "at least 0", {"output_size": 0}),
    ("adaptive_max_pool2d", {"output_size": (-1, None)}, PLANE, "output_size", "at least 0", ...),
    ("adaptive_avg_pool2d", {"output_size": (2,)}, PLANE, "output_size", "int or None", {"output_size": 2}),
    ("adaptive_avg_pool2d", {"output_size": ()}, PLANE, "output_size", "2 of them", {}),
    ("adaptive_avg_pool2d", {"output_size": 2.0}, PLANE, "output_size", "no float", {"output_size": 2}),
    ("adaptive_avg_pool1d", {"output_size": None}, LINE, "output_size", "one int", {}),
    ("avg_pool2d", {"kernel_size": 2}, PLANE.astype(np.int32), "input", "float32", {}),
    ("max_pool1d", {"kernel_size": 2}, LINE.astype(np.int64), "input", "float32", {}),
    ("avg_pool3d", {"kernel_size": 2}, VOLUME.astype(np.float16), "input", "float32", {}),
    ("max_pool2d", {"kernel_size": 2}, LINE, "input", "(channels, height, width)", {}),
    ("max_pool2d", {"kernel_size": 2}, PLANE[None, None], "input", "(batch, channels, height, width)", {}),
    ("max_pool2d", {"kernel_size": 2}, PLANE[:0], "input", "only the batch", {}),
    ("max_pool2d", {"kernel_size": 2}, PLANE[:, :0], "input", "only the batch", {}),
    ("max_pool2d", {"kernel_size": 2}, PLANE.tolist(), "input", "numpy array", {}),
]


def ours(name, x, arguments):
    return getattr(F, name)(x, **arguments)


def torchs(name, x, arguments):
    tensor = torch.from_numpy(x.copy()) if isinstance(x, np.ndarray) else x
    return getattr(torch.nn.functional, name)(tensor, **arguments)


def assert_one_sentence(error: PoolingError) -> None:
    message = str(error)
    assert message.startswith(f"got {error.parameter}=") and error.rule in message
    assert "\n" not in message and message.isprintable()
    assert not any(mark in message for mark in (". ", "! ", "? ")) and message[-1] not in ".!?;, "
    for parameter, value in error.fix.items():
        assert f"{parameter}={value!r}" in message
    assert len(message) < 400


@pytest.mark.parametrize(("name", "arguments", "x", "parameter", "words", "advice"), REFUSALS)
def test_a_refusal_says_what_is_wrong(name, arguments, x, parameter, words, advice):
    with pytest.raises(PoolingError) as refused:
        ours(name, x, arguments)
    error = refused.value
    assert isinstance(error, ValueError)
    assert error.parameter == parameter
    assert words in error.rule
    assert advice is ... or error.fix == advice
    if parameter != "input":
        assert error.received is arguments[parameter]
    assert_one_sentence(error)
    with pytest.raises(Exception):  # noqa: B017 (torch has an exception of its own for nearly each of these)
        torchs(name, x, arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "parameter", "words"),
    [
        ("avg_pool2d", {"kernel_size": 2, "dilation": 2}, "dilation", "no such parameter"),
        ("lp_pool2d", {"norm_type": 2, "kernel_size": 2, "padding": 1}, "padding", "no such parameter"),
        ("avg_pool1d", {"kernel_size": 2, "divisor_override": 2}, "divisor_override", "no such parameter"),
        ("avg_pool2d", {"kernel_size": 2, "temperature": 2.0}, "temperature", "no such parameter"),
        ("max_pool2d", {}, "kernel_size", "needs it"),
        ("lp_pool2d", {"kernel_size": 2}, "norm_type", "needs it"),
        ("min_pool2d", {"kernel_size": 2}, "name", "one of max_pool"),
        ("max_pool4d", {"kernel_size": 2}, "name", "1d, 2d or 3d"),
        ("", {}, "name", "one of max_pool"),
    ],
)
def test_a_call_that_does_not_exist_is_refused(name, arguments, parameter, words):
    with pytest.raises(PoolingError) as refused:
        PoolSpec.of(name, **arguments)
    assert refused.value.parameter == parameter and words in refused.value.rule
    assert_one_sentence(refused.value)


@pytest.mark.parametrize("value", [(0,) * 1000, 10**100, np.float64(2), "x" * 500, object(), [[2]], {2}, b"2", 2j])
def test_a_hostile_value_still_makes_one_short_sentence(value):
    for arguments in ({"kernel_size": value}, {"kernel_size": 2, "padding": value}):
        with pytest.raises(PoolingError) as refused:
            ours("max_pool2d", PLANE, arguments)
        assert_one_sentence(refused.value)


@pytest.mark.parametrize("value", ["(\n", 1e300, np.ones(500)], ids=["a bracket", "a huge float", "an array"])
def test_a_hostile_value_still_makes_one_short_sentence_too(value):
    test_a_hostile_value_still_makes_one_short_sentence(value)


# --- the table -------------------------------------------------------------------------------------------------------


def refusal(function: Callable[..., Any], arguments: dict[str, Any]) -> PoolingError:
    with pytest.raises(PoolingError) as caught:
        function(**arguments)
    return caught.value


@pytest.mark.parametrize(("key", "function", "arguments"), CALLS, ids=[key for key, _, _ in CALLS])
def test_a_refusal_has_its_key_a_whole_sentence_and_fixes_that_mend(key, function, arguments):
    error = refusal(function, arguments)
    assert error.key == key
    assert error.rule in str(error)  # whatever its sentence names is there, or the formatting fails
    assert "\n" not in str(error)
    for fix in error.fixes:
        try:
            function(**(arguments | fix))
        except PoolingError as after:
            assert after.parameter != error.parameter, (fix, str(after))


def test_every_sentence_is_raised_and_every_way_to_show_a_value_is_used():
    assert {key for key, _, _ in CALLS} == TABLE["rules"].keys()
    received = [refusal(function, arguments).received for _, function, arguments in CALLS]
    assert {value.key for value in received if isinstance(value, Seen)} == TABLE["received"].keys()


def test_the_code_and_the_table_have_the_same_keys():
    made = list(keys_in_code(CORE, {"PoolingError", "TooLargeToDrawError"}))
    assert [place for place, key in made if key not in TABLE["rules"]] == []
    assert TABLE["rules"].keys() - {key for _, key in made} == set()
    assert not TABLE["rules"].keys() & TABLE["frame"].keys()  # there a key would say the whole sentence


def test_another_table_says_another_language_down_to_the_innermost_error():
    inner = PoolingError("dtype-taken", "input", 0, name="max_pool2d", accepted=("float32", "int64"), nearest="float32")
    outer = PoolingError("layer-misfit", "input", shape_of((1, 5)), number=3, name="max_pool2d", why=inner)
    table = {
        "frame": {"refused": "{parameter}: {received}. {rule}", "list": " und "},
        "received": {"shape": "Form {value}"},
        "rules": {"layer-misfit": "Schicht {number} ({name}): {why}", "dtype-taken": "{name} nimmt {accepted}"},
    }
    assert outer.said(table) == "input: Form (1, 5). Schicht 3 (max_pool2d): max_pool2d nimmt float32 und int64"
    assert outer.rule == "layer 3, max_pool2d, does not fit: max_pool2d takes float32, int64; use float32"


def test_one_fix_is_the_nearest_choice_and_several_are_choices():
    none = PoolingError("power-zero", "norm_type", 0)
    one, two = none.with_fixes({"norm_type": 1}), none.with_fixes({"norm_type": 1, "kernel_size": 2}, {}, {"stride": 3})
    said = "got norm_type=0, but the root 1/p does not exist for p = 0"
    assert (str(none), none.fix, none.fixes) == (said, {}, ())
    assert (str(one), one.fix) == (f"{said}; nearest valid choice: norm_type=1", {"norm_type": 1})
    assert str(two) == f"{said}; valid choices: norm_type=1 and kernel_size=2, or stride=3"
    assert two.fixes == ({"norm_type": 1, "kernel_size": 2}, {"stride": 3})


def test_an_error_with_its_values_is_copied_and_stored_whole():
    error = PoolingError("at-least", "stride", (0, 1), {"stride": 1}, bound=1)
    for twin in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert (str(twin), twin.fixes, twin.values) == (str(error), error.fixes, error.values)


# --- the advice ------------------------------------------------------------------------------------------------------


def follow(name: str, x: np.ndarray, arguments: dict) -> tuple[dict, int]:
    """Apply the advice until the core accepts: the arguments then, and how many steps it took."""
    trail: list[str] = []
    while len(trail) <= 12:
        try:
            ours(name, x, arguments)
        except PoolingError as error:
            trail.append(str(error))
            assert_one_sentence(error)
            assert error.fix, f"no advice: {error}"
            assert any(arguments.get(key) != value for key, value in error.fix.items()), f"advises the same: {error}"
            arguments = arguments | error.fix
        else:
            return arguments, len(trail)
    raise AssertionError("in circles:\n" + "\n".join(trail))


def random_call(rng: np.random.Generator, name: str, wild: bool) -> tuple[np.ndarray, dict]:
    """Settings drawn without regard to each other; `wild` ones also leave the range of a control."""
    rank, below = int(name[-2]), 2 if wild else 0

    def draw(low: int, high: int):
        values = tuple(int(v) for v in rng.integers(low - below, high + 1, rank))
        return values[0] if rng.random() < 0.5 else values

    x = np.ones((2, *rng.integers(1, 8, rank)), np.float32)
    if name.startswith("adaptive"):
        return x, {"output_size": draw(0, 9)}
    arguments = {"kernel_size": draw(1, 9), "stride": draw(1, 3), "ceil_mode": bool(rng.random() < 0.5)}
    if name.startswith("lp"):
        return x, arguments | {"norm_type": int(rng.integers(0, 3))}
    arguments["padding"] = draw(0, 5)
    if name.startswith("max"):
        arguments["dilation"] = draw(1, 3)
    elif rank > 1 and rng.random() < 0.3:
        arguments["divisor_override"] = int(rng.integers(-1, 2))
    return x, arguments


def longest_advice(name: str, wild: bool, count: int = 300) -> tuple[int, str]:
    """The most steps that any of many random calls took; each must end where torch accepts too."""
    rng = np.random.default_rng(list(name.encode()))
    longest, refused, worst = 0, 0, ""
    for _ in range(count):
        x, arguments = random_call(rng, name, wild)
        valid, steps = follow(name, x, arguments)
        result = torchs(name, x, valid)
        assert tuple(result.shape) == ours(name, x, valid).shape
        refused += steps > 0
        if steps > longest:
            longest, worst = steps, f"{steps} steps: {name} of {x.shape} with {arguments}"
    assert refused or (name.startswith("adaptive") and not wild), "no call was refused"
    return longest, worst


NAMES = [f"{family}{rank}d" for family in FAMILIES for rank in (1, 2, 3)]


@pytest.mark.parametrize("name", NAMES)
def test_the_advice_leads_to_a_call_both_accept_in_few_steps(name):
    longest, worst = longest_advice(name, wild=False)
    assert longest <= MOST_STEPS, worst


@pytest.mark.parametrize("name", NAMES)
def test_the_advice_ends_for_wild_settings_too(name):
    longest_advice(name, wild=True)


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ({"kernel_size": 6}, {"kernel_size": 5}),
        ({"kernel_size": 3, "dilation": 3}, {"kernel_size": 2}),
        ({"kernel_size": 6, "padding": 3, "dilation": 3}, {"kernel_size": 3, "padding": 1}),
        ({"kernel_size": 9, "stride": 3, "ceil_mode": True}, {"kernel_size": 7}),
    ],
)
def test_a_window_too_wide_on_every_axis_is_mended_at_once(arguments, advice):
    with pytest.raises(PoolingError) as refused:
        ours("max_pool2d", PLANE, arguments)
    assert refused.value.fix == advice
    torchs("max_pool2d", PLANE, arguments | advice)
