"""Texts as people paste them, each written for this table: what is read of it, layer by layer."""

from textwrap import dedent

# name -> (text, the input that is taken, the layers as ``name(settings)`` with wires, keys of what is said)
TEXTS: dict[str, tuple[str, tuple[int, ...], str, set[str]]] = {}


def _text(name, text, shape, layers, notes=()):
    TEXTS[name] = (dedent(text), shape, dedent(layers).strip(), set(notes))


# ---- single calls ----

_text(
    "a module",
    "nn.MaxPool2d(3, 2, padding=1)",
    (3, 32, 32),
    "max_pool2d(kernel_size=3, stride=2, padding=1)",
    ["input_assumed"],
)
_text(
    "a module by its whole name, five arguments by place",
    "torch.nn.MaxPool2d(3, 2, 1, 1, False, True)",
    (3, 32, 32),
    "max_pool2d(kernel_size=3, stride=2, padding=1, ceil_mode=True)",
    ["input_assumed"],
)
_text("a function", "F.avg_pool2d(x, (2, 3))", (3, 32, 32), "avg_pool2d(kernel_size=(2, 3))", ["input_assumed"])
_text(
    "a function, its sixth argument by place",
    "y = torch.nn.functional.max_pool2d(input, 3, 2, 1, 1, True)",
    (3, 32, 32),
    "max_pool2d(kernel_size=3, stride=2, padding=1, ceil_mode=True)",
    ["input_assumed"],
)
_text(
    "a function of a tensor that is made there",
    """
    import torch
    import torch.nn.functional as F
    x = torch.randn(2, 4, 10, 12)
    y = F.lp_pool2d(x, 3, kernel_size=2, ceil_mode=True)
    print(y.shape)
    """,
    (4, 10, 12),
    "lp_pool2d(norm_type=3, kernel_size=2, ceil_mode=True)",
    ["batch"],
)
_text(
    "a function with its indices",
    "y, idx = F.max_pool1d_with_indices(torch.zeros(1, 2, 9), 2)\nz = F.max_unpool1d(y, idx, 2, output_size=[9])",
    (2, 9),
    "max_pool1d(kernel_size=2)\nmax_unpool1d(kernel_size=2, output_size=9, indices_of=1)",
)
_text(
    "a line of a module",
    "self.pool = nn.AdaptiveAvgPool2d((None, 7))",
    (3, 32, 32),
    "adaptive_avg_pool2d(output_size=(None, 7))",
    ["input_assumed"],
)
_text(
    "lines of a module, in their order",
    """
            self.conv = nn.Conv2d(in_channels=3, out_channels=8, kernel_size=(3, 5), stride=(1, 2), padding='same')
            self.bn = nn.BatchNorm2d(8)
            self.pool = nn.AvgPool2d(2, count_include_pad=False)
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=8, kernel_size=(3, 5), stride=(1, 2), padding='same')
    batch_norm(num_features=8)
    avg_pool2d(kernel_size=2, count_include_pad=False)
    """,
    ["in_order", "input_assumed_misfit"],
)
_text(
    "three axes",
    "nn.MaxPool3d((1, 2, 2), stride=(1, 2, 2))",
    (3, 16, 16, 16),
    "max_pool3d(kernel_size=(1, 2, 2), stride=(1, 2, 2))",
    ["input_assumed"],
)
_text(
    "one axis",
    "nn.AvgPool1d(4, stride=2, padding=1, ceil_mode=True)",
    (1, 32),
    "avg_pool1d(kernel_size=4, stride=2, padding=1, ceil_mode=True)",
    ["input_assumed"],
)
_text("a power mean", "GeM(p=4)", (3, 32, 32), "gem_pool2d(p=4)", ["input_assumed"])
_text(
    "soft pooling",
    "SoftPool2d(kernel_size=2, stride=2)",
    (3, 32, 32),
    "soft_pool2d(kernel_size=2, stride=2)",
    ["input_assumed"],
)
_text(
    "full-width brackets and commas",
    "nn．MaxPool2d（3，stride＝2）".replace("．", "."),  # noqa: RUF001
    (3, 32, 32),
    "max_pool2d(kernel_size=3, stride=2)",
    ["input_assumed"],
)
_text(
    "a bracket that was not copied",
    "nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2",
    (1, 28, 28),
    "conv2d(in_channels=1, out_channels=4, kernel_size=3)\nmax_pool2d(kernel_size=2)",
    ["input_assumed"],
)
_text(
    "lines out of the middle",
    "    nn.Conv2d(4, 8, 3),\n    nn.ReLU(inplace=True),\n    nn.MaxPool2d(2),\n)",
    (4, 32, 32),
    "conv2d(in_channels=4, out_channels=8, kernel_size=3)\nsame(module='ReLU')\nmax_pool2d(kernel_size=2)",
    ["input_assumed", "in_order"],
)
_text(
    "an interactive session",
    ">>> m = nn.MaxPool2d(2)\n>>> x = torch.rand(1, 2, 6, 6)\n>>> m(x).shape\ntorch.Size([1, 2, 3, 3])",
    (2, 6, 6),
    "max_pool2d(kernel_size=2)",
)

# ---- nn.Sequential ----

_text(
    "a sequential",
    """
    model = nn.Sequential(
        nn.Conv2d(1, 20, 5),  # comments (with brackets
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(20 * 12 * 12, 10),
    )
    """,
    (1, 28, 28),
    """
    conv2d(in_channels=1, out_channels=20, kernel_size=5)
    same(module='ReLU')
    max_pool2d(kernel_size=2)
    flatten()
    linear(in_features=2880, out_features=10)
    """,
    ["input_assumed"],
)
_text(
    "an ordered dictionary",
    "nn.Sequential(OrderedDict([('c', nn.Conv2d(3, 4, 1)), ('a', nn.GELU()), ('p', nn.AvgPool2d(2))]))",
    (3, 32, 32),
    "conv2d(in_channels=3, out_channels=4, kernel_size=1)\nsame(module='GELU')\navg_pool2d(kernel_size=2)",
    ["input_assumed"],
)
_text(
    "a starred list, made in a loop",
    """
    layers = []
    width = 3
    for out in [8, 16]:
        layers += [nn.Conv2d(width, out, 3, padding=1), nn.ReLU()]
        width = out
    layers.append(nn.MaxPool2d(2))
    net = nn.Sequential(*layers)
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=8, kernel_size=3, padding=1)
    same(module='ReLU')
    conv2d(in_channels=8, out_channels=16, kernel_size=3, padding=1)
    same(module='ReLU')
    max_pool2d(kernel_size=2)
    """,
    ["input_assumed"],
)
_text(
    "a function that makes blocks",
    """
    def block(c_in, c_out, k=3):
        return nn.Sequential(nn.Conv2d(c_in, c_out, k, padding=k // 2), nn.BatchNorm2d(c_out))

    net = nn.Sequential(block(1, 4), *[block(4, 4, k=5) for _ in range(2)], nn.AdaptiveMaxPool2d(1))
    """,
    (1, 28, 28),
    """
    conv2d(in_channels=1, out_channels=4, kernel_size=3, padding=1)
    batch_norm(num_features=4)
    conv2d(in_channels=4, out_channels=4, kernel_size=5, padding=2)
    batch_norm(num_features=4)
    conv2d(in_channels=4, out_channels=4, kernel_size=5, padding=2)
    batch_norm(num_features=4)
    adaptive_max_pool2d(output_size=1)
    """,
    ["input_assumed"],
)
_text(
    "add_module, features and classifier",
    """
    features = nn.Sequential()
    features.add_module('conv', nn.Conv1d(4, 6, 3))
    features.add_module('pool', nn.MaxPool1d(2))
    head = nn.Sequential(nn.Flatten(), nn.Linear(90, 2))
    """,
    (4, 32),
    """
    conv1d(in_channels=4, out_channels=6, kernel_size=3)
    max_pool1d(kernel_size=2)
    flatten()
    linear(in_features=90, out_features=2)
    """,
    ["in_order", "input_assumed"],
)
_text(
    "a decoder",
    "nn.Sequential(nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.Upsample(scale_factor=2, mode='bilinear'),"
    " nn.PixelShuffle(2), nn.ReflectionPad2d(1), nn.ZeroPad2d((1, 0, 2, 0)))",
    (8, 32, 32),
    """
    conv_transpose2d(in_channels=8, out_channels=4, kernel_size=4, stride=2, padding=1)
    interpolate(scale_factor=2, mode='bilinear')
    pixel_shuffle(upscale_factor=2)
    pad(padding=1, mode='reflect')
    pad(padding=(1, 0, 2, 0))
    """,
    ["input_assumed"],
)
_text(
    "layers that nobody knows",
    "nn.Sequential(nn.Conv2d(3, 8, 3), MyAttention(8, heads=2), nn.MaxPool2d(2))",
    (3, 32, 32),
    "conv2d(in_channels=3, out_channels=8, kernel_size=3)\nunknown(name='MyAttention')\nmax_pool2d(kernel_size=2)",
    ["unknown", "input_assumed"],
)
_text(
    "norms and slopes",
    "nn.Sequential(nn.GroupNorm(2, 4), nn.InstanceNorm2d(4), nn.PReLU(4), nn.LayerNorm([4, 6, 6]))\n"
    "x = torch.ones(1, 4, 6, 6)",
    (4, 6, 6),
    "group_norm(num_groups=2)\ninstance_norm()\nprelu(num_parameters=4)\nlayer_norm(normalized_shape=(4, 6, 6))",
)
_text(
    "features alone",
    "nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))",
    (1, 28, 28),
    "flatten()\nlinear(in_features=784, out_features=100)\nsame(module='ReLU')\n"
    "linear(in_features=100, out_features=10)",
    ["input_assumed"],
)

# ---- modules ----

_text(
    "a module of PyTorch's tutorial",
    """
    class Net(nn.Module):
        \"\"\"Not read (at all.\"\"\"

        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 6, 5)
            self.pool = nn.MaxPool2d(2, 2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.fc1 = nn.Linear(16 * 5 * 5, 120)

        def forward(self, x):
            x = self.pool(F.relu(self.conv1(x)))
            x = self.pool(F.relu(self.conv2(x)))
            x = x.view(-1, 16 * 5 * 5)
            return F.log_softmax(self.fc1(x), dim=1)
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=6, kernel_size=5)
    same(module='ReLU')
    max_pool2d(kernel_size=2, stride=2)
    conv2d(in_channels=6, out_channels=16, kernel_size=5)
    same(module='ReLU')
    max_pool2d(kernel_size=2, stride=2)
    flatten()
    linear(in_features=400, out_features=120)
    same(module='LogSoftmax')
    """,
    ["input_assumed"],
)
_text(
    "a residual block with a shortcut",
    """
    class Block(nn.Module):
        def __init__(self, c_in, c_out, stride=1):
            super(Block, self).__init__()
            self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
            self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
            self.shortcut = None
            if stride != 1 or c_in != c_out:
                self.shortcut = nn.Conv2d(c_in, c_out, 1, stride)

        def forward(self, x):
            identity = x
            out = torch.relu(self.conv1(x))
            out = self.conv2(out)
            if self.shortcut is not None:
                identity = self.shortcut(x)
            out += identity
            return F.relu(out)

    net = nn.Sequential(Block(4, 4), Block(4, 8, stride=2))
    y = net(torch.randn(1, 4, 9, 9))
    """,
    (4, 9, 9),
    """
    conv2d(in_channels=4, out_channels=4, kernel_size=3, padding=1, bias=False)
    same(module='ReLU')
    conv2d(in_channels=4, out_channels=4, kernel_size=3, padding=1, bias=False)
    add(takes=(3, 0))
    same(module='ReLU')
    conv2d(in_channels=4, out_channels=8, kernel_size=3, stride=2, padding=1, bias=False)
    same(module='ReLU')
    conv2d(in_channels=8, out_channels=8, kernel_size=3, padding=1, bias=False)
    conv2d(in_channels=4, out_channels=8, kernel_size=1, stride=2, takes=(5,))
    add(takes=(8, 9))
    same(module='ReLU')
    """,
)
_text(
    "a TextCNN",
    """
    class TextCNN(nn.Module):
        def __init__(self, dim=50, widths=(3, 4, 5), filters=10, classes=2):
            super().__init__()
            self.convs = nn.ModuleList([nn.Conv1d(dim, filters, w) for w in widths])
            self.fc = nn.Linear(filters * len(widths), classes)

        def forward(self, x):
            pooled = [F.max_pool1d(F.relu(conv(x)), 30).squeeze(2) for conv in self.convs]
            return self.fc(torch.cat(pooled, dim=1))

    TextCNN()(torch.randn(8, 50, 34))
    """,
    (50, 34),
    """
    conv1d(in_channels=50, out_channels=10, kernel_size=3)
    same(module='ReLU')
    max_pool1d(kernel_size=30)
    flatten()
    conv1d(in_channels=50, out_channels=10, kernel_size=4, takes=(0,))
    same(module='ReLU')
    max_pool1d(kernel_size=30)
    flatten()
    conv1d(in_channels=50, out_channels=10, kernel_size=5, takes=(0,))
    same(module='ReLU')
    max_pool1d(kernel_size=30)
    flatten()
    cat(dim=1, takes=(4, 8, 12))
    linear(in_features=30, out_features=2)
    """,
    ["batch"],
)
_text(
    "an encoder that unpools",
    """
    class SegNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.down = nn.Conv2d(1, 4, 3, padding=1)
            self.pool = nn.MaxPool2d(2, return_indices=True)
            self.unpool = nn.MaxUnpool2d(2)

        def forward(self, x):
            x = self.down(x)
            size = x.size()
            x, indices = self.pool(x)
            return self.unpool(x, indices, output_size=size)

    SegNet()(torch.rand(1, 1, 7, 7))
    """,
    (1, 7, 7),
    "conv2d(in_channels=1, out_channels=4, kernel_size=3, padding=1)\nmax_pool2d(kernel_size=2)\n"
    "max_unpool2d(kernel_size=2, output_size=(7, 7), indices_of=2)",
)
_text(
    "a U-Net of one level",
    """
    class UNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Conv2d(1, 8, 3, padding=1)
            self.b = nn.Conv2d(8, 16, 3, padding=1)
            self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
            self.c = nn.Conv2d(16, 1, 1)

        def forward(self, x):
            skip = self.a(x)
            x = self.up(self.b(F.max_pool2d(skip, 2)))
            x = F.interpolate(x, size=skip.shape[2:])
            x = torch.cat((x, skip), dim=1)
            return self.c(x)
    """,
    (1, 28, 28),
    """
    conv2d(in_channels=1, out_channels=8, kernel_size=3, padding=1)
    max_pool2d(kernel_size=2)
    conv2d(in_channels=8, out_channels=16, kernel_size=3, padding=1)
    conv_transpose2d(in_channels=16, out_channels=8, kernel_size=2, stride=2)
    interpolate(size=(28, 28))
    cat(dim=1, takes=(5, 1))
    conv2d(in_channels=16, out_channels=1, kernel_size=1)
    """,
    ["input_assumed"],
)
_text(
    "an inception block",
    """
    class Inception(nn.Module):
        def __init__(self, c):
            super().__init__()
            self.one = nn.Conv2d(c, 4, 1)
            self.three = nn.Sequential(nn.Conv2d(c, 2, 1), nn.Conv2d(2, 4, 3, padding=1))
            self.pool = nn.MaxPool2d(3, stride=1, padding=1)

        def forward(self, x):
            return torch.cat([self.one(x), self.three(x), self.pool(x)], 1)

    Inception(6)(torch.zeros(1, 6, 8, 8))
    """,
    (6, 8, 8),
    """
    conv2d(in_channels=6, out_channels=4, kernel_size=1)
    conv2d(in_channels=6, out_channels=2, kernel_size=1, takes=(0,))
    conv2d(in_channels=2, out_channels=4, kernel_size=3, padding=1)
    max_pool2d(kernel_size=3, stride=1, padding=1, takes=(0,))
    cat(dim=1, takes=(1, 3, 4))
    """,
)
_text(
    "methods without their class",
    """
    def __init__(self):
        self.pool = nn.AvgPool2d(3, stride=2)

    def forward(self, x):
        x = F.pad(x, (0, 1, 0, 1))
        x = self.pool(x)
        return x.mean(dim=(2, 3))
    """,
    (3, 32, 32),
    "pad(padding=(0, 1, 0, 1))\navg_pool2d(kernel_size=3, stride=2)\nadaptive_avg_pool2d(output_size=1)\nflatten()",
    ["input_assumed"],
)
_text(
    "flatten that takes the batch too",
    "x = torch.randn(1, 2, 4, 4)\ny = nn.Linear(32, 5)(torch.flatten(x))",
    (2, 4, 4),
    "flatten()\nlinear(in_features=32, out_features=5)",
    ["flatten_batch"],
)

_text(
    "layers by a list of names and numbers",
    """
    cfg = {'small': [8, 'M', 16, 'M']}

    class VGG(nn.Module):
        scale = 2

        def __init__(self, name='small'):
            super().__init__()
            self.features = self._make_layers(cfg[name])
            self.head = nn.LazyLinear(10 * self.scale)

        def forward(self, x):
            out = self.features(x)
            return self.head(out.reshape(out.shape[0], -1))

        def _make_layers(self, cfg):
            layers, c = [], 3
            for x in cfg:
                if x == 'M':
                    layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
                else:
                    layers += [nn.Conv2d(c, x, kernel_size=3, padding=1)]
                    c = x
            return nn.Sequential(*layers)
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=8, kernel_size=3, padding=1)
    max_pool2d(kernel_size=2, stride=2)
    conv2d(in_channels=8, out_channels=16, kernel_size=3, padding=1)
    max_pool2d(kernel_size=2, stride=2)
    flatten()
    linear(out_features=20)
    """,
    ["input_assumed"],
)
_text(
    "padding by the difference of two sizes",
    """
    class Up(nn.Module):
        def forward(self, small, large):
            small = F.interpolate(small, scale_factor=2)
            dy = large.size()[2] - small.size()[2]
            dx = large.size(3) - small.size(3)
            small = F.pad(small, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
            return torch.cat([large, small], dim=1)

    x = torch.zeros(1, 2, 7, 9)
    y = Up()(F.max_pool2d(x, 2), x)
    """,
    (2, 7, 9),
    """
    max_pool2d(kernel_size=2)
    interpolate(scale_factor=2)
    pad(padding=(0, 1, 0, 1))
    cat(dim=1, takes=(0, 3))
    """,
)
_text(
    "a sentence, embedded, as a picture of one channel",
    """
    class TextCNN(nn.Module):
        def __init__(self, vocabulary, dim=20):
            super().__init__()
            self.embedding = nn.Embedding(vocabulary, dim)
            self.convs = nn.ModuleList([nn.Conv2d(1, 6, (k, dim)) for k in [3, 4]])
            self.fc = nn.Linear(12, 2)

        def pooled(self, x, conv):
            x = F.relu(conv(x)).squeeze(3)
            return F.max_pool1d(x, x.size(2)).squeeze(2)

        def forward(self, x):
            out = self.embedding(x).unsqueeze(1)
            return self.fc(torch.cat([self.pooled(out, conv) for conv in self.convs], 1))
    """,
    (1, 64, 20),
    """
    conv2d(in_channels=1, out_channels=6, kernel_size=(3, 20))
    same(module='ReLU')
    flatten(start_dim=2)
    max_pool1d(kernel_size=62)
    flatten()
    conv2d(in_channels=1, out_channels=6, kernel_size=(4, 20), takes=(0,))
    same(module='ReLU')
    flatten(start_dim=2)
    max_pool1d(kernel_size=61)
    flatten()
    cat(dim=1, takes=(5, 10))
    linear(in_features=12, out_features=2)
    """,
    ["embedding"],
)
_text(
    "a layer called once more for the size of its result",
    """
    class TextCNN(nn.Module):
        def __init__(self):
            super().__init__()
            self.convs = nn.ModuleList([nn.Conv1d(20, 6, k) for k in (3, 4)])
            self.fc = nn.Linear(12, 2)

        def forward(self, x):
            x = [F.max_pool1d(F.relu(c(x)), c(x).size(2)).squeeze(2) for c in self.convs]
            return self.fc(torch.cat(x, 1))

    TextCNN()(torch.randn(1, 20, 30))
    """,
    (20, 30),
    """
    conv1d(in_channels=20, out_channels=6, kernel_size=3)
    same(module='ReLU')
    max_pool1d(kernel_size=28)
    flatten()
    conv1d(in_channels=20, out_channels=6, kernel_size=4, takes=(0,))
    same(module='ReLU')
    max_pool1d(kernel_size=27)
    flatten()
    cat(dim=1, takes=(4, 8))
    linear(in_features=12, out_features=2)
    """,
)
_text(
    "a recurrent layer and its last word",
    """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(8, 16, 5)
            self.lstm = nn.LSTM(16, 32, batch_first=True, bidirectional=True)
            self.fc = nn.Linear(64, 4)

        def forward(self, x):
            x = self.conv(x).permute(0, 2, 1)
            out, (h, c) = self.lstm(x)
            return self.fc(out[:, -1, :])
    """,
    (8, 32),
    """
    conv1d(in_channels=8, out_channels=16, kernel_size=5)
    unknown(name='permute', output_shape=(28, 16))
    unknown(name='LSTM', output_shape=(28, 64))
    unknown(name='index', output_shape=64)
    linear(in_features=64, out_features=4)
    """,
    ["input_assumed"],
)

# ---- printed models ----

_text(
    "a printed sequential in another",
    """
    Sequential(
      (0): Sequential(
        (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
        (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
        (2): ReLU6(inplace=True)
      )
      (1): AdaptiveAvgPool2d(output_size=(1, 1))
      (2): Flatten(start_dim=1, end_dim=-1)
      (3): Linear(in_features=8, out_features=10, bias=True)
    )
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=8, kernel_size=3, stride=2, padding=1, bias=False)
    batch_norm(num_features=8)
    same(module='ReLU6')
    adaptive_avg_pool2d(output_size=1)
    flatten()
    linear(in_features=8, out_features=10)
    """,
    ["input_assumed"],
)
_text(
    "a printed module whose flatten is in forward",
    """
    LeNet(
      (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
      (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
      (fc): Linear(in_features=864, out_features=10, bias=True)
    )
    """,
    (1, 28, 28),
    """
    conv2d(in_channels=1, out_channels=6, kernel_size=5)
    max_pool2d(kernel_size=2, stride=2)
    flatten()
    linear(in_features=864, out_features=10)
    """,
    ["input_assumed", "printed_order", "flattened"],
)
_text(
    "printed blocks of a ResNet",
    """
    ResNet(
      (conv1): Conv2d(3, 4, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)
      (layer1): Sequential(
        (0): BasicBlock(
          (conv1): Conv2d(4, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
          (relu): ReLU(inplace=True)
          (downsample): Sequential(
            (0): Conv2d(4, 8, kernel_size=(1, 1), stride=(2, 2), bias=False)
          )
        )
        (1): BasicBlock(
          (conv1): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
        )
      )
    )
    """,
    (3, 32, 32),
    """
    conv2d(in_channels=3, out_channels=4, kernel_size=7, stride=2, padding=3, bias=False)
    conv2d(in_channels=4, out_channels=8, kernel_size=3, stride=2, padding=1, bias=False)
    same(module='ReLU')
    conv2d(in_channels=4, out_channels=8, kernel_size=1, stride=2, bias=False, takes=(1,))
    add(takes=(3, 4))
    conv2d(in_channels=8, out_channels=8, kernel_size=3, padding=1, bias=False)
    add(takes=(6, 5))
    """,
    ["input_assumed", "printed_order", "residual"],
)
_text(
    "a printed list of repeated blocks",
    """
    Net(
      (blocks): ModuleList(
        (0-1): 2 x Sequential(
          (0): Conv1d(4, 4, kernel_size=(3,), stride=(1,), padding=same)
          (1): ReLU()
        )
      )
      (pool): AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))
      (head): Mystery()
    )
    """,
    (4, 32),
    """
    conv1d(in_channels=4, out_channels=4, kernel_size=3, padding='same')
    same(module='ReLU')
    conv1d(in_channels=4, out_channels=4, kernel_size=3, padding='same')
    same(module='ReLU')
    avg_pool1d(kernel_size=2, stride=2)
    unknown(name='Mystery')
    """,
    ["input_assumed", "printed_order", "unknown"],
)
_text(
    "printed branches",
    """
    Concat(
      (0): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
      (1): Conv2d(3, 5, kernel_size=(2, 2), stride=(2, 2))
    )
    """,
    (3, 32, 32),
    """
    max_pool2d(kernel_size=2, stride=2)
    conv2d(in_channels=3, out_channels=5, kernel_size=2, stride=2, takes=(0,))
    cat(dim=1, takes=(1, 2))
    """,
    ["input_assumed", "joins"],
)

# ---- Keras and TensorFlow ----

_text(
    "a Keras model",
    """
    model = keras.Sequential([
        layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)),
        layers.MaxPooling2D(2, padding="same"),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ])
    """,
    (1, 28, 28),
    """
    conv2d(out_channels=32, kernel_size=3)
    same(module='ReLU')
    max_pool2d(kernel_size=2)
    flatten()
    same(module='Dropout')
    linear(out_features=10)
    same(module='Softmax')
    """,
    ["keras"],
)
_text(
    "same with an uneven padding",
    "inputs = keras.Input(shape=(28, 30, 3))\nx = layers.Conv2D(8, 3, strides=2, padding='same')(inputs)\n"
    "x = layers.GlobalAveragePooling2D()(x)",
    (3, 28, 30),
    "pad(padding=(0, 1, 0, 1))\nconv2d(out_channels=8, kernel_size=3, stride=2)\n"
    "adaptive_avg_pool2d(output_size=1)\nflatten()",
    ["keras", "same_uneven"],
)
_text(
    "a Keras layer alone",
    'MaxPooling2D(2, padding="same")',
    (3, 32, 32),
    "max_pool2d(kernel_size=2)",
    ["keras", "input_assumed"],
)
_text(
    "tf.nn",
    "x = tf.zeros((1, 7, 7, 2))\ny = tf.nn.avg_pool2d(x, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding='SAME')",
    (2, 7, 7),
    "avg_pool2d(kernel_size=3, stride=2, padding=1, count_include_pad=False)",
    ["keras"],
)
_text(
    "model.add",
    """
    model = Sequential()
    model.add(Conv1D(filters=16, kernel_size=5, strides=2, input_shape=(100, 8)))
    model.add(BatchNormalization())
    model.add(GlobalMaxPooling1D())
    model.add(Dense(1))
    """,
    (8, 100),
    "conv1d(out_channels=16, kernel_size=5, stride=2)\nbatch_norm()\nadaptive_max_pool1d(output_size=1)\n"
    "flatten()\nlinear(out_features=1)",
    ["keras"],
)
_text(
    "branches of Keras",
    """
    a = Input((16, 16, 4))
    b = Conv2D(4, 3, padding='same')(a)
    c = Add()([a, b])
    d = Concatenate()([b, c])
    e = UpSampling2D(2)(ZeroPadding2D(((1, 0), (2, 0)))(d))
    """,
    (4, 16, 16),
    """
    conv2d(out_channels=4, kernel_size=3, padding=1)
    add(takes=(0, 1))
    cat(dim=1, takes=(1, 2))
    pad(padding=(2, 0, 1, 0))
    interpolate(scale_factor=2)
    """,
    ["keras"],
)
_text(
    "depthwise and transposed",
    "x = Input(shape=(8, 8, 3))\nx = SeparableConv2D(6, 3, padding='same')(x)\n"
    "x = Conv2DTranspose(4, 3, strides=2, padding='same')(x)",
    (3, 8, 8),
    """
    conv2d(out_channels=3, groups=3, kernel_size=3, bias=False, padding=1)
    conv2d(out_channels=6, kernel_size=1)
    conv_transpose2d(out_channels=4, kernel_size=3, stride=2, padding=1, output_padding=1)
    """,
    ["keras"],
)

# ---- what is said of the rest ----

_text(
    "a question around the code",
    "Hi all, why does this fail?\n\nnn.Sequential(nn.Conv2d(3, 8, 3), nn.Linear(8, 2))\n\nThanks!",
    (3, 32, 32),
    "conv2d(in_channels=3, out_channels=8, kernel_size=3)\nlinear(in_features=8, out_features=2)",
    ["unread", "input_assumed_misfit"],
)
_text(
    "a layer whose window is not known",
    "k = config.kernel\nnn.Sequential(nn.Conv2d(3, 8, k), nn.MaxPool2d(2))",
    (3, 32, 32),
    "unknown(name='Conv2d')\nmax_pool2d(kernel_size=2)",
    ["argument", "input_assumed"],
)
_text(
    "code that would act",
    "import os\nos.system('touch /tmp/was-here')\n__import__('os').remove('x')\n"
    "nn.Sequential(nn.MaxPool2d(eval('2')), nn.MaxPool2d(3))",
    (3, 32, 32),
    "unknown(name='MaxPool2d')\nmax_pool2d(kernel_size=3)",
    ["argument", "input_assumed"],
)
