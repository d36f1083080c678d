"""Every state is a link; a link that is broken, hostile or oversized gives a message and a working page."""

import pytest

from tests.support.lessons import LESSONS
from tests.support.screens import address, by_address, by_link, open_page, problems, refusals, said, shown, state_of

BROKEN = {
    "sliding_windows": [
        ({"kernel_size": "abc"}, "not a small whole number"),
        ({"kernel_size": "2.5"}, "not a small whole number"),
        ({"kernel_size": ""}, "not a small whole number"),
        ({"kernel_size": "-1"}, "kernel_size=-1 is outside 0 to 32"),
        ({"kernel_size": "--1"}, "not a small whole number"),
        ({"kernel_size": "1e9"}, "not a small whole number"),
        ({"kernel_size": "33"}, "outside 0 to 32"),
        ({"kernel_size": "9" * 23}, "not a small whole number"),
        ({"kernel_size": "²"}, "not a small whole number"),
        ({"kernel_size": "2\x00"}, "not a small whole number"),
        ({"operation": "<script>alert(1)</script>"}, "none of max, avg, lp"),
        ({"operation": "MAX"}, "none of max, avg, lp"),
        ({"dims": "3d"}, "none of 2d, 1d"),
        ({"ceil_mode": "maybe"}, "neither true nor false"),
        ({"norm_type": "1" * 13}, "at most 12"),
        ({"input": "1 " * 9_000}, "18000 characters, at most 16000"),
        ({"pad_left": "9"}, "outside 0 to 8"),
        ({"channel": "8"}, "outside 0 to 7"),
        ({"input": "x" * 16_000 + "]"}, "16001 characters, at most 16000"),
    ],
    "adaptive_bins": [({"ghosts": "all"}, "none of none, round_kernel")],
    "fractional": [({"fractional_sample": u}, "none of 0") for u in ("1.00", "0.123", "nan", "<b>")],
    "dimensions": [
        ({"dimensions_view": "4d"}, "none of 1d, 2d, 3d"),
        ({"dimensions_kernel": "x"}, "not a small whole number"),
    ],
    "power_means": [
        ({"p": "1" * 13}, "at most 12"),
        ({"beta": "7"}, "none of"),
        ({"family": "mean"}, "none of gem, lp"),
        ({"eps": "0" * 13}, "at most 12"),
        ({"window_row": "16"}, "outside 0 to 15"),
        ({"power_kernel": "1.5"}, "not a small whole number"),
    ],
    "frameworks": [
        ({"left": "tensorflow"}, "none of pytorch"),
        ({"right": "ONNX"}, "none of pytorch"),
        ({"operation": "mean"}, "none of avg, max, lp"),
        ({"counted": "yes"}, "none of default, true, false"),
        ({"padding": "33"}, "outside 0 to 32"),
    ],
    "stochastic": [
        ({"seed": "-1"}, "outside 0 to 9999"),
        ({"seed": "10000"}, "outside"),
        ({"seed": ""}, "not a small whole number"),
        ({"mode": "eval"}, "none of training, inference"),
        ({"drawn_row": "x"}, "not a small whole number"),
    ],
    "unpooling": [
        ({"unpool_rows": "x"}, "not a small whole number"),
        ({"unpool_rows": "33"}, "outside 0 to 32"),
        ({"unpool_kernel": ""}, "not a small whole number"),
        ({"nearest": "yes"}, "neither true nor false"),
        ({"unpool_dims": "4d"}, "none of 2d, 1d, 3d"),
        ({"unpool_size_from": "y"}, "none of hand, input"),
        ({"unpool_volume": "1 " * 3_000}, "at most 4000"),
    ],
    "backward": [
        ({"backward_operation": "sum"}, "none of max"),
        ({"backward_dims": "4d"}, "none of 2d, 1d, 3d"),
        ({"backward_loss": "max"}, "none of hand, sum, mean, one"),
        ({"backward_one_row": "64"}, "outside 0 to 63"),
        ({"backward_divisor_override": "100"}, "outside -99 to 99"),
        ({"backward_output": "17"}, "outside 0 to 16"),
        ({"backward_p": "1" * 13}, "at most 12"),
        ({"backward_seed": "10000"}, "outside 0 to 9999"),
        ({"backward_mode": "eval"}, "none of training, inference"),
        ({"backward_resample": "bicubic"}, "none of nearest"),
        ({"backward_weight": "1 " * 5_000}, "at most 8000"),
        ({"upstream": "1 " * 5_000}, "at most 8000"),
    ],
    "convolution": [
        ({"conv_view": "max"}, "none of average, parameters, shift"),
        ({"conv_shift_by": "5"}, "none of 0, 1"),
        ({"conv_parameters_padding": "9" * 9}, "at most 8"),
    ],
    "shapes": [
        ({"shapes_layer": "0"}, "outside 1 to 160"),
        ({"shapes_layer": "x"}, "not a small whole number"),
        ({"shapes_axis": "4"}, "none of height, width, depth"),
        ({"shapes_stack": "x" * 6_001}, "6001 characters"),
        ({"shapes_input": "1" * 61}, "61 characters"),
        ({"shapes_size": "33"}, "outside 1 to 32"),
    ],
    "true_or_false": [
        ({"claim": "nope"}, "none of first, largest-kept"),
        ({"claim": ""}, "none of"),
        ({"claim": "<script>"}, "none of"),
        ({"guess": "maybe"}, "none of undecided, true, false"),
        ({"told": "perhaps"}, "neither true nor false"),
        ({"score": "39"}, "neither true nor false"),
    ],
}


@pytest.mark.parametrize(
    "name, broken, why",
    [
        pytest.param(name, *row, id=f"{name}: {ascii(next(iter(row[0].items())))[:60]}")
        for name, rows in BROKEN.items()
        for row in rows
    ],
)
def test_a_part_of_a_link_that_no_field_can_hold_is_named_and_dropped(name, broken, why):
    app, lesson = open_page(name, **broken), LESSONS[name]
    problem = problems(app)
    assert why in problem and len(problem) < 400 and problem.count("Part of this link") == 1 and not refusals(app)
    assert address(app) == {}
    assert state_of(lesson, app) == {key: field.default for key, field in lesson.fields.items()}
    assert not problems(by_link(lesson, **state_of(lesson, app)))


def test_every_lesson_is_asked():
    assert BROKEN.keys() == LESSONS.keys() and all(BROKEN.values())


# Of a campaign, a mail, a course's platform, another lesson, nobody.
FOREIGN = {
    "utm_source": "mail",
    "fbclid": "x" * 200,
    "lti_message": "<b>",
    "lang": "zh",
    "a" * 5_000: "b" * 5_000,
    "": "1",
}


@pytest.mark.parametrize("name", LESSONS)
def test_a_name_that_no_field_has_is_left_alone_without_a_word(name):
    lesson = LESSONS[name]
    of_another = {"bins_input": "1 2"} if name != "adaptive_bins" else {"kernel_size": "x"}
    app, plain = open_page(name, **FOREIGN, **of_another), open_page(name)
    assert not problems(app) and not refusals(app) and said(app) == said(plain)
    assert state_of(lesson, app) == state_of(lesson, plain)


def test_several_faults_are_told_together_and_the_rest_stays():
    app = open_page("sliding_windows", padding="x", dims="9d", nonsense="1", stride="1", ceil_mode="true")
    problem = problems(app)
    assert all(part in problem for part in ("padding='x'", "dims='9d'")) and "nonsense" not in problem
    assert problem.endswith("The rest is as the link says.")
    assert address(app) == {"stride": "1", "ceil_mode": "true"}


def test_of_a_repeated_name_the_last_counts():
    app = by_address("sliding_windows?kernel_size=x&stride=4&kernel_size=3&stride=1")
    assert address(app) == {"kernel_size": "3", "stride": "1"} and not problems(app)
    app = by_address("sliding_windows?kernel_size=3&kernel_size=x")
    assert address(app) == {} and "kernel_size='x'" in problems(app)


@pytest.mark.parametrize(
    "link, output",
    [
        ({"stride": ""}, [["4"]]),
        ({"kernel_size": "02"}, [["4"]]),
        ({"ceil_mode": "TRUE"}, [["4"]]),
        ({"operation": "lp", "norm_type": "inf"}, [["4"]]),
        ({"operation": "lp", "norm_type": " ∞"}, [["4"]]),
        ({"operation": "lp", "norm_type": "−inf"}, [["1"]]),
        ({"operation": "avg", "divisor_override": "-2"}, [["-5"]]),
        ({"operation": "avg", "dilation": "7", "padding": "1"}, [["0.25", "0.5"], ["0.75", "1"]]),
    ],
)
def test_a_link_may_say_the_same_in_another_way_or_what_the_operation_does_not_take(link, output):
    app = open_page("sliding_windows", input="1 2\n3 4", **link)
    assert shown(app)["output"]["exact"] == output
    assert not problems(app) and not refusals(app)


@pytest.mark.parametrize("power", ["nan", "1e300", "-1e300", "1e-320", "1e19", "9" * 12, "-3", "0.5"])
def test_any_power_a_link_can_say_gives_a_page(power):
    app = open_page("sliding_windows", operation="lp", norm_type=power)
    assert bool(shown(app)["output"]["exact"]) is not bool(refusals(app))
