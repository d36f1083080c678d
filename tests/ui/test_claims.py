"""Claims: every verdict is reached by running, PyTorch and our core reach the same, and a lying engine is found out."""

import inspect

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core import PoolingError, extensions
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle import stack as torch_stack
from ui import claims
from ui.words import words
from ui.words.listed import entries, listed

TRUE = {
    "stride-default",
    "tail-dropped",
    "adaptive-rounding",
    "lp-infinity",
    "none-keeps",
    "channels",
    "depthwise",
    "one-for-all",
    "largest-kept",
    "same-on-equal",
    "order-inside",
}
FALSE = {
    "negative-zero",
    "stride-one-keeps",
    "has-weights",
    "average-leaves-padding",
    "stride-empty",
    "argument-order",
    "avg1d-divisor",
    "lp-padding",
    "batch-kept",
    "batch-needed",
    "batch-empty",
    "axes-empty",
    "indices-channels",
    "ceil-rare",
    "pool-same",
    "zero-padding",
    "avg-dilation",
    "lp-mean",
    "lp-one",
    "lp-three",
    "temperature",
    "adaptive-round-kernel",
    "adaptive-stride-kernel",
    "overlap",
    "conv-same",
    "tensorflow-multiple",
    "just-ceil",
    "shift-invariant",
}
CLAIMS = {claim["id"]: claim for claim in listed("claims")}
each_claim = pytest.mark.parametrize("name", CLAIMS)
# What is no call of PyTorch, many calls, or a count: falsified in tests of their own.
APART = ("tensorflow-multiple", "ceil-rare", "has-weights")
each_called_claim = pytest.mark.parametrize("name", [name for name in CLAIMS if name not in APART])
each_engine = pytest.mark.parametrize("by_torch", [True, False], ids=["torch", "core"])


def test_every_claim_is_there_once():
    assert len(CLAIMS) == len(listed("claims")) == 39
    assert CLAIMS.keys() == TRUE | FALSE and len(TRUE) == 11


@each_engine
@each_claim
def test_the_verdict(name, by_torch):
    assert claims.judge(CLAIMS[name], by_torch).holds == (name in TRUE)


@each_claim
def test_torch_and_the_core_say_the_same_to_every_call_of_a_claim(name):
    both = [claims.judge(CLAIMS[name], by_torch) for by_torch in (True, False)]
    assert len(both[0].sides) == len(both[1].sides) == 1 + ("right" in CLAIMS[name])
    for theirs, ours in zip(both[0].sides, both[1].sides, strict=True):
        assert ours.text == theirs.text
        assert (ours.refusal is None) == (theirs.refusal is None)
        if theirs.output is not None:
            assert ours.output is not None and ours.output.dtype == theirs.output.dtype
            np.testing.assert_allclose(ours.output, theirs.output, rtol=1e-6)
        else:
            assert ours.output is None and ours.refusal


@each_claim
def test_the_core_judges_without_torch(name, monkeypatch):
    monkeypatch.setattr(torch_check, "ask_call", lambda *_: pytest.fail("PyTorch was asked"))
    assert claims.judge(CLAIMS[name], by_torch=False).holds == (name in TRUE)


@each_claim
def test_a_claim_is_written_out_in_full(name):
    claim = CLAIMS[name]
    assert claim["says"].endswith(".") and claim["heard"] and claim["holds"].endswith(".")
    assert claim["expect"] in words("true_or_false")["expects"]
    assert "right" in claim or claim["expect"] != "equal"
    # What stands beside a true statement says what it is; of a false one, what it is mistaken for is a call of its own.
    assert ("compare" in claim) == ("compared" in claim)
    assert ("otherwise" if name in TRUE else "compare") not in claim
    assert claim["level"] in words("true_or_false")["levels"] and claim["topic"] in entries("topics")
    assert claim.get("fact") is None or entries("facts")[claim["fact"]]["lesson"] != "true_or_false"
    assert "right" not in claim or claim["expect"] in ("equal", "accepted", "refused")
    assert ("size" in claim) == (claim["expect"] == "size")
    said = {"id", "says", "heard", "holds", "compared"}
    run = {"expect", "left", "right", "otherwise", "compare", "size"}
    assert not set(claim) - said - run - {"level", "topic", "fact"}


def test_what_a_beginner_meets_comes_first():
    levels = [claim["level"] for claim in CLAIMS.values()]
    assert list(dict.fromkeys(levels)) == list(words("true_or_false")["levels"])
    assert levels == sorted(levels, key=list(words("true_or_false")["levels"]).index) and levels.count("basics") >= 12
    first, second, *_ = CLAIMS
    assert first in TRUE and second not in TRUE


def flipped(claim, says, refuse):
    """What a lying engine answers to a call, so that the claim would come out the other way."""
    truth = claims.judge(claim, by_torch=True)
    expect, calls = claim["expect"], []
    if expect == "equal":
        (left, right), holds = truth.sides, truth.holds
        told = right.output if right.output is not None else np.zeros(1, np.float32)

        def lie(*_, **__):
            calls.append(1)
            return says(left.output + len(calls) if holds else told)

    elif expect == "size":
        *most, last = (int(side) for side in claim["size"][-1].split(" × "))

        def lie(*_, **__):
            return says(np.zeros((*most, last + truth.holds), np.float32))

    else:

        def lie(*_, **__):
            return refuse() if truth.holds == (expect == "accepted") else says(np.zeros(1, np.float32))

    return lie


@each_called_claim
def test_a_lying_torch_turns_the_verdict(name, monkeypatch):
    claim = CLAIMS[name]
    says = lambda output: torch_check.Verdict("0", output=output)  # noqa: E731
    lie = flipped(claim, says, lambda: torch_check.Verdict("0", refusal="no"))
    monkeypatch.setattr(torch_check, "ask_call", lie)
    assert claims.judge(claim, by_torch=True).holds != (name in TRUE)


@each_called_claim
def test_a_lying_core_turns_the_verdict(name, monkeypatch):
    claim = CLAIMS[name]

    def refuse():
        raise PoolingError("numpy-array", "input", 0)

    lie = flipped(claim, lambda output: output, refuse)
    for side in ("left", "right"):
        if "name" in claim.get(side, {}):
            called, _ = claims.LAYERS.get(claim[side]["name"], (claim[side]["name"], ""))
            if claims.in_torch(called):
                monkeypatch.setattr(F, called, lie)
    assert claims.judge(claim, by_torch=False).holds != (name in TRUE)


@pytest.mark.parametrize("outputs, holds", [(1, True), (2, False), (3, False), (4, False), (5, True)])
def test_a_lying_rule_of_tensorflow_turns_the_verdict(outputs, holds, monkeypatch):
    monkeypatch.setattr(extensions, "tf_max_pool1d", lambda *_, **__: np.zeros((1, outputs), np.float32))
    assert claims.judge(CLAIMS["tensorflow-multiple"], by_torch=True).holds == holds


@each_engine
def test_a_layer_that_learned_something_would_make_the_claim_true(by_torch, monkeypatch):
    monkeypatch.setattr(claims, "layer_parameters", lambda *_: 1)
    monkeypatch.setattr(torch_stack.Module, "learned", lambda _: 1)
    assert claims.judge(CLAIMS["has-weights"], by_torch).holds


@each_engine
def test_a_layer_learns_what_torch_says(by_torch):
    assert claims.judge(CLAIMS["has-weights"], by_torch).sides[0].shown == "0"
    assert claims.run(CLAIMS["has-weights"]["otherwise"], by_torch).shown == "5"


def test_what_torch_lacks_is_run_and_signed_by_the_core():
    lacking = {
        (name, side): claims.judge(CLAIMS[name], by_torch=True).sides[place]
        for name in CLAIMS
        for place, side in enumerate(("left", "right"))
        if "name" in CLAIMS[name].get(side, {}) and not claims.in_torch(CLAIMS[name][side]["name"])
    }
    assert lacking.keys() == {("lp-mean", "right"), ("tensorflow-multiple", "left")}
    assert not any(side.by_torch for side in lacking.values())
    assert claims.judge(CLAIMS["lp-mean"], by_torch=True).sides[0].by_torch


@each_engine
def test_a_rule_of_plain_ceil_would_make_the_claim_true(by_torch, monkeypatch):
    def plain(_, inputs, arguments, positional, part=0):
        n, (k, s, p, d) = inputs[0].shape[-1], positional
        outputs = -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1
        return torch_check.Verdict("0", output=np.zeros((1, outputs), np.float32))

    monkeypatch.setattr(torch_check, "ask_call", plain)
    monkeypatch.setattr(F, "max_pool1d", lambda x, *windows, ceil_mode: plain("", (x,), {}, windows).output)
    judgement = claims.judge(CLAIMS["ceil-rare"], by_torch)
    assert judgement.holds and judgement.sides[0].shown == "0 / 932"


@each_engine
def test_plain_ceil_is_wrong_about_one_time_in_nine(by_torch):
    (side,) = claims.judge(CLAIMS["ceil-rare"], by_torch).sides
    assert side.shown == "99 / 932"


@pytest.mark.parametrize("name", claims.LAYERS)
def test_a_layer_takes_its_arguments_in_torchs_order(name):
    order = list(inspect.signature(getattr(torch.nn, name.removeprefix("nn."))).parameters)
    assert claims.LAYERS[name][1].split() == order


def test_what_a_side_came_to_is_told_in_full():
    def shown(name):
        return [(side.text, side.refusal or side.shown) for side in claims.judge(CLAIMS[name], by_torch=True).sides]

    assert shown("batch-kept") == [("avg_pool2d(ones(10, 3, 4, 4), kernel_size=[4, 4])", "(10, 3, 1, 1)")]
    assert shown("argument-order")[0] == ("nn.MaxPool2d(2, None, 0, 1, True, False)(x)[0]", "[[[5.0]]]")
    call, indices = shown("indices-channels")[0]
    assert call == "max_pool1d(x, kernel_size=2, return_indices=True)[1]" and indices.endswith("int64")
    assert shown("temperature")[0][1].startswith("TypeError: AvgPool2d.__init__()")


@each_engine
@pytest.mark.parametrize("name", ["lp-padding", "batch-empty"])
def test_a_claim_about_two_calls_holds_only_of_both(name, by_torch):
    claim = CLAIMS[name]
    good = {"name": "max_pool1d", "input": "1 2", "kernel_size": 2}
    one, other = (good, claim["left"]) if claim["expect"] == "accepted" else ({**good, "stride": 0}, claim["left"])
    assert claims.judge({**claim, "left": one, "right": one}, by_torch).holds
    assert not claims.judge({**claim, "left": one, "right": other}, by_torch).holds
    assert not claims.judge({**claim, "left": other, "right": one}, by_torch).holds


def test_a_maximum_that_pads_with_zeros_would_make_the_claim_true(monkeypatch):
    honest = F.max_pool1d

    def zeros(x, kernel_size, stride=None, padding=0):
        return honest(np.pad(x, [(0, 0), (padding, padding)]), kernel_size, stride)

    monkeypatch.setattr(F, "max_pool1d", zeros)
    assert claims.judge(CLAIMS["zero-padding"], by_torch=False).holds


def test_a_power_mean_that_takes_the_mean_would_make_two_claims_true(monkeypatch):
    honest = F.lp_pool1d

    def mean(x, norm_type, kernel_size):
        return honest(x, norm_type, kernel_size) / kernel_size ** (1 / norm_type)

    monkeypatch.setattr(F, "lp_pool1d", mean)
    assert claims.judge(CLAIMS["lp-mean"], by_torch=False).holds
    assert claims.judge(CLAIMS["lp-one"], by_torch=False).holds


def test_results_of_other_length_are_never_equal():
    claim = CLAIMS["stride-default"]
    longer = {**claim, "right": {**claim["right"], "stride": 1}}
    assert not claims.judge(longer, by_torch=True).holds and not claims.judge(longer, by_torch=False).holds
    refused = {**claim, "right": {**claim["right"], "padding": 9}}
    assert not claims.judge(refused, by_torch=True).holds and not claims.judge(refused, by_torch=False).holds
