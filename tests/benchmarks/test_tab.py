"""The messages of a tab: what the server says is taken in, and what the tab sends is what Streamlit's parts read."""

import json

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.components.v2.bidi_component.serialization import deserialize_trigger_list
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.classroom.tab import ProtocolError, Tab

STAGE = "$$ID-0123456789abcdef-lesson_stage"


def widget_id(key):
    return f"$$ID-0123456789abcdef-{key}"


def drawn(kind, key, **fields):
    message = ForwardMsg()
    element = getattr(message.delta.new_element, kind)
    element.id = widget_id(key)
    for name, value in fields.items():
        setattr(element, name, value)
    return message


def picked(key, options, default):
    message = drawn("button_group", key, query_param_key=key)
    for option in options:
        message.delta.new_element.button_group.options.add(content=option)
    message.delta.new_element.button_group.default.append(default)
    return message


def grid(text, identity=STAGE):
    message = ForwardMsg()
    message.delta.new_element.bidi_component.id = identity
    message.delta.new_element.bidi_component.bytes = text.encode()
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
    """What a message of the tab asks for: the request, and its widgets' values by id."""
    message = BackMsg()
    message.ParseFromString(data)
    states = {}
    for state in message.rerun_script.widget_states.widgets:
        kind = state.WhichOneof("value")
        value = None if kind is None else getattr(state, kind)
        states[state.id] = list(value.data) if kind == "string_array_value" else value
    return message.rerun_script, states


@pytest.fixture
def tab():
    """A tab whose page was drawn once."""
    tab = Tab("sliding_windows", "input=1+2%0A3+4")
    tab.rerun()
    page = ForwardMsg()
    page.navigation.page_script_hash = "abc"
    return told(
        tab,
        begun(),
        page,
        drawn("number_input", "kernel_size", default=2.0, query_param_key="kernel_size"),
        drawn("number_input", "stride", query_param_key="stride"),
        drawn("checkbox", "ceil_mode", default=False, query_param_key="ceil_mode"),
        picked("operation", ["max", "avg", "lp"], 0),
        drawn("text_area", "input", default="0", value="1 2\n3 4", set_value=True, query_param_key="input"),
        grid("{}"),
        finished(),
    )


def test_the_first_message_names_the_page_and_later_ones_its_hash(tab):
    first, states = sent(Tab("sliding_windows", "kernel_size=3").rerun())
    assert (first.page_name, first.page_script_hash, first.query_string) == ("sliding_windows", "", "kernel_size=3")
    assert states == {}
    later, _ = sent(tab.rerun())
    assert (later.page_name, later.page_script_hash) == ("", "abc")


def test_every_widget_is_sent_with_its_value(tab):
    _, states = sent(tab.rerun())
    assert states == {
        widget_id("kernel_size"): 2.0,
        widget_id("stride"): None,
        widget_id("ceil_mode"): False,
        widget_id("operation"): ["max"],
        widget_id("input"): "1 2\n3 4",
    }


@pytest.mark.parametrize(
    "key, value, state, said",
    [
        ("kernel_size", 3.0, 3.0, "3"),
        ("stride", 1.0, 1.0, "1"),
        ("ceil_mode", True, True, "true"),
        ("operation", "avg", ["avg"], "avg"),
        ("input", "5 6", "5 6", "5 6"),
    ],
)
def test_a_change_reaches_the_state_and_the_address(tab, key, value, state, said):
    asked, states = sent(tab.change(key, value))
    assert states[widget_id(key)] == state
    assert tab.link[key] == said
    assert f"{key}=" in asked.query_string


def test_a_default_leaves_the_address(tab):
    tab.change("stride", 2.0)
    _, states = sent(tab.change("stride", None))
    assert states[widget_id("stride")] is None
    assert "stride" not in tab.link


def test_what_is_not_on_the_page_cannot_be_changed(tab):
    with pytest.raises(ProtocolError, match="no widget 'padding'"):
        tab.change("padding", 1.0)


def test_an_edit_is_a_trigger_as_the_component_reads_it(tab):
    _, states = sent(tab.edit(1, 0, "-0.5"))
    events = deserialize_trigger_list(states[_make_trigger_id(STAGE, "events")])
    assert events == [{"event": "edit", "value": {"row": 1, "col": 0, "rows": [["-0.5"]]}}]
    _, states = sent(tab.rerun())
    assert _make_trigger_id(STAGE, "events") not in states


def test_the_servers_value_wins_and_its_address_too(tab):
    address = ForwardMsg()
    address.page_info_changed.query_string = "input=9&stride="
    told(tab, drawn("text_area", "input", default="0", value="9", set_value=True, query_param_key="input"), address)
    _, states = sent(tab.rerun())
    assert states[widget_id("input")] == "9"
    assert tab.link == {"input": "9", "stride": ""}


def test_a_widget_that_a_whole_run_does_not_draw_is_gone(tab):
    tab.rerun()
    told(tab, begun(), drawn("checkbox", "ceil_mode", default=False), finished())
    assert sent(tab.rerun())[1] == {widget_id("ceil_mode"): False}


def test_a_fragments_run_leaves_the_other_widgets(tab):
    before = sent(tab.rerun(fragment="f"))[1]
    told(tab, begun(), finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    assert tab.ended is not None
    assert tab.stage == "{}"
    assert sent(tab.rerun())[1] == before


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


def test_a_page_that_wants_a_fragment_run_again_says_so(tab):
    tab.rerun()
    wanted = ForwardMsg()
    wanted.auto_rerun.fragment_id, wanted.auto_rerun.interval = "f", 0.5
    told(tab, wanted)
    assert tab.again == ("f", 0.5)
    assert sent(tab.rerun(fragment="f"))[0].fragment_id == "f"
    assert tab.again is None
