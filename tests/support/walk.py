"""The steps of the walk, and more ways to do their tasks, and not to do them, than the one that is stored with each."""

from typing import Any

from ui.page import pictures
from ui.state import codec
from ui.walk import said, steps
from ui.words.listed import entries

STEPS = steps()
# Changes of a step's state that do what is asked.
WAYS: dict[str, list[dict[str, Any]]] = {
    "window": [
        {"input": "20 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"},
        {"input": "3 1 20 1\n1 5 9 2\n6 5 3 5\n8 9 7 9", "kernel_size": 3},
    ],
    "step": [{"stride": 2, "kernel_size": 3}, {"kernel_size": 4, "padding": 1}, {"stride": 1, "dilation": 2}],
    "border": [{"kernel_size": 5, "padding": 2, "operation": "avg"}, {"kernel_size": 7, "padding": 3}],
    "tail": [
        {"padding": 1},
        {"stride": 1},
        {"kernel_size": 5},
        {"kernel_size": 3, "stride": 2},
        {"dilation": 2, "stride": 1},
    ],
    "average": [{"padding": 0, "input": "\n".join(["1 1 1 1 1"] * 5)}],
    "bins": [{"output_size": 1}, {"output_size": 2}, {"output_size": 6}],
    "gradient": [
        {"backward_input": "6 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"},
        {"backward_kernel": 1},
        {"backward_operation": "lp"},
    ],
    "network": [
        {"shapes_input": "1 x 16 x 16"},
        {"shapes_stack": "conv 8 k3 p1\nmax k2\nconv 16 k3 p1\nmax k4"},
        {"shapes_stack": "conv 8 k3 p1\nmax k2\nconv 16 k3 p1\nmax k2\nadaptive 4"},
    ],
}
# Changes that do not.
BESIDE: dict[str, list[dict[str, Any]]] = {
    "window": [{"input": "3 1 20 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"}, {"kernel_size": 3}],
    "step": [{"stride": 2}, {"kernel_size": 6}],
    "border": [{"kernel_size": 5}, {"kernel_size": 5, "padding": 1}, {"kernel_size": 1, "padding": 0}, {"padding": 2}],
    "tail": [{"kernel_size": 3}, {"kernel_size": 4}, {"kernel_size": 9}],
    "average": [
        {"padding": 0, "kernel_size": 2, "input": "1 1 1\n1 1 1\n1 1 5"},
        {"operation": "lp"},
        {"operation": "max"},
        {"padding": 0},
        {"kernel_size": 1, "padding": 0},
    ],
    "bins": [{"output_size": 5}, {"output_size": 7}, {"output_size": 12}],
    "gradient": [{"backward_input": "3 1 4 1\n1 2 9 2\n6 5 3 5\n8 9 7 9".replace("3 1 4", "3 9 4")}],
    "network": [
        {"shapes_stack": "conv 8 k3 p1\nmax k2\nconv 16 k3 p1\nmax k2\nmax k4"},
        {"shapes_stack": "conv 8 k3 p1\nmax k2\nconv 16 k3 p1\nmax k2\nmax k2\nlinear 4 in3"},
    ],
}


def link(step: dict[str, Any], changes: dict[str, Any] | None = None) -> str:
    """A step's state as a query, with changes."""
    state = {**entries("twenty_minutes")[step["id"]]["state"], **(changes or {})}
    return codec.query_of(said(step, state).items())


def picture(step: dict[str, Any], changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the stage is sent of it."""
    return pictures.answer(step["lesson"], link(step, changes))
