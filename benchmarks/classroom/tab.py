"""A browser tab as Streamlit's server knows it: what it sends to open a page, to turn to another and to tell."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
# A browser forgets a cached message that this many runs did not use (global.maxCachedMessageAge).
CACHED_RUNS = 2
# The line of script by which a page brings the stage.
IMPORT = re.compile(r'import\(new URL\("([^"]+)"')


class ProtocolError(Exception):
    """What no server of this version does, in one sentence."""


class Tab:
    """One tab on one page of the app.

    Attributes:
        link: what the address says after the question mark.
        ended: how the run asked for ended, or None while it is under way.
        stage: the JSON that the stage was handed since the whole page was last asked for, as text.
        module: the path of the script that draws the stage.
        received: bytes.
    """

    def __init__(self, page: str, query: str = "") -> None:
        self.page = page
        self.link = dict(parse_qsl(query, keep_blank_values=True))
        self.ended: int | None = None
        self.stage: str | None = None
        self.module: str | None = None
        self.received = 0
        self._stage_id = self._page_hash = ""
        self._pages: dict[str, str] = {}
        self._cache: dict[str, tuple[bytes, int]] = {}
        self._runs = 0
        self._run: str | None = None

    @property
    def query(self) -> str:
        """The address after the question mark."""
        return urlencode(self.link)

    # ---- what the tab sends ----

    def rerun(self, *triggers: WidgetState) -> bytes:
        """The message that runs the page."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self.page
        asked.widget_states.widgets.extend(triggers)
        asked.cached_message_hashes.extend(self._cache)
        self.ended = self._run = self.stage = None
        return message.SerializeToString()

    def turn(self, page: str) -> bytes:
        """The message that runs another page, as the menu asks for it: with nothing in its address."""
        if page not in self._pages:
            raise ProtocolError(f"the menu has no page {page!r}")
        self.page, self._page_hash, self.link = page, self._pages[page], {}
        return self.rerun()

    def settled(self) -> bytes:
        """Tell the page the state that the stage has come to, a trigger of the component, which lives for one run."""
        if self.stage is None:
            raise ProtocolError("the page has no stage that could tell")
        # What the page was opened with comes back with it, so that it knows which opening is meant.
        event = {"event": "settled", "value": {"query": self.query, "opened": json.loads(self.stage)["said"]}}
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
            self._run = message.metadata.run.script_run_id
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self.link = dict(parse_qsl(message.page_info_changed.query_string, keep_blank_values=True))
        elif kind == "script_finished" and message.metadata.run.script_run_id == self._run:
            self._finish(message.script_finished)
        return kind

    def _draw(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.id.endswith("_stage"):
            drawn = element.bidi_component
            self.stage, self._stage_id = drawn.bytes.decode(), drawn.id
            found = IMPORT.search(drawn.js_content)
            self.module = found[1] if found else self.module
        elif kind == "exception":
            raise ProtocolError(f"the page failed: {element.exception.type} {element.exception.message}".strip())

    def _finish(self, how: int) -> None:
        if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise ProtocolError("the page could not be compiled")
        if how == FINISHED:
            self._runs += 1
            oldest = self._runs - CACHED_RUNS
            self._cache = {name: (data, used) for name, (data, used) in self._cache.items() if used >= oldest}
            self.ended = how
