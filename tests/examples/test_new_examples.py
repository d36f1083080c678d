"""The numbers that the examples of the later operations were written for; that they run is tested with the others."""

import runpy

import pytest

from tests.examples.test_examples import EXPECTED as EARLIER
from tests.examples.test_examples import SCRIPTS, tables

EXPECTED: dict[str, dict[str, dict[str, str]]] = {
    "unpooling_round_trip": {
        "4 x 4, window 2": {
            "flat positions": "[5, 2, 12, 15]",
            "unpooled, row 0": "[0.0, 0.0, 6.0, 0.0]",
            "unpooled, row 3": "[7.0, 0.0, 0.0, 8.0]",
        },
        "5 x 5, where the 7 of cell (2, 1) goes": {"output_size = None": "[2, 3]", "output_size = (5, 5)": "[2, 1]"},
        "sizes that 2 x 2 may go back to": {
            "(2, 2)": "refused",
            "(3, 3)": "(3, 3)",
            "(5, 5)": "(5, 5)",
            "(6, 6)": "refused",
        },
        "3 x 3 around a peak, window 2, stride 1": {
            "flat positions": "[4, 4, 4, 4]",
            "sum of the maxima": "36.0",
            "sum of the unpooled plane": "9.0",
        },
        # The eight maxima of 0 to 63 in blocks of two: 21 + 23 + 29 + 31 + 53 + 55 + 61 + 63.
        "other dimensions": {"4 x 4 x 4, cells that carry a value": "8", "4 x 4 x 4, their sum": "336.0"},
    },
    "fractional_max": {
        # Steps of (10 - 2) / (6 - 1) = 1.6: the starts are trunc((i + u) * 1.6) - trunc(u * 1.6), the last one 8.
        "10 cells, 6 windows of 2, where they start": {
            "sample 0.0": "[0, 1, 3, 4, 6, 8]",
            "sample 0.6": "[0, 2, 4, 5, 7, 8]",
        },
        "(2, 3, 10, 12), given samples": {"shape": "(2, 3, 6, 7)"},
        "output_ratio = 0.7071, twice": {"shape": "(2, 3, 7, 8)", "shape after the second": "(2, 3, 4, 5)"},
        "two calls without samples, in eval": {"are the same": "False"},
    },
    "convolution_beside_pooling": {
        "(1, 3, 4, 4), window 2": {
            "depthwise, weights 1/4": "[[18.5, 20.5], [26.5, 28.5]]",
            "largest difference": "0.0000",
        },
        "six cells, two taps, no stride given": {
            "avg_pool1d": "[2.0, 2.5, 7.0]",
            "conv1d": "[2.0, 2.5, 2.5, 3.0, 7.0]",
        },
        "shapes from (2, 4, 9, 9), window 3": {
            "max_pool2d": "(2, 4, 3, 3)",
            "conv2d to 8 channels, groups = 4": "(2, 8, 7, 7)",
        },
        'padding="same"': {
            "conv1d, three ones": "[4.0, 8.0, 6.0, 10.0, 15.0, 14.0]",
            "conv1d, stride 2": "refused",
            "avg_pool1d": "refused",
        },
        "max_pool1d, window 2, of 0 0 1 1 0 0 1 1": {
            "shifted by 0": "[0.0, 1.0, 0.0, 1.0]",
            "shifted by 1": "[1.0, 1.0, 1.0, 1.0]",
            "shifted by 2": "[1.0, 0.0, 1.0, 0.0]",
        },
    },
    "upsampling_and_area": {
        "maxima of 4 x 4, up-sampled again": {
            "row 0": "[5.0, 5.0, 6.0, 6.0]",
            "row 3": "[7.0, 7.0, 8.0, 8.0]",
            "pooled once more": "[5.0, 6.0, 7.0, 8.0]",
        },
        "five cells, which one each output copies": {
            "nearest, 3 outputs": "[0, 1, 3]",
            "nearest-exact, 3 outputs": "[0, 2, 4]",
        },
        'mode="area" against adaptive average': {
            "(1, 2, 7) to 5, difference": "0.0000",
            "(1, 1, 4, 5, 6) to (3, 2, 4), difference": "0.0000",
            "arange(30) as 5 x 6, row 0 of 2 x 3": "[6.5, 8.5, 10.5]",
        },
    },
    "gem_and_lp_over_p": {
        # Mean 10 / 4, root mean square sqrt(30 / 4), root of the sum of squares sqrt(30).
        "window 1 2 3 4": {
            "GeM, p = 1": "2.5000",
            "GeM, p = 2": "2.7386",
            "LP, p = 1": "10.0000",
            "LP, p = 2": "5.4772",
            "maximum": "4.0000",
        },
        "LP is GeM times k ** (1 / p)": {"GeM * 4 ** (1 / 2) against lp_pool1d": "5.4772"},
        # 0.4 * (1 / 2) ** (1 / 200)
        "0.3 0.4 at p = 200": {"LP": "0.0000", "GeM": "0.3986", "GeM at p = inf, the maximum": "0.4000"},
    },
    "stochastic_pooling": {
        "probabilities of the first window": {f"of {n}": f"0.{n}000" for n in (1, 2, 3, 4)},
        "100,000 draws against the probabilities": {"share of 4": "0.40", "mean of the draws": "3.00"},
        "inference": {"window (0, 0)": "3.0000", "window (1, 0)": "4.3333", "window (1, 1)": "0.0000"},
        "-1 2 2 4 at inference": {"as it is": "refused", "after ReLU": "3.0000"},
    },
    "gradients_backward": {
        "1 5 5 4 9, ones come down": {
            "max, window 2: the tail gets 0": "0 1 1 0 0",
            "max, window 3, stride 1: the first 5 wins": "0 2 0 0 1",
            "average, window 2, stride 1: they add up": "0.5 1 1 1 0.5",
        },
        "3 4 6 8, LP, window 2": {"p = 1": "1 1 1 1", "p = 2": "0.6 0.8 0.6 0.8", "p = inf": "0 1 0 1"},
        "adaptive average": {
            **{
                f"7 into 5, cell {cell}": f"{value:.4f}"
                for cell, value in enumerate([0.5, 1, 5 / 6, 1 / 3, 5 / 6, 1, 0.5])
            },
            "14 into 4, 1 2 3 4 come down, cell 3": "0.7500",
            "14 into 4, 1 2 3 4 come down, cell 10": "1.7500",
        },
    },
    "shapes_and_receptive_fields": {
        "LeNet-5, layer by layer": {
            "1. conv2d": "(1, 6, 28, 28)",
            "5. conv2d": "(1, 120, 1, 1)",
            "8. linear": "(1, 10)",
        },
        "networks, output shape and parameters": {
            "LeNet-5, parameters": "61,706",
            "TextCNN, 3 words, parameters": "90,100",
            "ResNet-18, output": "(1, 1000)",
        },
        # 3 cells, one more by the average of jump 2, and 4 jumps of 4 more by the dilated taps: 21.
        "conv 3 stride 2, average 2, conv 3 dilation 2": {
            "output": "(1, 1, 5, 5)",
            "output (0, 0) sees rows, columns": "[[0, 20], [0, 20]]",
        },
        "shapes without computing": {
            "max_pool2d (3, 2), stride (2, 1)": "(2, 16, 24, 99)",
            "adaptive_avg_pool2d (None, 2)": "(1, 8, 13, 2)",
        },
        "13 cells, window 6, stride 5": {
            "PyTorch, ceil_mode": "3",
            "TensorFlow, valid": "2",
            "TensorFlow, same, by padding 1 + 2": "3",
        },
    },
    "tensorflow_windows_and_temperature": {
        "-3 -1 -4 -1 -5, window 2": {
            "maximum, VALID": "[-1.0, -1.0]",
            "maximum, SAME, padded on the right": "[-1.0, -1.0, -5.0]",
            "average, SAME, padding not counted": "[-2.0, -2.5, -5.0]",
        },
        "SAME, outputs of 224 x 225": {"window 3, stride 2": "(112, 113)"},
        "temperature on the window 0 1 12 13": {"T = 0.5": "3.2500", "T = 2.0": "13.0000"},
    },
    "claims_judged": {
        "claim": {"If no stride is given, it is the kernel_size.": "true", "Max pooling pads with zeros.": "false"},
        "how many": {"are true": "8", "are false": "24"},
    },
}


@pytest.mark.parametrize("script", EXPECTED)
def test_the_example_prints_the_numbers_it_was_written_for(script, capsys):
    runpy.run_module(f"examples.{script}", run_name="__main__")
    printed = tables(capsys.readouterr().out)
    for title, numbers in EXPECTED[script].items():
        for label, number in numbers.items():
            assert printed[title][label] == (number, number), f"{title}: {label}"


def test_no_example_is_without_expected_numbers():
    assert set(SCRIPTS) == EXPECTED.keys() | EARLIER.keys() and not EXPECTED.keys() & EARLIER.keys()
