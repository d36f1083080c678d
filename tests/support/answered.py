"""A lesson as its stage shows it: the answer to a link, and what a hand does there. No browser, no Streamlit."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from tests.support.app_pages import app_page
from ui.lessons import LESSONS
from ui.page.pictures import BEFORE, answer
from ui.state.codec import text_of

# As in store.js.
LONGEST_BEFORE = 8000
# Of a part of a screen: what is no word for a reader.
SILENT = ("key", "kind", "tone", "changes", "tree", "state")


class Screen:
    """What ``answer`` says to a link; a touch asks again, as the stage's store does.

    Attributes:
        data: the payload that is drawn.
        refused: why the text that was last written could not be read; the state is then the one before it.
    """

    def __init__(self, name: str, query: str = "") -> None:
        self.lesson = LESSONS[name]
        self.data = answer(name, query)
        self.refused: str | None = None

    @property
    def link(self) -> dict[str, str]:
        """Each field that is not at its default, as the address says it."""
        return dict(self.data["link"])

    @property
    def query(self) -> str:
        return urlencode(self.link)

    # ---- what a hand does ----

    def turn(self, key: str, value: Any) -> "Screen":
        """A control is turned, or a text is written into its box; what else the control changes changes too."""
        said = text_of(value)
        if key in {tensor["key"] for tensor in self.data["tensors"]}:
            return self.change({key: said})
        control = self.control(key)
        offered = [option["value"] for option in control.get("options", [])]
        assert not offered or said in offered, f"{key} offers {offered}, not {said!r}"
        changes = control.get("changes", {})
        return self.change({key: said, **changes.get(said, changes.get("*", {}))})

    def press(self, which: str | int = 0) -> "Screen":
        """A button that mends a refusal, by its label or its place."""
        (fix,) = [fix for at, fix in enumerate(self.fixes) if which in (at, fix["label"])]
        return self.change(fix["changes"])

    def choose(self, title: str) -> "Screen":
        """An example is chosen from the list: its state, whatever was before."""
        (state,) = [each["state"] for each in self.data["examples"]["list"] if each["title"] == title]
        return self._ask(state, before=False)

    def change(self, changes: Mapping[str, str]) -> "Screen":
        """These fields change at once."""
        return self._ask({**self.link, **changes}, tuple(changes))

    def _ask(self, state: Mapping[str, str], keys: tuple[str, ...] = (), before: bool = True) -> "Screen":
        told = {BEFORE: self.query} if before and len(self.query) < LONGEST_BEFORE else {}
        data = answer(self.lesson.name, urlencode({**state, **told}))
        unread = [each["kept"] for each in data["tensors"] if each["problem"] and each["key"] in keys]
        self.refused = unread[0] if unread else None
        if not unread:
            self.data = data
            self.__dict__.pop("page", None)
        return self

    # ---- what stands there ----

    @property
    def controls(self) -> list[dict[str, Any]]:
        """Every control, from top to bottom."""
        return [control for place in self.data["controls"].values() for control in place]

    def control(self, key: str) -> dict[str, Any]:
        """The control of a field."""
        (found,) = [each for each in self.controls if each["key"] == key]
        return found

    def tensor(self, key: str) -> dict[str, Any]:
        """The text box of a field."""
        (found,) = [each for each in self.data["tensors"] if each["key"] == key]
        return found

    def panel(self, key: str) -> dict[str, Any]:
        """A part below the picture."""
        (found,) = [each for each in self.data["panels"] if each["key"] == key]
        return found

    @property
    def fixes(self) -> list[dict[str, Any]]:
        """The buttons that mend what is refused, above the picture and below it."""
        parts = [self.data["headline"], *self.data["panels"]]
        return [fix for part in parts for fix in part.get("fixes") or []]

    @property
    def refusals(self) -> list[str]:
        """The rules that are broken: above the picture, and in panels of their own."""
        parts = [self.data["headline"], *self.data["panels"]]
        return [f"{part.get('title') or ''} {part['text']}".strip() for part in parts if part.get("tone") == "refusal"]

    @property
    def problems(self) -> list[str]:
        """What of the link, or of a text, could not be used."""
        headline = self.data["headline"]
        found = [*self.data["problems"], *([headline["text"]] if headline["tone"] == "problem" else [])]
        return [*found, *([self.refused] if self.refused else [])]

    @property
    def said(self) -> list[str]:
        """All words of the screen but those on controls, and the code to copy."""
        data = self.data
        panels = [panel for panel in data["panels"] if panel["kind"] != "code"]
        unused = [*data["problems"], *([self.refused] if self.refused else [])]
        drawn = [data.get("stack", {}).get("totals"), data.get("lines", {}).get("rows")]
        return [data["title"], *unused, *_words([data["headline"], data["changed"], data["oracle"], drawn, panels])]

    @property
    def codes(self) -> list[str]:
        """The programs and numbers to copy."""
        return [panel["text"] for panel in self.data["panels"] if panel["kind"] == "code"]

    @cached_property
    def page(self) -> Any:
        """What the page draws below the stage of a settled state, or None where it draws nothing."""
        return app_page(self.lesson.name, **self.link) if self.data["charts"] else None


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key not in SILENT:
                yield from _words(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _words(each)
