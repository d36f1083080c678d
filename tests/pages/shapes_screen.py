"""What stands on the shapes page: its table, its formulas, and the same by running the page's own code."""

import torch

from tests.support.lessons import LESSONS
from tests.support.screens import checked, codes
from tests.support.snippets import executed

LESSON = LESSONS["shapes"]
WORDS = LESSON.words
TABLE = WORDS["table"]
AGREES = "PyTorch 2.13.0 agrees: shapes and parameters"


def rows(app):
    """The table, one list a column."""
    (table,) = app.dataframe
    return table.value.to_dict("list")


def formulas(app):
    """What is written in KaTeX, letter by letter."""
    return [
        each.value.replace(" \\cdot", r"\cdot").replace("\\cdot ", r"\cdot")
        for each in app.markdown
        if "$" in each.value
    ]


def choices(app):
    """The buttons that mend the stack, by what they say, from the first on."""
    return {button.label: button for button in app.button if str(button.key).startswith("fix")}


def taken(app, label):
    """The page after the button that says so was pressed."""
    return checked(choices(app)[label].click().run())


def in_torch(app):
    """Shape and parameters after each layer, by running the page's own code; None where PyTorch refuses it."""
    with torch.device("meta"):
        try:
            names = executed(codes(app)[-1])
        except (RuntimeError, ValueError, ZeroDivisionError):
            return None
        x, found = names["x"], []
        for module in names["model"]:
            x = module(x)
            count = sum(parameter.numel() for parameter in module.parameters())
            found.append((" × ".join(map(str, x.shape[1:])), f"{count:,}"))
    return found
