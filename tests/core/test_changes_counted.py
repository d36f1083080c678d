"""What changed between two traces, counted again in plain loops over windows that are walked, not computed."""

from collections import Counter
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from pooling_core.explain.changes import ORDER
from pooling_core.explain.trace import trace
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.touches import told, touches
from tests.core.traced_calls import cells_of, quick, windows


def read_cells(spec, plane):
    """Every cell that a window holds, found by walking all windows."""
    return {tap.position for _, taps in cells_of(spec, plane) for tap in taps if tap.kind == oracle.REAL}


def total(found, *keys):
    return sum(values["count"] for key, values in found if key in keys)


@quick
@given(touches())
def test_cells_that_are_read_or_no_longer_read_are_counted(touch):
    plane, *specs = touch
    found = told(*((spec.name, dict(spec.arguments), plane) for spec in specs))
    before, after = (read_cells(spec, plane) for spec in specs)
    assert total(found, "tail_unread", "gap_unread", "hole_unread") == len(before - after)
    assert total(found, "tail_read", "gap_read", "hole_read") == len(after - before)


@quick
@given(touches())
def test_windows_that_see_padding_or_overhang_are_counted(touch):
    plane, *specs = touch
    found = dict(told(*((spec.name, dict(spec.arguments), plane) for spec in specs)))
    for what, kind in (("padding", oracle.PADDING), ("overhang", oracle.BEYOND)):
        before, after = (
            sum(any(tap.kind == kind for tap in taps) for _, taps in cells_of(spec, plane)) for spec in specs
        )
        said = found.get(f"{what}_seen", found.get(f"{what}_unseen"))
        assert (said is None) == (before == after)
        assert said is None or (said["before"], said["count"]) == (before, after)


def pair(first, second):
    """What is to be said of two neighbouring windows, and of how many cells."""
    shared, between = set(first) & set(second), set(range(first[-1] + 1, second[0]))
    if shared:
        return "windows_share", len(shared)
    if between:
        return "windows_gap", len(between)
    return "windows_interleave" if second[0] < first[-1] else "windows_touch", 0


@quick
@given(touches())
def test_neighbours_share_touch_or_leave_out_what_walking_finds(touch):
    plane, *specs = touch
    found = told(*((spec.name, dict(spec.arguments), plane) for spec in specs))
    before, after = (windows(spec, plane) for spec in specs)
    for axis in range(-2, 0):
        old, new = ([pair(*two) for two in pairwise(each[axis])] for each in (before, after))
        of_axis = [each for each in found if each[0].startswith("windows_") and axis in each[1]["axes"]]
        said = [(key, values.get("count", 0)) for key, values in of_axis if key != "windows_moved"]
        if not new or set(new) == set(old or [("windows_touch", 0)]):
            # Windows that stand unevenly may do so in other numbers.
            assert not said or len(set(new)) > 1
        elif len(set(new)) == 1:
            assert said == new[:1]
        else:
            assert len(said) == 1


@quick
@given(touches())
def test_values_and_sizes_are_compared_one_by_one(touch):
    plane, *specs = touch
    found = dict(told(*((spec.name, dict(spec.arguments), plane) for spec in specs)))
    old, new = (trace(spec, plane).output for spec in specs)
    sized = {"output_grows", "output_shrinks", "output_reshaped"} & found.keys()
    assert bool(sized) == (old.shape != new.shape)
    if old.shape != new.shape:
        return
    moved = [at for at in product(*map(range, old.shape)) if repr(old[at]) != repr(new[at])]
    said = found.get("values_all") or found.get("values_some") or ({"count": 1} if "value_one" in found else None)
    assert (said["count"] if said else 0) == len(moved)
    if "value_one" in found:
        assert [found["value_one"]["output"]] == moved
    if specs[0] == specs[1]:
        assert not found


@quick
@given(touches())
def test_there_and_back_say_the_same_of_the_cells_and_the_order_is_kept(touch):
    plane, *specs = touch
    calls = [(spec.name, dict(spec.arguments), plane) for spec in specs]
    there, back = told(*calls), told(*reversed(calls))
    for kind in ("tail", "gap", "hole"):
        assert total(there, f"{kind}_unread") == total(back, f"{kind}_read")
    assert bool(there) == bool(back) == (there != [])
    assert ("output_grows" in dict(there)) == ("output_shrinks" in dict(back))
    # What was touched stands on the first lines of the order, and something is said of what came of it.
    places = [next(at for at, keys in enumerate(ORDER) if key in keys) for key, _ in there]
    assert places == sorted(places)
    assert not there or places[0] < 3 <= places[-1]


@quick
@given(touches().filter(lambda touch: touch[1].operation.reading == "mean"), st.booleans())
def test_divisors_are_those_of_the_cells_that_count(touch, padding_counts):
    plane, spec, _ = touch
    others = [spec.with_arguments(count_include_pad=each) for each in (padding_counts, not padding_counts)]
    found = told(*((each.name, dict(each.arguments), plane) for each in others))
    expected = Counter()
    for _, taps in cells_of(spec, plane):
        kinds = [tap.kind for tap in taps]
        real = kinds.count(oracle.REAL)
        inside = real + kinds.count(oracle.PADDING)
        if real != inside:
            expected[(inside, real) if padding_counts else (real, inside)] += 1
    said = Counter()
    for key, values in found:
        if key.startswith("divisor"):
            everywhere = sum(expected.values()) if key == "divisors_all" else 1
            said[values["before"], values["after"]] += values.get("count", everywhere)
    assert said == expected
