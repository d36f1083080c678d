"""Random models of torch: built, run layer by layer, and written as people write them."""

import warnings

import torch
from torch import nn

SAME = ["ReLU()", "GELU()", "SiLU()", "Tanh()", "Dropout(0.5)", "Identity()", "LeakyReLU(0.1)", "Hardswish()"]
CLASSES = """class Cat(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class Add(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return self.branches[0](x) + self.branches[1](x)


"""


class Cat(nn.Module):
    """Branches side by side."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)


class Add(nn.Module):
    """Branches added up."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)


JOINS = {"Cat": lambda tensors: torch.cat(tensors, 1), "Add": lambda tensors: tensors[0] + tensors[1]}


class Model:
    """What was drawn: a list of calls as text, or ``(join, branches)``; and what torch makes of it.

    ``rows`` has the shape and the parameters of each layer that runs; ``refused`` says whether the next does not.
    """

    def __init__(self, rng, printable):
        self.rng, self.printable = rng, printable
        self.rank = rng.choice((1, 2, 2, 2, 3))
        self.channels = rng.choice((1, 2, 3, 4, 6, 8))
        sizes = {1: (4, 24), 2: (3, 14), 3: (2, 7)}[self.rank]
        self.shape = (1, self.channels, *(rng.randint(*sizes) for _ in range(self.rank)))
        self.rows, self.refused = [], False
        self.parts, _ = self.sequence(torch.empty(self.shape, device="meta"), rng.randint(1, 8), 0)

    def sequence(self, x, count, depth):
        parts = []
        for _ in range(count):
            if self.refused:
                break
            if depth < 2 and self.rng.random() < 0.14:
                part, x = self.join(x, depth)
            else:
                part = self.layer(x)
                x = self.run(part, x)
            parts.append(part)
        return parts, x

    def join(self, x, depth):
        name = self.rng.choice(("Cat", "Add"))
        branches, tensors = [], []
        for _ in range(2 if name == "Add" else self.rng.randint(2, 3)):
            parts, after = self.sequence(x, self.rng.randint(1, 2), depth + 1)
            branches.append(parts)
            tensors.append(after)
            if self.refused:
                break
        while len(branches) < 2:
            branches.append(["Identity()"])
        if not self.refused:
            try:
                x = JOINS[name](tensors)
                self.rows.append((tuple(x.shape), 0))
            except (RuntimeError, IndexError):
                self.refused = True
        return (name, branches), x

    def run(self, call, x):
        with warnings.catch_warnings():
            # Of what makes a call slow torch tells too.
            warnings.simplefilter("ignore")
            return self.ran(call, x)

    def ran(self, call, x):
        try:
            with torch.device("meta"):
                module = made(call).eval()
            after = module(x)
            # Some checks belong to the computation.
            real = made(call).eval().double()
            real(torch.zeros(x.shape, dtype=torch.float64))
        except (RuntimeError, ValueError, IndexError, TypeError, AssertionError):
            self.refused = True
            return x
        self.rows.append((tuple(after.shape), sum(each.numel() for each in module.parameters())))
        return after

    # ---- one layer ----

    def per_axis(self, low, high):
        rng = self.rng
        one = rng.randint(low, high)
        return one if rng.random() < 0.6 else tuple(rng.randint(low, high) for _ in range(self.rank))

    def told(self, **settings):
        """Some of the settings, in their order: the first by place, the others by name."""
        rng = self.rng
        return ", ".join(f"{name}={value!r}" for name, value in settings.items() if rng.random() < 0.6)

    def layer(self, x):
        rng, rank = self.rng, self.rank
        channels = x.shape[1]
        if x.dim() == 2:
            options = [self.linear, self.same, self.norm]
        elif x.dim() != rank + 2:  # torch would take the batch for channels
            options = [self.linear, self.same]
        else:
            options = [
                *(self.pool, self.pool, self.conv, self.conv, self.transposed, self.adaptive, self.same, self.norm),
                *(self.pad, self.flatten, self.upsample, self.prelu, self.linear),
                *([self.shuffle] if rank == 2 else []),
            ]
        wrong = rng.random() < 0.06
        return rng.choice(options)(x, channels + wrong, f"{rank}d")

    def linear(self, x, channels, dims):
        wanted = x.shape[-1] + (self.rng.random() < 0.1)
        bias = self.rng.choice(("", ", bias=False", ", False"))
        return f"Linear({wanted}, {self.rng.randint(1, 12)}{bias})"

    def same(self, x, channels, dims):
        return self.rng.choice(SAME)

    def norm(self, x, channels, dims):
        rng = self.rng
        if x.dim() == 2:
            return rng.choice((f"BatchNorm1d({channels})", f"LayerNorm({x.shape[1]})"))
        last = tuple(x.shape[-rng.randint(1, x.dim() - 1) :])
        groups = rng.choice((1, 2, 3))
        return rng.choice(
            (
                f"BatchNorm{dims}({channels})",
                f"InstanceNorm{dims}({x.shape[1]})",
                f"GroupNorm({groups}, {x.shape[1]})",
                f"LayerNorm({last})",
            )
        )

    def prelu(self, x, channels, dims):
        return self.rng.choice(("PReLU()", f"PReLU({channels})"))

    def pool(self, x, channels, dims):
        rng = self.rng
        kernel, stride = self.per_axis(1, 4), self.per_axis(1, 3)
        kind = rng.choice(("Max", "Max", "Avg", "LP"))
        if kind == "LP":
            kernel, stride = (rng.randint(1, 4), rng.randint(1, 3)) if self.rank == 1 else (kernel, stride)
            return f"LPPool{dims}(2, {kernel!r}, {self.told(stride=stride, ceil_mode=rng.random() < 0.5)})"
        settings = {"stride": stride, "padding": self.per_axis(0, 2)}
        if kind == "Max":
            settings |= {"dilation": self.per_axis(1, 2), "ceil_mode": rng.random() < 0.4}
        elif not self.printable:
            settings |= {"ceil_mode": rng.random() < 0.4, "count_include_pad": rng.random() < 0.5}
        if kind == "Max" and rng.random() < 0.2:
            return f"MaxPool{dims}({kernel!r}, {', '.join(repr(value) for value in list(settings.values())[:3])})"
        return f"{kind}Pool{dims}({kernel!r}, {self.told(**settings)})"

    def adaptive(self, x, channels, dims):
        rng = self.rng
        if not self.printable and self.rank > 1 and rng.random() < 0.2:
            size = self.per_axis(1, 4)
            return f"FractionalMaxPool{dims}({rng.randint(1, 3)}, output_size={size!r})"
        size = self.per_axis(1, 6)
        if self.rank > 1 and rng.random() < 0.3:
            size = tuple(rng.choice((None, 1, 3)) for _ in range(self.rank))
        return f"Adaptive{rng.choice(('Avg', 'Max'))}Pool{dims}({size!r})"

    def conv(self, x, channels, dims):
        rng = self.rng
        groups = rng.choice((1, 1, 1, 2, 3, x.shape[1]))
        settings = {
            "stride": self.per_axis(1, 2),
            "padding": rng.choice((self.per_axis(0, 2), "same", "valid")),
            "dilation": self.per_axis(1, 2),
            "groups": groups,
            "bias": rng.random() < 0.5,
        }
        made_channels = rng.choice((1, 2, 4, 6, groups * 2))
        return f"Conv{dims}({channels}, {made_channels}, {self.per_axis(1, 4)!r}, {self.told(**settings)})"

    def transposed(self, x, channels, dims):
        rng = self.rng
        settings = {
            "stride": self.per_axis(1, 3),
            "padding": self.per_axis(0, 1),
            "output_padding": self.per_axis(0, 1),
            "bias": rng.random() < 0.5,
            "dilation": self.per_axis(1, 2),
        }
        return f"ConvTranspose{dims}({channels}, {rng.randint(1, 6)}, {self.per_axis(1, 3)!r}, {self.told(**settings)})"

    def pad(self, x, channels, dims):
        rng = self.rng
        sides = rng.choice((rng.randint(0, 3), tuple(rng.randint(0, 3) for _ in range(2 * self.rank))))
        kind = rng.choice(("Constant", "Zero", "Reflection", "Replication", "Circular"))
        return f"{kind}Pad{dims}({sides!r}{', 0.5' if kind == 'Constant' else ''})"

    def flatten(self, x, channels, dims):
        rng = self.rng
        return rng.choice(("Flatten()", "Flatten()", "Flatten(2)", "Flatten(start_dim=1, end_dim=2)", "Flatten(1, -1)"))

    def upsample(self, x, channels, dims):
        rng = self.rng
        if rng.random() < 0.5:
            return f"Upsample(scale_factor={rng.randint(1, 3)})"
        mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[self.rank]
        return f"Upsample(size={self.per_axis(1, 9)!r}, mode={mode!r})"

    def shuffle(self, x, channels, dims):
        return f"{self.rng.choice(('PixelShuffle', 'PixelUnshuffle'))}({self.rng.randint(1, 2)})"


def made(call):
    """The module that a drawn call makes; the calls are those above and no one else's."""
    return eval(call, vars(nn) | {"Cat": Cat, "Add": Add})


# ---- as people write it ----


def inline(part, prefix="nn."):
    """A part as code in one expression."""
    if isinstance(part, str):
        return prefix + part
    name, branches = part
    return f"{name}({', '.join(sequential(each) for each in branches)})"


def sequential(parts):
    """Parts in a row."""
    return f"nn.Sequential({', '.join(map(inline, parts))})"


def code(model, rng):
    """The whole in one of the ways in which it is written."""
    shape = f"x = torch.randn{model.shape}\n"
    parts = [inline(each) for each in model.parts]
    ways = [
        "model = nn.Sequential(\n" + "".join(f"    {each},  # a layer\n" for each in parts) + ")\nmodel(x)\n",
        f"layers = [{', '.join(parts)}]\nmodel = nn.Sequential(*layers)\nprint(model(x).shape)\n",
        "model = nn.Sequential(OrderedDict([\n"
        + "".join(f"  ('l{at}', {each}),\n" for at, each in enumerate(parts))
        + "]))\n",
        "model = nn.Sequential()\n" + "".join(f"model.add_module('l{at}', {each})\n" for at, each in enumerate(parts)),
        written_class(model),
    ]
    return CLASSES + shape + rng.choice(ways)


def written_class(model):
    """A module with a ``forward`` in which branches are wires."""
    made_here, body = [], []

    def walk(parts, name):
        for part in parts:
            if isinstance(part, str):
                made_here.append(part)
                body.append(f"        {name} = self.l{len(made_here)}(x if {name!r} == 'x' else {name})")
                body[-1] = f"        {name} = self.l{len(made_here)}({name})"
                continue
            kind, branches = part
            inner = []
            for at, branch in enumerate(branches):
                own = f"{name}_{at}"
                inner.append(own)
                body.append(f"        {own} = {name}")
                walk(branch, own)
            joined = f"torch.cat([{', '.join(inner)}], dim=1)" if kind == "Cat" else " + ".join(inner)
            body.append(f"        {name} = {joined}")

    walk(model.parts, "x")
    init = "".join(f"        self.l{at} = nn.{call}\n" for at, call in enumerate(made_here, start=1))
    return (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"{init}\n    def forward(self, x):\n" + "\n".join(body) + "\n        return x\n\n\nmodel = Net()\nmodel(x)\n"
    )


def printed(model):
    """What ``print(model)`` gives, torch's own words; ``None`` where a layer cannot even be made."""
    try:
        with torch.device("meta"):
            whole = nn.Sequential(*map(module_of, model.parts))
    except (RuntimeError, ValueError, TypeError, AssertionError):
        return None
    return f"{whole}\nx = torch.randn{model.shape}\n"


def module_of(part):
    """A part as a module."""
    if isinstance(part, str):
        return made(part)
    name, branches = part
    return {"Cat": Cat, "Add": Add}[name](*(nn.Sequential(*map(module_of, each)) for each in branches))
