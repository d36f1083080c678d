"""What a lesson refuses: the rule, PyTorch's words where it refuses too, and a button that leads to a valid choice."""

import pytest

from tests.pages.badges import badges
from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    figures,
    mended,
    numbers,
    problems,
    refusals,
    result,
    said,
    stages,
    state_of,
)

pytestmark = pytest.mark.usefixtures("torch_loaded")


def prefixed(prefix, *rows, **said):
    """Rows whose fields all begin with the lesson's own word; ``said`` holds of each of them."""

    def whole(state):
        return {f"{prefix}{key}": value for key, value in state.items()}

    return [(said | whole(state), rule, whole(fix), by_torch) for state, rule, fix, by_torch in rows]


# What is chosen, what the rule says, what the button sets, whether PyTorch refuses the same call.
REFUSED = {
    "sliding_windows": [
        ({"kernel_size": 3, "stride": 1, "padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"stride": 0}, "stride must be at least 1", {"stride": 1}, True),
        ({"kernel_size": 0}, "kernel_size must be at least 1", {"kernel_size": 1}, True),
        ({"dilation": 0}, "dilation must be at least 1", {"dilation": 1}, True),
        ({"kernel_size": 7}, "output size would be below 1", {"kernel_size": 6}, True),
        ({"dilation": 32}, "output size would be below 1", {"kernel_size": 1}, True),
        ({"operation": "avg", "divisor_override": 0}, "zero", {"divisor_override": 1}, True),
        ({"operation": "lp", "norm_type": "0"}, "root 1/p", {"norm_type": "1"}, True),
        ({"operation": "lp", "norm_type": "two"}, "must be a number", {"norm_type": "2"}, False),
        (
            {"per_axis": True, "kernel_size": 3, "kernel_size_w": 2, "padding_w": 2},
            "half of kernel_size",
            {"padding": 0, "padding_w": 1},
            True,
        ),
        ({"input": "1 2 3", "kernel_size": 2}, "below 1", {"kernel_size": 1, "kernel_size_w": 2}, True),
    ],
    "dimensions": [
        row
        for view in ("2d", "3d")
        for row in prefixed(
            "dimensions_",
            ({"kernel": 3, "padding": 2}, "half of kernel_size", {"padding": 1}, True),
            ({"kernel": 0}, "kernel_size", {"kernel": 1}, True),
            ({"kernel": 5}, "below 1", {"kernel": 4}, True),
            ({"stride": 0}, "stride", {"stride": 1}, True),
            ({"dilation": 9}, "below 1", {"kernel": 1}, True),
            # Padding makes room in a plane; in 3-D an average wants its kernel within the data.
            *([({"operation": "avg", "kernel": 5, "padding": 1}, "kernel_size", {"kernel": 4}, True)] * (view == "3d")),
            dimensions_view=view,
        )
    ],
    "power_means": [
        ({"power_kernel": 0}, "kernel_size", {"power_kernel": 1}, True),
        ({"power_kernel": 9}, "below 1", {"power_kernel": 4}, True),
        ({"power_kernel": 3, "power_input": "1 2 3 4\n5 6 7 8"}, "below 1", {"power_kernel": 2}, True),
        ({"power_stride": 0}, "stride", {"power_stride": 1}, True),
        ({"p": "0"}, "root 1/p", {"p": "0.001"}, False),
        ({"family": "lp", "p": "0"}, "root 1/p", {"p": "1"}, True),
        ({"p": "two"}, "must be a number", {"p": "3"}, False),
        ({"p": "nan"}, "nan", {"p": "3.0"}, False),
        ({"eps": "x"}, "must be a number", {"eps": "1e-06"}, False),
        ({"eps": ""}, "must be a number", {"eps": "1e-06"}, False),
        ({"eps": "-1"}, "at least 0", {"eps": "1e-06"}, False),
        ({"eps": "nan"}, "at least 0", {"eps": "1e-06"}, False),
        ({"eps": "inf"}, "finite", {"eps": "1e-06"}, False),
    ],
    "frameworks": [
        ({"kernel_size": 0, "padding": 0}, "kernel_size", {"kernel_size": 1}, True),
        ({"padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"operation": "max", "stride": 0}, "stride", {"stride": 1}, True),
        ({"operation": "lp", "norm_type": "0"}, "root 1/p", {"norm_type": "1"}, True),
    ],
    "stochastic": [
        ({"stochastic_kernel": 0}, "kernel_size", {"stochastic_kernel": 1}, False),
        ({"stochastic_kernel": 9}, "below 1", {"stochastic_kernel": 4}, False),
        ({"stochastic_stride": 0}, "stride", {"stochastic_stride": 1}, False),
    ],
    "unpooling": prefixed(
        "unpool_",
        ({"kernel": 0}, "kernel_size", {"kernel": 1}, True),
        ({"kernel": 9}, "below 1", {"kernel": 4}, True),
        ({"stride": 0}, "stride", {"stride": 1}, True),
        ({"padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"rows": 7, "columns": 7}, "3 to 5 cells", {"rows": 4, "columns": 4}, True),
        ({"columns": 1, "rows": 4}, "3 to 5 cells", {"rows": 4, "columns": 4}, True),
        ({"rows": 3}, "2 of the legal sizes", {"rows": 4, "columns": 4}, True),
        ({"stride": 3}, "of the legal sizes", {"rows": 4, "columns": 4}, True),
        ({"rows": 0, "columns": 0}, "3 to 5 cells", {"rows": 4, "columns": 4}, True),
        ({"dilation": 0}, "dilation", {"dilation": 1}, True),
        ({"dims": "3d", "kernel": 5}, "below 1", {"kernel": 4, "kernel_d": 2}, True),
        ({"dims": "1d", "columns": 9}, "3 to 5 cells", {"columns": 4}, True),
        ({"stride": 1, "dilation": 2}, "none of the legal sizes", {"back_kernel": 3, "size_from": "input"}, True),
    ),
    "backward": prefixed(
        "backward_",
        ({"kernel": 0}, "kernel_size", {"kernel": 1}, True),
        ({"kernel": 9}, "below 1", {"kernel": 4}, True),
        ({"stride": 0}, "stride", {"stride": 1}, True),
        ({"padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"dilation": 0}, "dilation", {"dilation": 1}, True),
        ({"operation": "avg", "divisor_override": 0}, "zero", {"divisor_override": 1}, True),
        ({"dims": "3d", "kernel": 9}, "below 1", {"kernel": 4, "kernel_d": 2}, True),
        ({"operation": "lp", "p": "0"}, "root 1/p", {"p": "1"}, True),
        ({"operation": "lp", "p": "two"}, "must be a number", {"p": "2"}, False),
        ({"operation": "gem", "p": "0"}, "root 1/p", {"p": "0.001"}, False),
        ({"operation": "gem", "p": "two"}, "must be a number", {"p": "2"}, False),
        ({"operation": "gem", "eps": "-1"}, "at least 0", {"eps": "1e-06"}, False),
        ({"operation": "gem", "eps": "?"}, "must be a number", {"eps": "1e-06"}, False),
        ({"operation": "gem", "kernel": 9}, "below 1", {"kernel": 4}, False),
        ({"operation": "stochastic", "kernel": 0}, "kernel_size", {"kernel": 1}, False),
        ({"operation": "adaptive_avg", "output": 0}, "sends nothing back", {"output": 1}, True),
        ({"operation": "adaptive_max", "output": 0}, "sends nothing back", {"output": 1}, True),
        ({"operation": "adaptive_avg", "output": 0, "dims": "1d"}, "sends nothing back", {"output": 1}, True),
        ({"operation": "fractional_max", "kernel": 4}, "output_size + kernel_size", {"kernel": 3}, True),
        ({"operation": "fractional_max", "kernel": 0}, "without cells", {"kernel": 1}, False),
        ({"operation": "fractional_max", "output": 0}, "sends nothing back", {"output": 1}, False),
        ({"operation": "fractional_max", "sample": "1"}, "at least 0 and less than 1", {"sample": "0.5"}, False),
        ({"operation": "fractional_max", "sample": "nan"}, "at least 0 and less than 1", {"sample": "0.5"}, False),
        ({"operation": "fractional_max", "sample": "half"}, "must be a number", {"sample": "0.5"}, False),
        ({"operation": "max_unpool", "padding": 2}, "half of kernel_size", {"padding": 1}, True),
        ({"operation": "conv", "stride": 0}, "stride", {"stride": 1}, True),
        ({"operation": "conv", "weight": "1 1 1 1 1 1"}, "below 1", {"padding": 1}, True),
        ({"operation": "conv", "padding": 9}, "at most 8 cells a side are drawn", {"padding": 6}, False),
        (
            {"operation": "conv", "weight": "1 " * 9, "padding": 3},
            "at most 8 cells a side are drawn",
            {"weight": "1 1 1 1 1 1 1 1"},
            False,
        ),
        (
            {"operation": "conv", "padding": 8, "weight": "1"},
            "the result would be 20 × 20, and at most 16 cells a side are drawn",
            {"padding": 6},
            False,
        ),
        ({"operation": "interpolate", "output": 0}, "size", {"output": 1}, True),
        ({"operation": "interpolate", "resample": "area", "output": 0}, "sends nothing", {"output": 1}, True),
    ),
    "convolution": [
        *prefixed(
            "conv_average_",
            ({"padding": 2}, "half of kernel_size", {"padding": 1}, True),
            ({"kernel": 7}, "below 1", {"kernel": 4}, True),
            ({"kernel": 2, "input": "1 2 3"}, "below 1", {"kernel": 1}, True),
            ({"weight": "x"}, "must be a number", {"weight": "2"}, False),
        ),
        *prefixed(
            "conv_parameters_",
            ({"stride": 0}, "at least 1", {"stride": 1}, True),
            ({"padding": "SAME"}, "same", {"padding": "same"}, True),
            ({"padding": "-1"}, "at least 0", {"padding": "0"}, True),
            ({"padding": "99999999"}, "drawn", {"padding": "8"}, False),
            ({"groups": 0}, "at least 1", {"groups": 1}, True),
            ({"groups": 3}, "3 groups", {"groups": 1}, True),
            ({"dims": "2d", "groups": 2}, "2 groups", {"groups": 1}, True),
            ({"dilation": 6}, "below 1", {"padding": "1"}, True),
            ({"padding": "same", "stride": 2}, "needs stride 1", {"stride": 1}, True),
            conv_view="parameters",
        ),
        *prefixed(
            "conv_shift_",
            ({"kernel": 9}, "below 1", {"kernel": 8}, True),
            ({"stride": 0}, "at least 1", {"stride": 1}, True),
            conv_view="shift",
        ),
    ],
}
# What is refused there may be the way back of a pooling, or the convolution beside one: the pooling is drawn.
POOLING_STANDS = ("unpooling", "backward", "convolution")
each_refusal = pytest.mark.parametrize(
    "name, state, rule, fix, by_torch",
    [pytest.param(name, *row, id=f"{name}: {row[0]}") for name, rows in REFUSED.items() for row in rows],
)


@each_refusal
def test_a_refused_choice_shows_the_rule_and_its_button_mends_it(name, state, rule, fix, by_torch):
    lesson = LESSONS[name]
    app = by_link(lesson, **state)
    before, told = state_of(lesson, app), said(app)
    (refusal,) = refusals(app)
    assert rule in refusal and not problems(app)
    assert ("PyTorch 2.13.0 says" in told) is by_torch and "Poolscope does not" not in told
    if name not in POOLING_STANDS:
        assert not figures(app) and not any(numbers(stage["output"]).size for stage in stages(app))
    mended(app)
    after = state_of(lesson, app)
    assert not refusals(app) and not problems(app) and {key: after[key] for key in fix} == fix
    assert agreements(app) == badges(lesson, after) and result(app, len(stages(app)) - 1).size
    tensors = {key for key, field in lesson.fields.items() if field.longest > 100} - fix.keys()
    assert tensors and {key: after[key] for key in tensors} == {key: before[key] for key in tensors}
