"""Backward: PyTorch's word on gradients, in the form that it can be asked in, and what it makes of a lie."""

from dataclasses import replace

import numpy as np
import pytest

from tests.pages.backward_in_torch import LESSON, OPERATIONS, WORDS, gradient_of, run
from tests.support.screens import agreements, by_link, codes, said, same
from ui.lessons.backward import forward
from ui.text import tensor_text

pytestmark = pytest.mark.usefixtures("torch_loaded")


@pytest.mark.parametrize("p", ["1", "2.5", "-3", "100", "1000", "inf"])
def test_gem_is_asked_in_the_form_that_its_power_allows(p):
    app = by_link(LESSON, backward_operation="gem", backward_p=p)
    assert agreements(app) == 2 and WORDS["composed"]["learned"] in said(app)
    program, shown = codes(app)
    same(tensor_text.parse(shown).array, run(program)[0])
    padded = by_link(LESSON, backward_operation="gem", backward_p=p, backward_padding=1)
    beyond = WORDS["beyond"].format(p=f"{float(p):g}") in said(padded)
    assert beyond is (p in ("1000", "inf")) and agreements(padded) == 2 * (not beyond)
    program, shown = codes(padded)
    same(tensor_text.parse(shown).array, run(program)[0])
    assert ("pooling_core" in program) is beyond is (padded.panel("code")["title"] == WORDS["code_ours"])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_gradient_that_is_off_by_little_is_told(monkeypatch, operation):
    honest = forward.explain

    def lying(*given, **settings):
        back = honest(*given, **settings)
        return replace(back, grad_input=back.grad_input * np.float32(1 + 3e-5))

    link = {"backward_operation": operation, "backward_input": "1e4 2e4\n3e4 4e4", "backward_weight": "3"}
    link |= {"backward_kernel": 1, "backward_output": 1} if operation == "fractional_max" else {}
    assert agreements(by_link(LESSON, **link)) == 2
    monkeypatch.setattr(forward, "explain", lying)
    assert said(by_link(LESSON, **link)).count("PyTorch 2.13.0 differs") == 1


@pytest.mark.parametrize("operation", ["gem", "conv"])
def test_what_else_is_learned_is_judged_too(monkeypatch, operation):
    honest = forward.explain

    def lying(*given, **settings):
        back = honest(*given, **settings)
        *others, last = back.learned.items()
        return replace(back, learned={**dict(others), last[0]: last[1] * np.float32(1.001)})

    monkeypatch.setattr(forward, "explain", lying)
    assert said(by_link(LESSON, backward_operation=operation)).count("PyTorch 2.13.0 differs") == 1


def test_without_torch_the_badges_say_so(monkeypatch):
    monkeypatch.setattr("pooling_core.oracle.calls.available", lambda: False)
    for operation in ("max", "gem"):
        assert said(by_link(LESSON, backward_operation=operation)).count("not installed") == 2


def test_each_answer_names_its_call():
    told = said(by_link(LESSON))
    assert "max_pool2d: PyTorch 2.13.0 agrees" in told and "gradient of max_pool2d: PyTorch 2.13.0 agrees" in told


@pytest.mark.parametrize("p", ["3", "2.5", "-1"])
@pytest.mark.parametrize("tensor", ["1e-6 1e-6", "7 7", "0.3 0.3"])
def test_gem_of_equal_cells_is_judged_in_the_dtype_of_the_page(tensor, p):
    """The cell at eps gets its share in float32, and what p gets is terms that cancel."""
    app = by_link(LESSON, backward_operation="gem", backward_dims="1d", backward_p=p, backward_input=tensor)
    assert agreements(app) == 2 and gradient_of(app).tolist() == [[0.5, 0.5]]
