"""What every lesson says of a refusal: the rule, and a button for each choice that the error names."""

import pytest

from pooling_core import PoolingError
from ui.page import parts
from ui.state.fields import Field
from ui.state.parameters import mends

SIX = [{"stride": n} for n in range(1, 7)]
FIELDS = {"kernel": Field(9), "stride": Field(9)}


def shown(fixes, changes):
    return parts.refusal(PoolingError("at-least", "stride", 0, *fixes, bound=1), changes, FIELDS)


def test_each_fix_has_a_button_that_makes_its_own_changes():
    fixes = [{"stride": 1}, {"kernel_size": 2, "stride": 3}]
    changes = [{"stride": 1}, {"kernel": 2, "stride": 3}]
    assert shown(fixes, changes)["fixes"] == [
        {"label": "Use stride = 1", "changes": {"stride": "1"}},
        {"label": "Use kernel_size = 2, stride = 3", "changes": {"kernel": "2", "stride": "3"}},
    ]


@pytest.mark.parametrize(
    ("fixes", "changes", "labels"),
    [
        ([], [], []),
        ([], [{}], []),
        ([], [{"stride": 1}], ["Use stride = 1"]),  # what mends it, though the error names no choice
        ([{"stride": 1}], [], []),
        ([{"ceil_mode": True}, {"stride": 2}], [{}, {"stride": 2}], ["Use stride = 2"]),  # no field holds the first
        ([{"stride": (1, 2)}, {"stride": (1, 3)}], [{"stride": 1}] * 2, ["Use stride = (1, 2)"]),  # one for the page
        (SIX, SIX, [f"Use stride = {n}" for n in (1, 2, 3, 4)]),
    ],
    ids=str,
)
def test_only_what_changes_the_page_has_a_button(fixes, changes, labels):
    part = shown(fixes, changes)
    assert part["tone"] == "refusal" and [fix["label"] for fix in part["fixes"]] == labels
    assert [f"stride={n}" in part["text"] for n in (4, 5)] == [len(fixes) == 6, False]


def test_the_changes_of_an_error_are_found_fix_by_fix():
    error = PoolingError("at-least", "stride", 0, {"stride": 1}, {"kernel_size": 2}, bound=1)
    assert mends(error, lambda one: {"said": one.fix}) == [{"said": {"stride": 1}}, {"said": {"kernel_size": 2}}]
    assert mends(error.with_fixes(), lambda one: {"said": one.fix}) == [{"said": {}}]
