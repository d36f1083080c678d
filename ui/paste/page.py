"""The page on which a text is pasted: a box, what was read of it, and where it leads."""

from __future__ import annotations

from typing import Any

from ui.server import READ
from ui.stage.component import address, mount
from ui.words import words

# What of paste.toml the browser says.
SAID = ("title", "lede", "label", "read", "clear", "try", "waiting", "failed", "samples", "layers")
SAMPLES = {
    "code": "nn.Sequential(\n    nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2),\n"
    "    nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),\n    nn.Flatten(),\n    nn.Linear(400, 120),\n)\n"
    "x = torch.randn(1, 1, 28, 28)\n",
    "printed": "Net(\n  (conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))\n"
    "  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)\n"
    "  (conv2): Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))\n"
    "  (fc1): Linear(in_features=1600, out_features=10, bias=True)\n)\n",
    "error": "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x1568 and 1050x10)\n",
    "keras": 'keras.Sequential([\n    layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),\n'
    '    layers.MaxPooling2D(2, padding="same"),\n    layers.Flatten(),\n'
    '    layers.Dense(10, activation="softmax"),\n])\n',
}


def data() -> dict[str, Any]:
    """What the browser is told once."""
    text = words("paste")
    return {
        "words": {name: text[name] for name in SAID},
        "samples": [{"label": text["samples"][name], "text": sample} for name, sample in SAMPLES.items()],
        "route": address(READ),
    }


def show() -> None:
    """Mount the page."""
    mount("paste/mount.js", data(), key="paste")
