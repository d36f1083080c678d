"""What each example must print, worked out apart from it: {script: {table: {label: number}}}."""

EXPECTED: dict[str, dict[str, dict[str, str]]] = {
    "gem_by_hand": {
        "GeM of (10, 3, 4, 4), p = 6.5": {
            "shape, window (1, 4)": "(10, 3, 4, 1)",
            "shape, window (4, 4)": "(10, 3, 1, 1)",
        },
        "average of a mask, window (4, 4)": {
            "stride 4 (not given)": "0.8125",
            "stride 1, output (0, 0)": "0.8125",
            "stride 1, output (0, 1)": "0.8750",
            "stride 1, output (1, 0)": "0.8125",
            "stride 1, output (1, 1)": "0.8750",
        },
        "[-1, 2, -3, 4]": {"GeM, p = 1": "1.5000", "average": "0.5000"},
    },
    "adaptive_bins": {
        "arange(14) in 4 bins": {
            "mean of cells 0:4": "1.5000",
            "mean of cells 3:7": "4.5000",
            "mean of cells 7:11": "8.5000",
            "mean of cells 10:14": "11.5000",
        },
        "backward of [1, 2, 3, 4]": {
            f"cell {cell}": f"{value:.4f}"
            for cell, value in enumerate([0.25] * 3 + [0.75] + [0.5] * 3 + [0.75] * 3 + [1.75] + [1] * 3)
        },
        "arange(7) in 4 bins": {
            **{f"end of bin {i}": str(end) for i, end in enumerate([2, 4, 6, 7])},
            **{f"mean of bin {i}": f"{mean:.4f}" for i, mean in enumerate([0.5, 2, 4, 5.5])},
        },
        "gradient of 7 -> 5, widths [2, 2, 3, 2, 2]": {
            f"cell {cell}": f"{value:.4f}" for cell, value in enumerate([0.5, 1, 5 / 6, 1 / 3, 5 / 6, 1, 0.5])
        },
        "arange(30) as 5 x 6": {"one bin, mean of everything": "14.5000", "area interpolation, (0, 0)": "6.5000"},
    },
    "average_and_temperature": {
        "arange(432) as (1, 3, 12, 12)": {
            "shape of the average": "(1, 3, 6, 6)",
            "channel 0, mean of the first window": "6.5000",
        },
        "temperature=2.0 as an argument": {"avg_pool2d raises": "TypeError", "against nn.AvgPool2d": "TypeError"},
        "T * mean of the first window": {"T = 0.5": "3.2500", "T = 1.0": "6.5000", "T = 2.0": "13.0000"},
        "divisor_override = 2": {"first window": "13.0000", "largest difference to T = 2": "0.0000"},
    },
    "pooling_family": {
        "max_pool1d, window 3, stride 1": {"shape from (2, 2, 5)": "(2, 2, 3)"},
        "over time in a TextCNN, 20 words": {"filters of width 3": "(8, 100, 1)", "the sentence": "(8, 300)"},
        "shapes from (20, 16, 50, 32)": {
            "max, window 3, stride 2": "(20, 16, 24, 15)",
            "average, window (3, 3), stride (2, 1)": "(20, 16, 24, 30)",
            "max, window 3, stride 1, dilation 2": "(20, 16, 46, 28)",
            "adaptive max, (None, 2)": "(20, 16, 50, 2)",
            "max 3-D from (2, 4, 10, 12, 8)": "(2, 4, 4, 11, 4)",
        },
        "arange(16) as 4 x 4, first row of the result": {
            "max, window 2": "[5.0, 7.0]",
            "average, window 2": "[2.5, 4.5]",
            "adaptive average, (None, 2)": "[0.5, 2.5]",
            # (0 + 1 + 4^1.5 + 5^1.5)^(1/1.5)
            "LP, norm 1.5, window (2, 2), stride 1: 0": "7.4123",
        },
        "stochastic pooling, expected value": {"window [1, 2, 3, 4]": "3.0000", "window [0, 4, 4, 0]": "4.0000"},
        "unpooling the maxima of 4 x 4": {
            "flat positions": "[5, 7, 13, 15]",
            "row 0": "[0.0, 0.0, 0.0, 0.0]",
            "row 1": "[0.0, 5.0, 0.0, 7.0]",
        },
    },
    "sizes_and_arithmetic": {
        "windows on one axis": {
            "n=32 k=2 s=2 p=0 d=1": "16",
            "n=33 k=2 s=2 p=0 d=1 ceil_mode": "17",
            "n=5 k=3 s=3 p=1 d=1 ceil_mode": "2",
        },
        "sizes from (50, 100)": {
            "max, window (3, 2), stride (2, 1)": "(24, 99)",
            "against a convolution in 4 groups": "(24, 99)",
            "(10, 12, 8) against a 3-D convolution": "(4, 6, 4)",
        },
        "TensorFlow, 13 cells, window 6, stride 5": {
            "valid: ceil((13 - 6 + 1) / 5) = 2": "2",
            "same: ceil(13 / 5) = 3, by ceil_mode": "3",
        },
        "avg_pool1d([1, 3, 3, 4, 5, 6, 7], 3, 2)": {"window 0": "2.3333", "window 1": "4.0000", "window 2": "6.0000"},
        "1 to 16 as 4 x 4, window and stride (2, 2)": {
            "output (0, 0)": "3.5000",
            "output (0, 1)": "5.5000",
            "output (1, 0)": "11.5000",
            "output (1, 1)": "13.5000",
        },
    },
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
        "claim": {
            "If pooling is given no stride, the stride is the kernel_size.": "true",
            "Max pooling pads with zeros.": "false",
        },
        "how many": {"are true": "11", "are false": "28"},
    },
}
