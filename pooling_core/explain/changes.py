"""What a touch changed: two traces, before and after, as one list of differences. Numbers only, no words."""

from __future__ import annotations

from pooling_core.explain.change import Change as Change
from pooling_core.explain.changes_asked import asked
from pooling_core.explain.changes_result import resulted
from pooling_core.explain.changes_windows import looked
from pooling_core.explain.trace import Trace

# The most telling first; what stands on one line is equally telling and keeps its order.
ORDER = (
    # What was touched.
    ("operation",),
    ("parameter", "parameter_along", "stride_given", "stride_emptied", "padded"),
    ("dtype", "input_size", "input_cell", "input_cells", "drawn"),
    # Why the result is what it was.
    ("edited_unread", "edited_not_maximum", "edited_tied", "cut_toward_zero", "stride_stood"),
    ("ceil_dropped", "ceil_fits", "no_padding", "same_windows"),
    # Where the windows look now.
    ("hole_unread", "hole_read"),
    ("windows_gap", "windows_gap_uneven", "windows_some_gap"),
    ("windows_share", "windows_share_uneven", "windows_some_share"),
    ("windows_touch", "windows_interleave"),
    ("output_grows", "output_shrinks", "output_reshaped"),
    ("bins_even", "bins_uneven"),
    ("gap_unread", "tail_unread", "tail_read", "gap_read"),
    ("stride_follows", "windows_moved"),
    ("overhang_seen", "overhang_unseen", "padding_seen", "padding_unseen"),
    # What they make of it.
    ("divisors_all", "divisors_corners", "divisors_ends", "divisors_edges", "divisor_one", "divisors_some"),
    ("divisors_even", "divisors_uneven"),
    ("winner_moved", "winner_moved_alone", "winners_moved", "value_one", "values_all", "values_some"),
    ("values_same",),
)
_PLACE = {key: place for place, keys in enumerate(ORDER) for key in keys}


def changes(before: Trace, after: Trace) -> tuple[Change, ...]:
    """What is no longer as it was: what was touched, then what came of it, the most telling first.

    Args:
        before, after: of any calls on inputs of any sizes; what cannot be compared is not mentioned.

    Returns:
        nothing where the two are the same.

    Example:
        >>> x = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
        >>> before = trace(PoolSpec.of("max_pool1d", kernel_size=2), x)
        >>> after = trace(PoolSpec.of("max_pool1d", kernel_size=2, stride=1), x)
        >>> for change in changes(before, after):
        ...     print(change.key, change.values)
        parameter {'name': 'stride', 'before': 2, 'after': 1}
        windows_share {'axes': (-1,), 'count': 1}
        output_grows {'old_size': (1, 3), 'new_size': (1, 5)}
    """
    touched = asked(before, after)
    found = [*looked(before, after), *resulted(before, after, touched)]
    if not touched:
        if [each.key for each in found] == ["values_same"]:
            return ()
        touched = [Change("drawn", {})]
    return tuple(sorted([*touched, *found], key=lambda change: _PLACE[change.key]))
