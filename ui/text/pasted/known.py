"""What is known of other people's names: which call makes a layer, a module or a join, and what it is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ui.text.pasted import keras, reshaping
from ui.text.pasted.calls import FUNCTIONS, MODULES, SAME_FUNCTIONS, SAME_MODULES
from ui.text.pasted.found import Derived, Made, Size, Sizes, Unread
from ui.text.pasted.joins import joined
from ui.text.pasted.tensors import Tensors, name_of
from ui.text.pasted.values import Chain, Indices, Join, Layered, Listed, Module, Opaque, Tensor

# Tensors that a program starts with.
_MADE_UP = ("randn", "rand", "zeros", "ones", "empty", "full", "randint", "normal", "uniform")
_RECURRENT = ("LSTM", "GRU", "RNN")
_CATS = ("cat", "concat", "concatenate", "hstack")
BUILTINS = (
    *("range", "len", "int", "float", "round", "abs", "max", "min", "tuple", "list", "enumerate", "reversed", "zip"),
)
_QUIET = re.compile(
    r"print|loss|criterion|optim|summary|backward|step|zero_grad|len|isinstance|format|assert|manual_seed|init|hasattr|log$|device|to$|info"
)


def dotted(node: ast.expr) -> list[str]:
    """``torch.nn.Conv2d`` as its words; none where it is no name."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return [*([node.id] if isinstance(node, ast.Name) else []), *reversed(words)]


class Known(Tensors):
    """Calls by their names, and what they make of tensors."""

    # ---- modules given tensors ----

    def applied(self, module: Module, args: Sequence[Any], named: Mapping[str, Any], line: int) -> Any:
        """A layer, a join or an unknown module, given tensors."""
        line = line or module.line
        if isinstance(module, Join):
            if module.branches:
                tensor = self.tensor(args)
                values = [self.apply(each, [tensor], {}, line) for each in module.branches]
            else:
                first = args[0] if args else []
                values = list(first) if isinstance(first, list | tuple) else list(args)
            return self.join(module.how, values, module.axis, line)
        if isinstance(module, Layered):
            return self.layered(module, args, named, line)
        if not (isinstance(module, Opaque) and module.is_told):
            self.note("unknown", line, name=name_of(module.name))
        tensors = [self.taken(each) for each in args if isinstance(each, Tensor)] or [self.tensor(args)]
        return self.emit(Made("unknown", {"name": name_of(module.name)}), (tensors[0].wire,), line)

    def layered(self, module: Layered, args: Sequence[Any], named: Mapping[str, Any], line: int) -> Any:
        indices_of = next((each.wire for each in (*args, *named.values()) if isinstance(each, Indices)), None)
        made = list(module.made)
        if made and made[0].name.startswith("max_unpool"):
            size = named.get("output_size", args[2] if len(args) > 2 else None)
            if size is not None and not isinstance(size, Unread):
                made[0] = Made(made[0].name, {**made[0].settings, "output_size": size})
            tensor = self.tensor(args)
            return self.emit(made[0], (tensor.wire,), line, indices_of)
        tensor = self.emit_all(made, self.tensor(args), line)
        return (tensor, Indices(tensor.wire)) if module.gives_indices else tensor

    def apply(self, module: Module, args: Sequence[Any], named: dict[str, Any], line: int) -> Any:
        """A module given tensors."""
        raise NotImplementedError

    # ---- methods and functions of tensors ----

    def method(self, tensor: Tensor, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """``x.view(...)`` and the like."""
        if name in ("size", "shape"):
            return Size(tensor.wire, args[0]) if args and isinstance(args[0], int) else Sizes(tensor.wire)
        if name in ("add", "add_", "sub") and args and isinstance(args[0], Tensor):
            return self.join("add", [tensor, args[0]], None, line)
        if name in ("split", "chunk", "unbind"):
            self.note("unread_call", line, name=name)
            return [tensor] * 8
        if name in ("item", "numpy", "backward", "tolist", "dim", "numel", "ndim", "argmax", "topk"):
            return Unread(name)
        made = reshaping.reshaped(name, args, named)
        if made is not None:
            if made.flattens_batch:
                self.note("flatten_batch", line)
            return self.emit_all(made.layers, tensor, line)
        if name in SAME_FUNCTIONS:
            module = SAME_FUNCTIONS[name]
            return tensor if module == "Identity" else self.emit(Made("same", {"module": module}), (tensor.wire,), line)
        self.note("unread_call", line, name=name_of(name))
        return tensor

    def known(self, path: Sequence[str], args: list[Any], named: dict[str, Any], line: int) -> Any:
        """A call by its name."""
        name = path[-1] if path else ""
        in_keras = "keras" in path or path[:1] == ["layers"]
        in_tf = path[:1] in (["tf"], ["tensorflow"], ["K"]) and not in_keras
        try:
            if in_tf and not name[:1].isupper():
                return self.tensorflow(name, args, named, line)
            if name[:1].isupper():
                return self.module(name, args, named, line)
            if in_keras and name in keras.JOINS:
                self.channels_last = True
                values = args[0] if args and isinstance(args[0], list | tuple) else args
                return self.join(keras.JOINS[name], list(values), self.channel_axis(named.get("axis", -1)), line)
            return self.function(name, args, named, line)
        except LookupError as missing:
            self.note("argument", line, name=name_of(name), argument=name_of(str(missing.args[0])))
            if name[:1].isupper():
                return Opaque(name, line, is_told=True)
            return self.emit(Made("unknown", {"name": name_of(name)}), (self.tensor(args).wire,), line)

    def module(self, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """What a class of torch or Keras makes."""
        self.find_shape(name, args, named)
        if name in ("Input", "InputLayer"):
            return Tensor(0)
        if name in ("Sequential", "OrderedDict", "ModuleList", "ModuleDict"):
            return self.container(name, args, line)
        if name == "Model":
            return Unread(name)
        if name in keras.JOINS:
            self.channels_last = True
            axis = named.get("axis", -1)
            return Join(name, line, keras.JOINS[name], (), self.channel_axis(axis))
        if name == "Embedding" and len(args) > 1 and isinstance(args[1], int):
            return Layered(name, line, (Made("embedding", {"features": args[1]}),))
        if name in _RECURRENT and len(args) > 1 and isinstance(args[1], int) and named.get("batch_first") is True:
            twice = named.get("bidirectional") is True
            settings = {"name": name, "hidden": args[1], "bidirectional": twice}
            return Layered(name, line, (Made("recurrent", settings),))
        call = MODULES.get(name)
        if call is not None:
            if named.get("affine", named.get("elementwise_affine")) is name.startswith("Instance"):
                self.note("affine", line, name=name)
            for each in call.unread(named):
                self.note("parameter", line, name=name, argument=name_of(each))
            return Layered(name, line, (call.bind(args, named),), named.get("return_indices") is True)
        if name in SAME_MODULES:
            return Layered(name, line, (Made("same", {"module": SAME_MODULES[name]}),))
        made = keras.keras_layer(name, args, named)
        if made is not None:
            self.channels_last = named.get("data_format") != "channels_first"
            return Layered(name, line, tuple(made))
        inner = {str(at): each for at, each in enumerate(args) if isinstance(each, Module)}
        join = joined(name, line, inner) if inner else None
        if join is not None:
            self.note("joins", line, name=name_of(name))
            return join
        return Opaque(name, line)

    def container(self, name: str, args: list[Any], line: int) -> Module:
        made: Chain = (Listed if name.startswith("Module") else Chain)(name, line)
        for arg in args:
            if isinstance(arg, dict):
                pairs = list(arg.items())
            elif (isinstance(arg, Listed | Chain) and not isinstance(arg, Module)) or (
                type(arg) is Chain and arg.name == "OrderedDict"
            ):
                pairs = list(arg.children.items())
            elif isinstance(arg, list | tuple):
                pairs = [
                    (str(each[0]), each[1]) if isinstance(each, tuple) and len(each) == 2 else (str(at), each)
                    for at, each in enumerate(arg)
                ]
            else:
                pairs = [(str(len(made.children)), arg)]
            for key, each in pairs:
                if isinstance(each, Module):
                    made.add(each, key if key not in made.children else None)
                elif isinstance(each, Unread):
                    self.note("unread_part", line, name=name_of(each.name) if each.name else name)
        return made

    def function(self, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """A function of torch, or of Python itself."""
        if name in _MADE_UP:
            self.made_up(args, named)
            return Tensor(0)
        if name in BUILTINS:
            return _builtin(name, args)
        if name in _CATS or name == "add":
            if name == "add" or not args:
                return self.join("add", args[:2], None, line)
            axis = named.get("dim", named.get("axis", args[1] if len(args) > 1 else 0 if name != "concatenate" else -1))
            values = args[0] if isinstance(args[0], list | tuple) else args
            return self.join("cat", list(values), axis, line)
        if name == "checkpoint" and len(args) > 1 and isinstance(args[0], Module):
            return self.apply(args[0], args[1:], {}, line)
        is_first = bool(args) and isinstance(args[0], Tensor | Unread | tuple)
        if (
            name in ("view", "mean", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "reshape", "amax")
            and is_first
        ):
            return self.method(self.tensor(args), name, args[1:], named, line)
        for suffix in ("_with_indices",):
            if name.endswith(suffix):
                name, named = name.removesuffix(suffix), {**named, "return_indices": True}
        if name in FUNCTIONS:
            return self.layer_function(name, args, named, line)
        if name in SAME_FUNCTIONS and is_first:
            return self.method(self.tensor(args), name, [], {}, line)
        if any(isinstance(each, Tensor) for each in args) and not _QUIET.search(name):
            return self.applied(Opaque(name, line), args, named, line)
        return Unread(name)

    def layer_function(self, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        call = FUNCTIONS[name]
        for each in call.unread({key: value for key, value in named.items() if key not in ("input", "x", "indices")}):
            self.note("parameter", line, name=name, argument=name_of(each))
        first = named.get("input", named.get("x", args[0] if args else Unread()))
        rest = list(args[1:])
        indices = named.get("indices")
        if name.startswith("max_unpool") and rest:
            indices = rest.pop(0)
        made = call.bind(rest, named)
        if name == "pad" and "pad" in made.settings:
            made = Made("pad", {("padding" if key == "pad" else key): value for key, value in made.settings.items()})
        tensor = self.taken(first if not isinstance(first, tuple) else first[0])
        of = indices.wire if isinstance(indices, Indices) else None
        given = self.emit(made, (tensor.wire,), line, of)
        wants = named.get("return_indices") is True
        return (given, Indices(given.wire)) if wants else given

    def tensorflow(self, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """A function of TensorFlow."""
        self.channels_last = named.get("data_format") not in ("NCHW", "channels_first")
        if name in _MADE_UP:
            self.made_up(args, named)
            return Tensor(0)
        if name == "concat":
            axis = named.get("axis", args[1] if len(args) > 1 else -1)
            return self.join(
                "cat",
                list(args[0]) if args and isinstance(args[0], list | tuple) else args,
                self.channel_axis(axis),
                line,
            )
        first = named.pop("input", named.pop("value", args[0] if args else Unread()))
        tensor = self.taken(first)
        made = keras.tensorflow_call(name, args[1:], named)
        if made is not None:
            return self.emit_all(made, tensor, line)
        if name in SAME_FUNCTIONS:
            return self.emit(Made("same", {"module": SAME_FUNCTIONS[name]}), (tensor.wire,), line)
        if name == "pad" and len(args) > 1 and isinstance(args[1], list) and len(args[1]) > 2:
            sides = [tuple(each) for each in args[1][1:-1] if isinstance(each, list | tuple)]
            return self.emit(
                Made("pad", {"padding": tuple(cells for each in reversed(sides) for cells in each)}),
                (tensor.wire,),
                line,
            )
        if isinstance(first, Tensor):
            return self.applied(Opaque(name, line), [tensor], {}, line)
        return Unread(name)


def _builtin(name: str, args: Sequence[Any]) -> Any:
    first = args[0] if args else None
    if isinstance(first, Chain):
        first = list(first.children.values())
    if name == "range" and args and all(isinstance(each, int) for each in args):
        return list(range(*(max(-1000, min(each, 1000)) for each in args[:3]))) if 0 not in args[2:3] else Unread()
    if name == "len" and isinstance(first, list | tuple):
        return len(first)
    if name in ("int", "float", "round", "abs") and isinstance(first, int | float):
        whole = float(first) if name == "float" else abs(first) if name == "abs" else int(first)
        whole = round(first) if name == "round" else whole
        return whole if abs(first) < 10**12 else Unread()
    if name in ("int", "float") and isinstance(first, Size | Derived):
        return first
    if name in ("max", "min") and args and all(isinstance(each, int | float) for each in args):
        return (max if name == "max" else min)(args)
    if name in ("list", "tuple") and isinstance(first, list | tuple):
        return list(first) if name == "list" else tuple(first)
    if name == "enumerate" and isinstance(first, list | tuple):
        return list(enumerate(first))
    if name == "reversed" and isinstance(first, list | tuple):
        return list(reversed(first))
    if name == "zip" and all(isinstance(each, list | tuple | Chain) for each in args):
        lists = [list(each.children.values()) if isinstance(each, Chain) else list(each) for each in args]
        return list(zip(*lists, strict=False))
    return Unread(name)
