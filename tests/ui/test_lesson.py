"""What every lesson says of a refusal: the rule, and a button for each choice that the error names."""

import pytest
from streamlit.testing.v1 import AppTest

from pooling_core import PoolingError
from ui.state.parameters import mends

SIX = [{"stride": n} for n in range(1, 7)]


def page(fixes, changes):
    """Imports stand inside: the page is run from its text."""
    import streamlit as st

    from pooling_core import PoolingError
    from ui import lesson

    for key in ("kernel", "stride"):
        st.session_state.setdefault(key, 9)
    lesson.refusal(PoolingError("at-least", "stride", 0, *fixes, bound=1), changes, None)


def shown(fixes, changes):
    app = AppTest.from_function(page, args=(fixes, changes)).run()
    assert not app.exception and len(app.error) == 1
    return app


def test_each_fix_has_a_button_that_makes_its_own_changes():
    fixes = [{"stride": 1}, {"kernel_size": 2, "stride": 3}]
    changes = [{"stride": 1}, {"kernel": 2, "stride": 3}]
    app = shown(fixes, changes)
    assert [(b.key, b.label) for b in app.button] == [
        ("fix", "Use stride = 1"),
        ("fix_1", "Use kernel_size = 2, stride = 3"),
    ]
    for number, change in enumerate(changes):
        pressed = shown(fixes, changes)
        pressed.button[number].click().run()
        assert {key: pressed.session_state[key] for key in ("kernel", "stride")} == {"kernel": 9, "stride": 9} | change


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
    app = shown(fixes, changes)
    assert [button.label for button in app.button] == labels
    said = app.error[0].value.replace("\\", "")
    assert [f"stride={n}" in said for n in (4, 5)] == [len(fixes) == 6, False]


def test_the_changes_of_an_error_are_found_fix_by_fix():
    error = PoolingError("at-least", "stride", 0, {"stride": 1}, {"kernel_size": 2}, bound=1)
    assert mends(error, lambda one: {"said": one.fix}) == [{"said": {"stride": 1}}, {"said": {"kernel_size": 2}}]
    assert mends(error.with_fixes(), lambda one: {"said": one.fix}) == [{"said": {}}]
