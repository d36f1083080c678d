"""What would mend a stack: a layer that does not fit, a text that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pooling_core import PoolingError
from pooling_core.stacks.changes import repaired
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.wires import wired
from ui.errors import PageError
from ui.lessons.shapes.fields import INPUT, STACK
from ui.lessons.shapes.lines import lines_of
from ui.lessons.shapes.work import Worked
from ui.text import stack_text
from ui.words import words

Button = dict[str, Any]
# What a repair names that is no setting of the layer itself.
BESIDE = {"put", "in"}
# What other libraries and papers call a layer.
OTHER_NAMES = {
    "pool": "max",
    "maxpool": "max",
    "max_pool": "max",
    "avgpool": "avg",
    "avg_pool": "avg",
    "mean": "avg",
    "dense": "linear",
    "fc": "linear",
    "batchnorm": "norm",
    "batch_norm": "norm",
    "bn": "norm",
    "deconv": "conv_transpose",
    "gap": "adaptive",
    "globalavgpool": "adaptive",
    "adaptiveavgpool": "adaptive",
    "adaptivemaxpool": "adaptive_max",
    "maxunpool": "unpool",
    "max_unpool": "unpool",
    "interpolate": "upsample",
    "zeropad": "pad",
    "concat": "cat",
    "concatenate": "cat",
    "sum": "add",
}


def unread(state: Mapping[str, Any], error: stack_text.StackTextError) -> list[Button]:
    """A button for the nearest text that can be read, where there is one."""
    label = words("common")["refusal"]["fix"]
    changes = {STACK: _renamed(state[STACK], error)} if error.key == "layer-unknown" else dict(_whole(error))
    changes = {key: text for key, text in changes.items() if text}
    shown = {INPUT: changes.get(INPUT), STACK: _changed_line(state[STACK], changes.get(STACK, ""))}
    return [{"label": label.format(fix=shown[key]), "changes": {key: text}} for key, text in changes.items()]


def _whole(error: stack_text.StackTextError) -> Mapping[str, str]:
    """The fixes that are a field's whole text."""
    fields = {"input": INPUT, "stack": STACK}
    return {fields[name]: str(text) for name, text in error.fix.items() if name in fields}


def _renamed(text: str, error: stack_text.StackTextError) -> str:
    """The text with the nearest kind of layer in the line that names none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")  # as the text is read
    at = int(str(error.values["line"])) - 1
    if at >= len(lines):
        return ""
    word, *rest = lines[at].split()
    plain = word.lower().rstrip("123d")
    near = [OTHER_NAMES.get(plain, ""), *get_close_matches(plain, [*stack_text.GRAMMAR, *stack_text.MODULES], 1)]
    found = next(filter(None, near), "")
    if not found:
        return ""
    rule = stack_text.GRAMMAR.get(found, stack_text.GRAMMAR["relu"])
    window = "" if rule.first or "k" not in rule.settings else "k"
    lines[at] = " ".join([found, *(f"{window}{part}" if part.isdecimal() else part for part in rest)])
    return "\n".join(lines)


def _changed_line(before: str, after: str) -> str:
    """The first line that is another."""
    old = before.splitlines()
    return next((line for at, line in enumerate(after.splitlines()) if at >= len(old) or line != old[at]), after)


def advice(worked: Worked) -> tuple[PoolingError, list[dict[str, str]]]:
    """The refusal in the words of the page, and what each of its fixes changes; nothing where no text can hold it."""
    assert worked.error is not None and worked.failing is not None
    error, line = worked.error, lines_of(worked)[worked.failing]
    written = [_written(worked, worked.failing, fix) for fix in error.fixes]
    said = [(fix, changes) for fix, changes in written if fix]
    why = error.values.get("why", error)  # which layer it is stands before it
    fixes = [fix for fix, _ in said]
    told = PageError("layer-misfit-here", error.parameter, line, *fixes, number=worked.failing, why=why)
    return told, [changes for _, changes in said]


def _written(worked: Worked, number: int, fix: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A fix as the page says it, and the texts that it changes; those are left out where one cannot hold it."""
    if "scale_factor" in fix:
        fix = _whole_scale(worked, number) or fix
    layers, shape = repaired(worked.layers, number, worked.input_shape, fix)
    changes = {}
    if shape != worked.input_shape:
        changes[INPUT] = stack_text.format_shape(shape[1:])
    if layers != worked.layers:
        changes[STACK] = stack_text.format_stack(layers, worked.rank)
    try:  # a number beyond what the texts take is told, without a button
        sizes = stack_text.parse_shape(changes.get(INPUT, stack_text.format_shape(worked.input_shape[1:])))
        text = changes.get(STACK, stack_text.format_stack(worked.layers, worked.rank))
        if _said(stack_text.parse_stack(text, len(sizes) - 1)) != _said(layers):
            changes = {}
    except stack_text.StackTextError:
        changes = {}
    return _told(worked, fix), changes


def _whole_scale(worked: Worked, number: int) -> dict[str, Any]:
    """Rather the nearest multiple than a size."""
    given = worked.layers[number - 1].arguments["scale_factor"]
    nearest = tuple(max(each, 1) for each in given) if isinstance(given, tuple) else max(given, 1)
    return {"scale_factor": nearest} if nearest != given and 0 not in worked.before(number) else {}


def _said(layers: Sequence[Layer]) -> list[tuple[Any, ...]]:
    """What layers are, however their settings are ordered."""
    return [(layer.name, layer.arguments, wires.all) for layer, wires in zip(layers, wired(layers), strict=True)]


def _told(worked: Worked, fix: Mapping[str, Any]) -> dict[str, Any]:
    """A fix in the words of the page: lines of the text, and the layers by their lines."""
    said, lines = dict(fix), lines_of(worked)
    if "input_shape" in said:
        said["input"] = stack_text.format_shape(said.pop("input_shape")[1:])
    if isinstance(said.get("insert"), Layer):
        said["insert"] = stack_text.format_layer(said["insert"], rank=worked.rank)
    if "on" in said:
        assert worked.failing is not None
        read = worked.layers[worked.failing - 1].takes[said.pop("on")]
        after = lines[read].split(" as ")[0] if read else words("shapes")["figure"]["input"]
        said["put"] = (
            said.pop("insert"),
            worked.layers[read - 1].label if read and worked.layers[read - 1].label else after,
        )
    if "at" in said:
        said["in"] = lines[said.pop("at")]
    return said
