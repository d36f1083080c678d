"""A browser tab as Streamlit's server knows it: what it keeps between runs, and the messages it sends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

Value = float | bool | str | None
_ID = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")
FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
FRAGMENT_FINISHED = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
# A browser forgets a cached message that this many runs did not use (global.maxCachedMessageAge).
CACHED_RUNS = 2


def _typed(element: Any) -> tuple[Value, Value]:
    default = element.default if element.HasField("default") else None
    return default, element.value if element.HasField("value") else None


def _ticked(element: Any) -> tuple[Value, Value]:
    return element.default, element.value


def _picked(element: Any) -> tuple[Value, Value]:
    default = next((element.options[index].content for index in element.default), None)
    return default, next(iter(element.raw_values), None)


# Widgets that students use: how to read an element's default and the value the server sets, and the state it has.
READ: Mapping[str, Callable[[Any], tuple[Value, Value]]] = {
    "number_input": _typed,
    "text_area": _typed,
    "text_input": _typed,
    "checkbox": _ticked,
    "button_group": _picked,
}
STATE = {
    "number_input": "double_value",
    "text_area": "string_value",
    "text_input": "string_value",
    "checkbox": "bool_value",
}


class ProtocolError(Exception):
    """What no server of this version does, in one sentence."""


def state_of(kind: str, identity: str, value: Value) -> WidgetState:
    """A widget's value as the server is told it; an empty widget has a state without a value."""
    state = WidgetState(id=identity)
    if kind == "button_group":
        state.string_array_value.data.extend([] if value is None else [str(value)])
    elif value is not None:
        setattr(state, STATE[kind], value)
    return state


def text_of(value: Value) -> str:
    """A value as an address says it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


class Tab:
    """One tab on one page of the app.

    Attributes:
        link: what the address says after the question mark.
        ended: how the run asked for ended, or None while it is under way.
        stage: the JSON that the grid was handed since the whole page was last asked for, as text.
        again: the fragment that the page wants run again, and after how many seconds.
        received: bytes.
    """

    def __init__(self, page: str, query: str = "") -> None:
        self.page = page
        self.link = dict(parse_qsl(query, keep_blank_values=True))
        self.ended: int | None = None
        self.stage: str | None = None
        self.again: tuple[str, float] | None = None
        self.received = 0
        self._stage_id = self._page_hash = ""
        self._widgets: dict[str, tuple[str, str, Value]] = {}
        self._states: dict[str, WidgetState] = {}
        self._drawn: set[str] = set()
        self._cache: dict[str, tuple[bytes, int]] = {}
        self._runs = 0
        self._run: str | None = None

    @property
    def query(self) -> str:
        """The address after the question mark."""
        return urlencode(self.link)

    # ---- what the tab sends ----

    def rerun(self, *triggers: WidgetState, fragment: str = "") -> bytes:
        """The message that runs the page with every widget's state."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self.page
        asked.fragment_id, asked.is_auto_rerun = fragment, bool(fragment)
        asked.widget_states.widgets.extend(self._states.values())
        asked.widget_states.widgets.extend(triggers)
        asked.cached_message_hashes.extend(self._cache)
        self.ended = self.again = self._run = None
        if not fragment:  # a fragment leaves the rest of the page as it is
            self.stage = None
        return message.SerializeToString()

    def change(self, key: str, value: Value) -> bytes:
        """Give a widget a value; the browser itself writes it into the address, unless it is the default."""
        if key not in self._widgets:
            raise ProtocolError(f"the page shows no widget {key!r}")
        kind, identity, default = self._widgets[key]
        self._states[identity] = state_of(kind, identity, value)
        if value == default:
            self.link.pop(key, None)
        else:
            self.link[key] = text_of(value)
        return self.rerun()

    def edit(self, row: int, column: int, text: str) -> bytes:
        """Type over a cell of the grid: a trigger of the component, which lives for one run."""
        event = {"event": "edit", "value": {"row": row, "col": column, "rows": [[text]]}}
        identity = f"$$STREAMLIT_INTERNAL_KEY_{self._stage_id}__events"
        return self.rerun(WidgetState(id=identity, json_trigger_value=json.dumps([event])))

    # ---- what the tab is told ----

    def take(self, data: bytes) -> str:
        """Take in one message of the server; returns its kind."""
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.WhichOneof("type") == "ref_hash":
            if message.ref_hash not in self._cache:
                raise ProtocolError(f"the server refers to message {message.ref_hash}, which this tab does not have")
            data = self._cache[message.ref_hash][0]
            message.ParseFromString(data)
        if message.metadata.cacheable:
            self._cache[message.hash] = (data, self._runs)
        kind = message.WhichOneof("type") or ""
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._draw(message.delta.new_element)
        elif kind == "new_session":
            self._drawn.clear()
            self._run = message.metadata.run.script_run_id
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.link = dict(parse_qsl(message.page_info_changed.query_string, keep_blank_values=True))
        elif kind == "auto_rerun":
            self.again = (message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "script_finished" and message.metadata.run.script_run_id == self._run:
            self._finish(message.script_finished)
        return kind

    def _draw(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.id.endswith("_stage"):
            self.stage, self._stage_id = element.bidi_component.bytes.decode(), element.bidi_component.id
        elif kind == "exception":
            raise ProtocolError(f"the page failed: {element.exception.type} {element.exception.message}".strip())
        elif kind in READ:
            drawn = getattr(element, kind)
            named = _ID.fullmatch(drawn.id)
            default, told = READ[kind](drawn)
            self._drawn.add(drawn.id)
            if named:
                self._widgets[named[1]] = (kind, drawn.id, default)
            if drawn.set_value or drawn.id not in self._states:
                self._states[drawn.id] = state_of(kind, drawn.id, told if drawn.set_value else default)

    def _finish(self, how: int) -> None:
        if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise ProtocolError("the page could not be compiled")
        if how == FINISHED:
            # A widget that a whole run did not draw is gone, and its state with it.
            self._states = {identity: state for identity, state in self._states.items() if identity in self._drawn}
            self._runs += 1
            oldest = self._runs - CACHED_RUNS
            self._cache = {name: (data, used) for name, (data, used) in self._cache.items() if used >= oldest}
        if how in (FINISHED, FRAGMENT_FINISHED):
            self.ended = how
