"""Networks that everyone knows, as stacks: plain data, in the order in which their layers run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pooling_core.stacks.layers import Layer


@dataclass(frozen=True)
class KnownStack:
    """A network along its main path, without activations, dropout and shortcuts, none of which changes a shape.

    Attributes:
        name: as its paper has it.
        source: the paper.
        input_shape: ``(batch, channels, *spatial)`` of the paper.
        layers: in order.
    """

    name: str
    source: str
    input_shape: tuple[int, ...]
    layers: tuple[Layer, ...]


def _conv(channels: int, kernel_size: int, **settings: Any) -> Layer:
    return Layer.of("conv2d", out_channels=channels, kernel_size=kernel_size, **settings)


def _linear(features: int) -> Layer:
    return Layer.of("linear", out_features=features)


_FLATTEN = Layer.of("flatten")
_HALVE = Layer.of("max_pool2d", kernel_size=2, stride=2)

LENET_5 = KnownStack(
    "LeNet-5",
    "LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition (1998)",
    (1, 1, 32, 32),
    (
        *(_conv(6, 5), Layer.of("avg_pool2d", kernel_size=2)),
        *(_conv(16, 5), Layer.of("avg_pool2d", kernel_size=2)),
        *(_conv(120, 5), _FLATTEN, _linear(84), _linear(10)),
    ),
)


def _vgg_16() -> tuple[Layer, ...]:
    layers: list[Layer] = []
    for channels, convolutions in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        layers += [_conv(channels, 3, padding=1)] * convolutions + [_HALVE]
    return (*layers, Layer.of("adaptive_avg_pool2d", output_size=7), _FLATTEN, *map(_linear, (4096, 4096, 1000)))


VGG_16 = KnownStack(
    "VGG-16",
    "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition (2014)",
    (1, 3, 224, 224),
    _vgg_16(),
)


def _resnet_18() -> tuple[Layer, ...]:
    normalised = Layer.of("batch_norm")
    layers = [_conv(64, 7, stride=2, padding=3, bias=False), normalised]
    layers += [Layer.of("max_pool2d", kernel_size=3, stride=2, padding=1)]
    for channels, first_stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for stride in (first_stride, 1, 1, 1):
            layers += [_conv(channels, 3, stride=stride, padding=1, bias=False), normalised]
    return (*layers, Layer.of("adaptive_avg_pool2d", output_size=1), _FLATTEN, _linear(1000))


RESNET_18 = KnownStack(
    "ResNet-18",
    "He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2015)",
    (1, 3, 224, 224),
    _resnet_18(),
)


def text_cnn(width: int, words: int = 37, embedding: int = 300, filters: int = 100) -> KnownStack:
    """One branch of a TextCNN: windows of ``width`` words, then the maximum over time; branches are put side by side.

    Raises:
        PoolingError: once it is run, where the sentence has fewer words than a window.
    """
    return KnownStack(
        f"TextCNN, {width} words",
        "Kim, Convolutional Neural Networks for Sentence Classification (2014)",
        (1, embedding, words),
        (
            Layer.of("conv1d", out_channels=filters, kernel_size=width),
            Layer.of("adaptive_max_pool1d", output_size=1),
            _FLATTEN,
        ),
    )


KNOWN_STACKS = (LENET_5, VGG_16, RESNET_18, *map(text_cnn, (3, 4, 5)))
