"""The questions as data, and the app's answer to one: the screen that its link, or its pasted text, opens."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.lessons import LESSONS
from tests.support.screens import by_address
from ui import server
from ui.state import codec
from ui.text import tensor_text

FILES = sorted(Path(__file__).parent.glob("*.toml"))
# How a question may be put, and what may be said to be right.
PUT = ("link", "pasted")
RIGHT = (
    *("output", "beside", "beside_size", "equal", "indices", "back", "gradient", "masked", "windows"),
    *("offers", "sources", "shape", "parameters", "refused", "at", "fix", "first"),
)
MAY_SAY = {"source", "about", "ours", "opens", "torch", "asked", "why", *PUT, *RIGHT}
CLIENT = TestClient(Starlette(routes=server.routes()))


class Question(NamedTuple):
    """One question.

    Attributes:
        name: of its file, and its place there.
        kind: 1 to 14 of those that once could not be asked, 0 of any other.
        said: everything that its file says of it.
    """

    name: str
    kind: int
    said: Mapping[str, Any]

    @property
    def asked(self) -> bool:
        """Whether the app can be asked."""
        return bool(self.said.get("asked", True))

    @property
    def refuses(self) -> bool:
        """Whether the right answer is a refusal."""
        return bool(self.said.keys() & {"refused", "at", "fix", "first"})


def questions() -> Iterator[Question]:
    """All of them, in the order of their files."""
    for file in FILES:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        for number, each in enumerate(said["question"], start=1):
            yield Question(f"{file.stem}-{number}", said["kind"], each)


# ---- what the app says ----


def answer_to(question):
    """The screen that a question opens; of a question for a size the answer itself."""
    if "pasted" in question.said:
        return pasted(question.said["pasted"], question.said.get("opens", "shapes"))
    name, _, query = question.said["link"].partition("?")
    return CLIENT.get(f"{server.FOUND_SIZES}?{query}").json() if name == "sizes" else by_address(question.said["link"])


def pasted(text, lesson):
    """The screen of a lesson that a pasted text leads to."""
    ways = CLIENT.post(server.READ, content=text.encode()).json()["ways"]
    (way,) = [each for each in ways if each["lesson"] == lesson]
    return by_address(way["href"].rsplit("/", 1)[-1])


# ---- what PyTorch says ----


def in_torch(question):
    """What PyTorch makes of the same: of a call with the tensor ``x`` of the link, or of a module and a shape."""
    name, _, query = question.said["link"].partition("?")
    lesson, program = LESSONS[name], question.said["torch"]
    state = codec.read(lesson.fields, codec.pairs_of(query)).state
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    if name == "shapes":
        return eval(program, names)(torch.zeros([int(size) for size in state["shapes_input"].split(" x ")]))
    x = torch.from_numpy(tensor_text.parse(state[lesson.input_key]).array).requires_grad_("grad(" in program)
    return eval(program, {**names, "x": x[None] if "2d(" in program else x}).float().detach()


def run_in_torch(program):
    """What a pasted program makes, on a device without numbers: a shape, and how many numbers are learned."""
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    with torch.device("meta"), torch.no_grad():
        exec(program, names)
    learned = sum(each.numel() for each in names["model"].parameters()) if "model" in names else 0
    return list(names["y"].shape[1:]), learned
