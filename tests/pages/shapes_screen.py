"""What stands on the shapes screen: its picture, its table, its formulas, and what its own code makes of it."""

import torch

from tests.support.lessons import LESSONS
from tests.support.snippets import executed

LESSON = LESSONS["shapes"]
WORDS = LESSON.words
TABLE = WORDS["table"]
AGREES = "PyTorch 2.13.0 agrees: shapes and parameters"


def rows(app, key="layers"):
    """A table of the screen, one list a column, by the column's name."""
    panel = app.panel(key)
    lines = [row["cells"] for row in panel["rows"]]
    return {each["label"]: [line[at] for line in lines] for at, each in enumerate(panel["columns"])}


def flat(tree):
    """A tree of MathML on one line; a fraction in brackets."""
    if isinstance(tree, str):
        return tree
    name, *children = tree
    inner = [flat(child) for child in children]
    if name == "mfrac":
        return f"(({inner[0]}) / ({inner[1]}))"
    return {"mtable": "\n", "mrow": ""}.get(name, " ").join(inner).replace("\N{NO-BREAK SPACE}", " ")


def formulas(app):
    """The formulas of the layer that is looked at, by their names."""
    return {row["caption"]: flat(row["tree"]) for row in app.panel("layer")["rows"]}


def picture(app):
    """What is drawn in the place of the grids; nothing where the texts cannot be read."""
    return app.data.get("stack") or app.data.get("lines")


def choices(app):
    """The buttons that mend the stack, by what they say, from the first on."""
    return [fix["label"] for fix in app.fixes]


def in_torch(app):
    """Shape and parameters after each layer, by running the screen's own code; None where PyTorch refuses it.

    Of a stack with branches those of the last alone.
    """
    with torch.device("meta"):
        try:
            names = executed(app.panel("code")["text"])
        except (RuntimeError, ValueError, ZeroDivisionError):
            return None
        x, found = names["x"], []
        if not isinstance(names["model"], torch.nn.Sequential):
            count = sum(parameter.numel() for parameter in names["model"].parameters())
            return [(" × ".join(map(str, names["y"].shape[1:])), f"{count:,}")]
        for module in names["model"]:
            x = module(x)
            count = sum(parameter.numel() for parameter in module.parameters())
            found.append((" × ".join(map(str, x.shape[1:])), f"{count:,}"))
    return found
