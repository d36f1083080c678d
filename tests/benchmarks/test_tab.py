"""The messages of a tab: what the server says is taken in, and what the tab sends is what Streamlit's parts read."""

import json

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.components.v2.bidi_component.serialization import deserialize_trigger_list
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.classroom.tab import ProtocolError, Tab
from ui.stage.component import _SCRIPT

STAGE = "$$ID-0123456789abcdef-lesson_stage"


def grid(text, identity=STAGE):
    message = ForwardMsg()
    message.delta.new_element.bidi_component.id = identity
    message.delta.new_element.bidi_component.bytes = text.encode()
    message.delta.new_element.bidi_component.js_content = _SCRIPT.format(address="/stage/abc/mount.js")
    return message


def begun(run="run"):
    message = ForwardMsg()
    message.new_session.name = "app"
    message.metadata.run.script_run_id = run
    return message


def finished(how=ForwardMsg.FINISHED_SUCCESSFULLY, run="run"):
    message = ForwardMsg(script_finished=how)
    message.metadata.run.script_run_id = run
    return message


def told(tab, *messages):
    for message in messages:
        tab.take(message.SerializeToString())
    return tab


def sent(data):
    """What a message of the tab asks for: the request, and its triggers by id."""
    message = BackMsg()
    message.ParseFromString(data)
    states = {state.id: state.json_trigger_value for state in message.rerun_script.widget_states.widgets}
    return message.rerun_script, states


@pytest.fixture
def tab():
    """A tab whose page was drawn once."""
    tab = Tab("sliding_windows", "input=1+2%0A3+4")
    tab.rerun()
    page = ForwardMsg()
    page.navigation.page_script_hash = "abc"
    for name, identity in (("", "start"), ("sliding_windows", "abc"), ("adaptive_bins", "def")):
        page.navigation.app_pages.add(url_pathname=name, page_script_hash=identity)
    return told(tab, begun(), page, grid("{}"), finished())


def test_the_first_message_names_the_page_and_later_ones_its_hash(tab):
    first, states = sent(Tab("sliding_windows", "kernel_size=3").rerun())
    assert (first.page_name, first.page_script_hash, first.query_string) == ("sliding_windows", "", "kernel_size=3")
    assert states == {}
    later, states = sent(tab.rerun())
    assert (later.page_name, later.page_script_hash, later.query_string) == ("", "abc", "input=1+2%0A3+4")
    assert states == {}


def test_the_menu_leads_to_a_page_with_nothing_in_its_address(tab):
    asked, _ = sent(tab.turn("adaptive_bins"))
    assert (asked.page_script_hash, asked.query_string) == ("def", "")
    assert (tab.page, tab.link, tab.stage) == ("adaptive_bins", {}, None)
    with pytest.raises(ProtocolError, match="no page 'shapes'"):
        tab.turn("shapes")


def test_the_stages_module_is_where_the_page_imports_it_from(tab):
    assert tab.module == "/stage/abc/mount.js"
    assert Tab("sliding_windows").module is None


def test_a_settled_state_is_a_trigger_as_the_component_reads_it(tab):
    tab.link = {"kernel_size": "3"}
    tab.stage = '{"said": "input=1"}'
    _, states = sent(tab.settled())
    events = deserialize_trigger_list(states[_make_trigger_id(STAGE, "events")])
    assert events == [{"event": "settled", "value": {"query": "kernel_size=3", "opened": "input=1"}}]
    assert sent(tab.rerun())[1] == {}
    with pytest.raises(ProtocolError, match="no stage"):
        tab.settled()


def test_the_servers_address_wins(tab):
    address = ForwardMsg()
    address.page_info_changed.query_string = "input=9&stride="
    told(tab, address)
    assert tab.link == {"input": "9", "stride": ""}


def test_only_the_end_of_the_run_that_was_asked_for_ends_it(tab):
    tab.rerun()
    assert (tab.ended, tab.stage) == (None, None)
    told(tab, begun(), grid('"early"'), finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert tab.ended is None
    told(tab, begun("later"), grid('"late"'), finished(run="run"))
    assert tab.ended is None
    told(tab, finished(run="later"))
    assert tab.ended == ForwardMsg.FINISHED_SUCCESSFULLY
    assert json.loads(tab.stage) == "late"


def test_another_component_is_not_the_grid(tab):
    told(tab, grid('"volume"', "$$ID-0123456789abcdef-lesson_volume"))
    assert tab.stage == "{}"


def test_a_page_that_fails_says_so(tab):
    tab.rerun()
    told(tab, begun())
    with pytest.raises(ProtocolError):
        told(tab, finished(ForwardMsg.FINISHED_WITH_COMPILE_ERROR))
    failure = ForwardMsg()
    failure.delta.new_element.exception.type = "ValueError"
    with pytest.raises(ProtocolError, match="the page failed: ValueError"):
        told(tab, failure)


def test_a_message_the_tab_has_is_only_referred_to(tab):
    large = grid('"large"')
    large.hash, large.metadata.cacheable = "h", True
    tab.rerun()
    told(tab, begun(), large, finished())
    assert list(sent(tab.rerun())[0].cached_message_hashes) == ["h"]
    told(tab, begun(), ForwardMsg(ref_hash="h"), finished())
    assert tab.stage == '"large"'
    for _ in range(3):  # unused, it is forgotten
        tab.rerun()
        told(tab, begun(), finished())
    assert not sent(tab.rerun())[0].cached_message_hashes
    with pytest.raises(ProtocolError, match="does not have"):
        told(tab, ForwardMsg(ref_hash="h"))
