"""The stage's pure modules by themselves, in the suite's browser: order, player, drafts, state, equation, readers."""

import pytest

from tests.support.walk import BESIDE, STEPS, WAYS, picture
from ui.words.listed import entries


@pytest.mark.parametrize(
    "edit, becomes",
    [
        ({"row": 0, "col": 1, "rows": [["9"]]}, [["1", "9"], ["3", "4"]]),
        ({"row": 1, "col": 1, "rows": [["5", "6"], ["7", "8"]]}, [["1", "2", "0"], ["3", "5", "6"], ["0", "7", "8"]]),
        ({"row": 0, "col": 0, "rows": [["", "5"]]}, [["1", "5"], ["3", "4"]]),
    ],
)
def test_a_block_is_written_into_the_tensor_and_makes_it_larger(run, edit, becomes):
    assert run("drafts.js", "({ written }, edit) => written([['1', '2'], ['3', '4']], edit)", edit) == becomes


def test_a_tensor_is_cut_and_filled_up(run):
    cut = run("drafts.js", "({ resized, tensorText }) => tensorText(resized([['1', '2'], ['3', '4']], 1, 3))")
    assert cut == "1 2 0"


@pytest.mark.parametrize("text, block", [("1\t2\r\n3\t4", [["1", "2"], ["3", "4"]]), ("1, 2", [["1", "2"]]), (" ", [])])
def test_a_block_is_read_from_what_is_pasted(run, text, block):
    assert run("editor.js", "({ readBlock }, text) => readBlock(text)", text) == block


def test_the_player_goes_through_places_of_any_rank_in_reading_order(run):
    walked = run(
        "player.js",
        """({ Player }) => {
          const player = new Player(() => {})
          player.fit([2, 1, 3])
          return Array.from({ length: player.count }, (_, at) => (player.goTo(at), [...player.cursor]))
        }""",
    )
    assert walked == [[d, 0, c] for d in range(2) for c in range(3)]


def test_a_player_stays_within_what_there_is(run):
    seen = run(
        "player.js",
        """({ Player }) => {
          const player = new Player(() => {})
          player.fit([3, 3])
          player.goTo(99)
          const last = [...player.cursor]
          player.fit([2, 2])
          return [last, player.cursor, player.count]
        }""",
    )
    assert seen == [[2, 2], [1, 1], 4]


READERS = """({ View }, [readers, frame, fed, place]) =>
  View.prototype.readersOf.call({ payload: { readers, fed, input: { frame } } }, ...place)"""


def test_who_reads_a_cell_is_the_product_of_both_axes(run):
    readers = [[[], [0], [0, 1]], [[0], [0, 1], [1]]]
    assert run("view.js", READERS, [readers, [1, 0, 0, 0], None, [1, 1]]) == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert run("view.js", READERS, [readers, [1, 0, 0, 0], None, [-1, 0]]) == []
    assert run("view.js", READERS, [readers, [0, 0, 0, 0], [[[[7, 7]]]], [0, 0]]) == [[7, 7]]


PIECES = (
    "({ pieces }, [text, cells, result]) => pieces(text, cells, result).map(([said, cell]) => [said, Boolean(cell)])"
)


@pytest.mark.parametrize(
    "text, cells, result, marked",
    [
        ("max(3, 1, 2, 6) = 6", ["3", "1", "2", "6"], "6", ["3", "1", "2", "6", "6"]),
        ("(2 + 2) / 2 = 2", ["2", "2"], "2", ["2", "2", "2"]),
        ("(3 - 1) / 2 = 1", ["3", "-1"], "1", ["3", "- 1".replace("- ", ""), "1"]),
        ("max(-∞, nan) = nan", ["-∞", "nan"], "nan", ["-∞", "nan", "nan"]),
        ("(3^2 + 4^2)^(1/2) = 5", ["3", "4"], "5", ["3", "4", "5"]),
        ("no number", ["1"], "1", []),
    ],
)
def test_each_number_of_an_equation_finds_its_cell(run, text, cells, result, marked):
    terms = [{"text": cell, "heat": 0.5} for cell in cells]
    found = run("equation.js", PIECES, [text, terms, {"text": result, "heat": 1}])
    assert "".join(said for said, _ in found) == text
    assert [said for said, is_term in found if is_term] == marked


STORE = """({ Store }) => {
  const asked = []
  const shown = []
  const store = new Store("lesson")
  store.host = {
    ask: (query, before) => new Promise((answer) => asked.push({ query, before, answer })),
    show: (payload) => shown.push(payload.link),
    refuse: (tensor) => shown.push(tensor.key),
    say: () => {},
  }
  store.readAddress(["k", "s", "input"], "?k=2")
  store.open({ link: { k: "2" } })
  return [store, asked, shown]
}"""


SETTLE = "const settle = () => new Promise((done) => setTimeout(done))"


def story(steps):
    """What happens to a store, as a function of its module."""
    return f"async (module) => {{ const [store, asked, shown] = ({STORE})(module); {SETTLE}; {steps} }}"


def test_a_newer_question_drops_an_older_answer(run):
    seen = run(
        "store.js",
        story(
            """store.change({ k: "3" }); store.change({ k: "4" })
            asked[1].answer({ link: { k: "4" } }); await settle()
            asked[0].answer({ link: { k: "3" } }); await settle()
            return [shown, store.state, asked.map((one) => one.before)]"""
        ),
    )
    assert seen == [[{"k": "4"}], {"k": "4"}, ["k=2", "k=2"]]


def test_an_answer_that_comes_on_another_page_leaves_its_address_alone(run):
    seen = run(
        "store.js",
        story(
            """store.change({ k: "3" })
            history.pushState({}, "", "/elsewhere?card=true")
            asked[0].answer({ link: { k: "3" } }); await settle()
            return [location.pathname + location.search, store.state]"""
        ),
    )
    assert seen == ["/elsewhere?card=true", {"k": "3"}]


def test_changes_are_undone_and_done_again_and_those_of_one_hand_at_once(run):
    seen = run(
        "store.js",
        story(
            """const states = []
            store.change({ k: "3" }, { hand: "k" }); store.change({ k: "4" }, { hand: "k" }); store.change({ s: "1" })
            store.undo(); states.push(store.query); store.undo(); states.push(store.query)
            store.redo(); states.push(store.query); store.redo(); states.push(store.query)
            store.redo(); states.push(store.query)
            return states"""
        ),
    )
    assert seen == ["k=4", "k=2", "k=4", "k=4&s=1", "k=4&s=1"]


def test_a_text_that_cannot_be_read_leaves_the_state_as_it_was(run):
    seen = run(
        "store.js",
        story(
            """store.change({ input: "x" }, { edit: {} })
            asked[0].answer({ link: {}, tensors: [{ key: "input", problem: "no number" }] }); await settle()
            return [shown, store.state, store.past.length]"""
        ),
    )
    assert seen == [["input"], {"k": "2"}, 0]


def test_what_is_not_the_lessons_stays_in_the_address(run):
    seen = run(
        "store.js",
        story(
            """store.readAddress(["k"], "?utm_source=mail&k=5&at=1,2&k=6")
            return [store.foreign, store.view]"""
        ),
    )
    assert seen == [[["utm_source", "mail"]], {"at": "1,2"}]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["id"])
def test_a_task_is_recognised_however_it_was_done_and_not_before(run, step):
    solved = entries("twenty_minutes")[step["id"]]["solved"]
    done = [picture(step, changes) for changes in (solved, *WAYS[step["id"]])]
    beside = [picture(step, changes) for changes in ({}, *BESIDE[step["id"]])]
    judged = "({ isDone }, [goal, pictures]) => pictures.map((payload) => isDone(goal, payload))"
    assert run("walk/recognise.js", judged, [step["goal"], done]) == [True] * len(done)
    assert run("walk/recognise.js", judged, [step["goal"], beside]) == [False] * len(beside)


def test_what_the_strip_asks_for_is_read_from_the_picture(run):
    (step,) = (each for each in STEPS if "what" in each["predict"])
    read = "({ measure }, [what, payload]) => measure(what, payload)"
    assert run("walk/recognise.js", read, [step["predict"], picture(step)]) == 8


OWN = {"input": [["1", "-2.5"], ["nan", "1e-3"]], "output": [["-inf"]], "call": {"kernel_size": "2"}}
EMPTY = {"at": "a", "steps": {"a": None, "b": None}, "own": None}


@pytest.mark.parametrize(
    "kept, read",
    [
        (None, EMPTY),
        ([1], EMPTY),
        ({"at": "x", "steps": {"x": {"done": 5}}}, EMPTY),
        ({"at": "b", "steps": {"b": {"done": 5, "guess": "right", "state": {"k": "3"}}}}, {"at": "b"}),
        ({"steps": {"a": {"done": "5", "guess": "<b>", "state": {"k": 3}}}}, EMPTY),
        ({"steps": {"a": {"done": 1e300, "state": {"k<": "3"}}}}, EMPTY),
        ({"steps": {"a": {"state": {"k": "x" * 8001}}}}, EMPTY),
        ({"steps": {"a": {"first": "<b>", "again": "do"}}}, EMPTY),
        ({"own": OWN}, {"own": OWN}),
        ({"own": {**OWN, "output": None}}, EMPTY),
        ({"own": {**OWN, "call": {"k<": "2"}}}, EMPTY),
        ({"own": {**OWN, "input": [["1"], ["2", "3"]]}}, EMPTY),
        ({"own": {**OWN, "input": [["<img>"]]}}, EMPTY),
        ({"own": {**OWN, "input": [[1]]}}, EMPTY),
        ({"own": {**OWN, "output": [["1"] * 9]}}, EMPTY),
    ],
)
def test_what_this_browser_kept_of_a_walk_is_checked(run, kept, read):
    found = run("walk/progress.js", "({ checked }, kept) => checked(kept, ['a', 'b'])", kept)
    nothing = {"first": None, "guess": None, "done": None, "isShown": False, "state": None, "again": None}
    begun = {**nothing, "first": "right", "guess": "right", "done": 5, "state": {"k": "3"}}
    expected = {**EMPTY, **read}
    expected["steps"] = {"a": nothing, "b": begun if expected["at"] == "b" else nothing}
    assert found == expected
