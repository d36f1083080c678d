"""Known calls with any arguments: each is answered, whatever stands where a number belongs."""

import random

import pytest

from ui.paste.answer import answer
from ui.text.pasted.calls import FUNCTIONS, MODULES

KERAS = [f"{name}{rank}D" for name in ("Conv", "MaxPooling", "ZeroPadding", "DepthwiseConv") for rank in (1, 2, 3)]
LAYERS = [*MODULES, *KERAS, "Conv2DTranspose", "Dense", "Reshape", "LSTM", "Embedding", "Input", "Concatenate"]
CALLED = [
    *(f"F.{name}" for name in FUNCTIONS),
    *("tf.nn.max_pool2d", "tf.pad", "tf.concat", "torch.cat", "torch.flatten", "torch.mean"),
]
METHODS = ["x.view", "x.reshape", "x.mean", "x.squeeze", "x.permute", "x.transpose", "x.size", "x.add", "x.unsqueeze"]
NAMES = [
    *("kernel_size", "stride", "padding", "dilation", "output_size", "size", "scale_factor", "mode", "strides"),
    *("pool_size", "filters", "groups", "dim", "start_dim", "activation", "input_shape", "target_shape", "pad"),
    *("output_padding", "norm_type", "output_ratio", "normalized_shape", "p", "value", "depth_multiplier"),
]
VALUES = [
    *("0", "1", "2", "-7", "10**9", "99999999999", "None", "True", "'same'", "'x'", "1.5", "1e308", "float('inf')"),
    *("(2, 2)", "(1,)", "(2, 3, 4)", "((1, 2), (3, 4))", "()", "(None, 3)", "[1, 2, 2, 1]", "(10**8, 10**8)", "{}"),
    *("x", "foo.bar", "x.size(2)", "x.shape[2:]", "-x.size(3)//2", "lambda: 1", "...", "nn.ReLU()"),
]
INPUTS = ["x = torch.randn(1, 3, 8, 8)", "x = Input(shape=(8, 8, 3))", "x = torch.zeros(2, 4, 9)", ""]


def program(rng):
    lines = [rng.choice(INPUTS)]
    for _ in range(rng.randint(1, 4)):
        args = [rng.choice(VALUES) for _ in range(rng.randint(0, 4))]
        args += [f"{name}={rng.choice(VALUES)}" for name in rng.sample(NAMES, rng.randint(0, 3))]
        kind = rng.randint(0, 3)
        if kind < 2:
            lines.append(f"x = {rng.choice(('nn', 'layers'))}.{rng.choice(LAYERS)}({', '.join(args)})(x)")
        elif kind == 2:
            lines.append(f"x = {rng.choice(CALLED)}({', '.join(['x', *args])})")
        else:
            lines.append(f"x = {rng.choice(METHODS)}({', '.join(args)})")
    return "\n".join(lines)


def test_any_arguments_are_answered():
    rng = random.Random(0)
    tones = [answer(program(rng))["tone"] for _ in range(400)]
    assert set(tones) <= {"read", "nothing"} and tones.count("read") > 200


@pytest.mark.parametrize(
    "text",
    [
        "F.lp_pool2d(torch.rand(2, 4, 9, 9), True, kernel_size=2)",
        "tf.nn.avg_pool2d(tf.zeros((1, 7, 7, 2)), ksize=[1, [], 3, 1], strides=[1, 2, 2, 1], padding='SAME')",
        "class A(nn.Module):\n  def __init__():\n    pass\n  def forward():\n    return 1\nA()(x)",
    ],
)
def test_what_only_pytorch_would_stumble_over_is_answered(text):
    assert answer(text)["tone"] in ("read", "nothing")
