"""The backward page beside autograd: the same operations written once more, without the app's own code."""

import numpy as np
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import agreements, extras, numbers, refusals, result, said, same, shown, state_of
from ui.lessons.backward import call
from ui.text import tensor_text, volume_text

LESSON = LESSONS["backward"]
WORDS = LESSON.words
OPERATIONS = LESSON.fields["backward_operation"].options


def grid(app, name):
    """A further grid of the stage, by its id."""
    (found,) = [extra for extra in shown(app)["extras"] if extra.get("id") == name]
    return found


def upstream_of(app):
    return numbers(grid(app, "upstream"))


def gradient_of(app):
    return numbers(grid(app, "gradient"))


def forward_of(app):
    """The result; of unpooling what it wrote back."""
    return extras(app).get(WORDS["unpooled"], result(app))


def in_torch(state, upstream, winners):
    """The result and its gradients through autograd, written without the app's own code: input first, then others."""

    def said(name):
        return state[f"backward_{name}"]

    dims = said("dims") if "dims" in call.TAKES[said("operation")] else "2d"
    rank = 2 if dims == "3d" and said("operation") not in call.DEEP else int(dims[0])
    text = said("volume" if rank == 3 else "input")
    plane = torch.from_numpy(volume_text.parse(text) if rank == 3 else tensor_text.parse(text).array)
    x = (plane if rank == 1 else plane[None]).clone().requires_grad_()
    down = torch.from_numpy(upstream) if rank == 1 else torch.from_numpy(upstream)[None]

    def sides(name):
        if rank == 1 or not said("per_axis") or "per_axis" not in call.TAKES[said("operation")]:
            return said(name)
        ends = ("_d", "", "_w")[3 - rank :]
        found = tuple(said(f"{name}{end}") for end in ends)
        if name == "stride":
            found = tuple(said(f"kernel{end}") if one is None else one for one, end in zip(found, ends, strict=True))
        return found

    windows, padding, ceil_mode = (sides("kernel"), sides("stride")), sides("padding"), said("ceil_mode")
    counted = {"ceil_mode": ceil_mode, "count_include_pad": said("count_include_pad")}
    divided = {"divisor_override": said("divisor_override")} if rank > 1 else {}
    average, maximum = getattr(tF, f"avg_pool{rank}d"), getattr(tF, f"max_pool{rank}d")
    wanted = [x]
    match said("operation"):
        case "max":
            y = maximum(x, *windows, padding, sides("dilation"), ceil_mode)
        case "avg":
            y = average(x, *windows, padding, **counted, **divided)
        case "lp":
            y = getattr(tF, f"lp_pool{rank}d")(x, float(said("p")), *windows, ceil_mode)
        case "gem":
            wanted.append(torch.tensor(float(said("p")), dtype=torch.float64, requires_grad=True))
            powers = x.double().clamp(min=float(said("eps"))).pow(wanted[1])
            y = average(powers, *windows, padding, **counted).pow(1 / wanted[1]).float()
        case "stochastic" if said("mode") == "training":
            flat = [[row * plane.shape[1] + column for row, column in line] for line in winners]
            y = x.flatten()[torch.tensor(flat)].reshape(down.shape)
        case "stochastic":
            total, squares = (average(v, *windows, ceil_mode=ceil_mode) for v in (x.double(), x.double().square()))
            y = torch.where(total > 0, squares / total.where(total > 0, 1), 0).float()
        case "adaptive_avg" | "adaptive_max" as name:
            y = getattr(tF, f"{name}_pool{rank}d")(x, sides("output"))
        case "fractional_max":
            samples = torch.full((1, 1, 2), float(said("sample")))
            y = tF.fractional_max_pool2d(x, sides("kernel"), output_size=sides("output"), _random_samples=samples)
        case "max_unpool":
            there = (sides("dilation"), ceil_mode)
            pooled, indices = maximum(x, *windows, padding, *there, return_indices=True)
            wanted = [pooled.detach().requires_grad_()]
            y = torch.zeros(plane.shape).reshape(pooled.shape[0], -1)
            y = y.scatter(1, indices.flatten(1), wanted[0].flatten(1))  # all of one index are equal
            y = y.reshape(plane.shape if rank == 1 else (1, *plane.shape))
            # Of several that name one cell scatter's way back is the same as the unpooling's: each takes it.
        case "conv":
            kernel = torch.from_numpy(tensor_text.parse(said("weight")).array)[None, None].requires_grad_()
            wanted += [kernel, torch.zeros(1, requires_grad=True)]
            y = tF.conv2d(*wanted, stride=said("stride") or 1, padding=padding, dilation=said("dilation"))
        case "interpolate":
            y = tF.interpolate(x[None], size=sides("output"), mode=said("resample"))[0]
    return y.detach(), torch.autograd.grad(y, wanted, down.reshape(y.shape))


def compare(app, badges=2):
    """The result and the gradients against PyTorch."""
    state = state_of(LESSON, app)
    winners = shown(app)["winners"]
    y, (gradient, *learned) = in_torch(state, upstream_of(app), winners)
    same(forward_of(app), y)
    same(gradient_of(app), gradient)
    assert agreements(app) == badges and not refusals(app)
    told = said(app)
    if state["backward_operation"] == "max_unpool":
        named = {str(start) for line in shown(app)["flow"]["sends"] for cell in line for start, *_ in cell}
        lost = upstream_of(app).size - len(named)
        assert WORDS["nowhere"].format(nowhere=lost, total=upstream_of(app).size) in told
    else:
        zero = int((gradient_of(app) == 0).sum())
        assert WORDS["lost"].format(zero=zero, total=gradient_of(app).size) in told
    if state["backward_operation"] == "gem":
        same(np.float32(told.split("Gradient of p: ")[1].split(". ")[0]), learned[0])
    if state["backward_operation"] == "conv":
        same(numbers(grid(app, "weight_gradient")), learned[0])
        same(np.float32(told.split("Gradient of the bias: ")[1].split(", ")[0]), learned[1])


def fed(app):
    """For each output how many cells it flows to, as the stage lights them."""
    return np.array([[len(cells) for cells in line] for line in grid(app, "gradient")["cells"]])


def run(program):
    """What a program prints: its gradients."""
    space: dict = {}
    body, _, printed = program.rpartition("print(")
    exec(body, space)
    return eval(f"[{printed.removesuffix(')')}]", space)
