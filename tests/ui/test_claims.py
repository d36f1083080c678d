"""Claims: every verdict is reached by running, PyTorch and our core reach the same, and a lying engine is found out."""

from dataclasses import replace

import numpy as np
import pytest

import pooling_core.functional as F
from pooling_core import PoolingError, torch_check
from ui import claims
from ui.content import words

TRUE = {
    "stride-default",
    "tail-dropped",
    "adaptive-rounding",
    "lp-infinity",
    "none-keeps",
    "channels",
    "depthwise",
}
FALSE = {
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
CLAIMS = {claim["id"]: claim for claim in words("true_or_false")["claims_list"]}
each_claim = pytest.mark.parametrize("name", CLAIMS)
# TensorFlow is not here: its rule is falsified in a test of its own.
each_called_claim = pytest.mark.parametrize("name", [n for n in CLAIMS if CLAIMS[n]["left"]["name"] != "tf_same"])
each_engine = pytest.mark.parametrize("by_torch", [True, False], ids=["torch", "core"])


def test_every_claim_is_there_once():
    assert len(CLAIMS) == len(words("true_or_false")["claims_list"]) == 20
    assert CLAIMS.keys() == TRUE | FALSE and len(TRUE) == 7


@each_engine
@each_claim
def test_the_verdict(name, by_torch):
    assert claims.judge(CLAIMS[name], by_torch).holds == (name in TRUE)


@each_claim
def test_torch_and_the_core_say_the_same_to_every_call_of_a_claim(name):
    both = [claims.judge(CLAIMS[name], by_torch) for by_torch in (True, False)]
    assert len(both[0].sides) == len(both[1].sides) == (2 if CLAIMS[name]["expect"] == "equal" else 1)
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
    assert ("right" in claim) == (claim["expect"] == "equal") and ("size" in claim) == (claim["expect"] == "size")
    assert not set(claim) - {"id", "says", "heard", "holds", "expect", "left", "right", "stage", "size"}


def flipped(claim, says, refuse):
    """What a lying engine answers to a call, so that the claim would come out the other way."""
    truth = claims.judge(claim, by_torch=True)
    expect, calls = claim["expect"], []
    if expect == "equal":
        (left, right), holds = truth.sides, truth.holds
        told = right.output if right.output is not None else np.zeros(1, np.float32)

        def lie(*_):
            calls.append(1)
            return says(left.output + len(calls) if holds else told)

    elif expect == "size":
        rows, columns = (int(side) for side in claim["size"].split(" or ")[-1].split(" × "))

        def lie(*_):
            return says(np.zeros((rows, columns + truth.holds), np.float32))

    else:

        def lie(*_):
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
        raise PoolingError("input", 0, "no")

    lie = flipped(claim, lambda output: output, refuse)
    for side in ("left", "right"):
        if "name" in claim.get(side, {}):
            monkeypatch.setattr(F, claim[side]["name"], lambda *given, **_: lie(*given))
    assert claims.judge(claim, by_torch=False).holds != (name in TRUE)


@pytest.mark.parametrize("outputs, holds", [(1, True), (2, False), (3, False), (4, False), (5, True)])
def test_a_lying_rule_of_tensorflow_turns_the_verdict(outputs, holds, monkeypatch):
    honest = claims.conventions
    monkeypatch.setattr(
        claims, "conventions", lambda *a, **k: tuple(replace(each, outputs=outputs) for each in honest(*a, **k))
    )
    assert claims.judge(CLAIMS["tensorflow-multiple"], by_torch=True).holds == holds


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
