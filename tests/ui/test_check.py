"""Random calls for visitors: which are drawn, what is told of a run, who waits, how it ends, what shows it."""

import asyncio
import json
import os
import sys

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

import pooling_core.functional as core
from pooling_core import PoolingError
from pooling_core.oracle.random_calls import __main__ as process
from pooling_core.oracle.random_calls.cases import OPERATIONS
from pooling_core.oracle.random_calls.run import LONGEST_TEXT, case_of, names_of, run
from ui import oracle
from ui.check import runs
from ui.check.asked import Asked, asked, families
from ui.check.differences import lesson_of
from ui.check.turns import Turns
from ui.lessons import LESSONS
from ui.server import RANDOM_CALLS, routes
from ui.shown import SHOWN, state_of
from ui.state import codec

# One call of a run answers another number than PyTorch does, in the process of the run.
PLANTED = """
import pooling_core.functional as core
right = core.max_pool2d
core.max_pool2d = lambda x, *given, **named: wrong(right(x, *given, **named))
def wrong(result):
    values = result[0] if isinstance(result, tuple) else result
    values += values.size > 0
    return result
from pooling_core.oracle.random_calls.__main__ import main
main()
"""
# A run that has begun and never ends.
ENDLESS = 'import time\nprint(\'{"kind": "begun", "version": "0"}\', flush=True)\ntime.sleep(600)'


@pytest.fixture
def made_by(monkeypatch):
    """A run is another program."""
    monkeypatch.setattr(runs, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(runs, "TURNS", Turns(1))
    monkeypatch.setattr(oracle, "absent", lambda: False)
    return lambda text: monkeypatch.setattr(runs, "COMMAND", (sys.executable, "-c", text))


def lines_of(answer):
    return [
        json.loads(event.removeprefix("data: ")) for event in answer.text.split("\n\n") if event.startswith("data: ")
    ]


# ---- which calls ----


def test_a_call_is_the_same_wherever_it_is_drawn_and_another_number_is_another():
    names = names_of("")
    assert names == tuple(OPERATIONS)
    for number in (0, 7, 1234):
        first, again = (case_of(3, number, names).call_text() for _ in range(2))
        assert first == again != case_of(4, number, names).call_text()
    assert len({case_of(0, number, ("max_pool2d",)).call_text() for number in range(50)}) == 50


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", Asked()),
        ("seed=7&number=300&operation=max_pool2d", Asked(7, 300, "max_pool2d")),
        ("operation=pullback_avg_pool", Asked(operation="pullback_avg_pool")),
        ("seed=-1&number=99999999999&operation=max", Asked()),
        ("seed=9999999&number=1", Asked(999_999, 100)),
        ("number=50000&operation=__import__", Asked(number=20_000)),
        (f"operation={'a' * 3000}&seed=%F0%9F%90%8D", Asked()),
    ],
)
def test_a_link_means_a_run_within_bounds(query, found):
    assert asked(dict(codec.pairs_of(query))) == found


def test_every_function_belongs_to_a_family_that_can_be_chosen():
    assert {name for family in families() for name in names_of(family)} == set(OPERATIONS)
    plain = [family for family in families() if not family.startswith("pullback_")]
    assert families()[: len(plain)] == plain


@pytest.mark.parametrize(
    ("name", "shape", "upstream", "found"),
    [
        ("max_pool2d", (1, 4, 4), None, "max_pool2d"),
        ("avg_pool1d", (1, 4), np.ones((1, 2)), "pullback_avg_pool1d"),
        ("interpolate", (1, 1, 4, 4), None, "interpolate2d"),
        ("soft_pool2d", (1, 4, 4), np.ones((1, 2, 2)), ""),
        ("nn.AvgPool2d", (1, 4, 4), None, ""),
        ("tf_max_pool1d", (1, 4), None, ""),
    ],
)
def test_a_badge_says_of_which_operation_random_calls_are_drawn(name, shape, upstream, found):
    question = oracle.Question(name, (np.zeros(shape, np.float32),), {}, np.zeros(1), upstream)
    assert oracle.random_calls_of(question) == found


# ---- a run ----


def test_a_run_counts_each_call_once_and_tells_of_it_as_json(monkeypatch, capsys):
    monkeypatch.setattr(process, "modestly", lambda: None)
    monkeypatch.setattr(process, "SLICE_SECONDS", 0)
    monkeypatch.setattr(process, "TOLD_EVERY", 0)
    process.main(["5", "120", "avg_pool"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in told[:2]] == ["begun", "counts"] and told[-1] == {
        **told[-1],
        "kind": "ended",
        "why": "all",
    }
    last = told[-2]
    assert last["done"] == 120 and len(told) > 100
    for counts in (last["names"], last["ranks"], last["dtypes"]):
        assert sum(map(sum, counts.values())) == 120
    *_, again = run(5, 120, names_of("avg_pool"))
    assert {**again.as_data(), "kind": "counts"} == last
    assert all(agreed and refused and not differed for agreed, refused, differed in last["ranks"].values())


def test_a_run_that_takes_too_long_ends_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(process, "modestly", lambda: None)
    monkeypatch.setattr(process, "SLICE_SECONDS", 0)
    monkeypatch.setattr(process, "MOST_SECONDS", 0)
    process.main(["0", "20000"])
    counts, ended = (json.loads(line) for line in capsys.readouterr().out.splitlines()[-2:])
    assert ended["why"] == "time" and counts["done"] < 100


def test_a_planted_difference_is_told_with_its_call_and_a_lesson_that_shows_it(made_by):
    made_by(PLANTED)
    client = TestClient(Starlette(routes=routes()))
    answer = client.get(f"{RANDOM_CALLS}?operation=max_pool2d&number=100&seed=2&lang=zh")
    told = lines_of(answer)
    assert (
        answer.headers["content-type"].startswith("text/event-stream") and answer.headers["cache-control"] == "no-store"
    )
    counts = next(line for line in reversed(told) if line["kind"] == "counts")
    differences = [line for line in told if line["kind"] == "difference"]
    assert told[0]["kind"] == "loading" and told[-1]["kind"] == "ended"
    assert counts["done"] == 100 and counts["names"]["max_pool2d"][2] >= len(differences) == 20
    for line in differences:
        case = case_of(2, line["number"], ("max_pool2d",))
        assert line["text"] == case.call_text()[:LONGEST_TEXT] and line["says"].startswith("maxima differ")
    shown = [line["lesson"] for line in differences if line["lesson"]]
    assert shown and all(one["lesson"] == "sliding_windows" and "lang=zh" in one["query"] for one in shown)


def test_a_fault_that_one_plane_alone_does_not_have_has_no_lesson(monkeypatch):
    right = core.max_pool1d

    def wrong(x, *given, **named):
        if x.ndim == 3 and len(x) > 1:
            raise ArithmeticError("only for several")
        return right(x, *given, **named)

    monkeypatch.setattr(core, "max_pool1d", wrong)
    *_, counts = run(1, 30, ("max_pool1d",))
    assert counts.differences and all(each.plane is None for each in counts.differences)
    assert "only for several" in counts.differences[0].says
    assert lesson_of(Asked(1, 100, "max_pool1d"), counts.differences[0].number, None, "en") is None


def test_a_lesson_that_shows_a_call_makes_that_very_call():
    found = 0
    for name in (f"{family}{rank}d" for family in SHOWN for rank in (1, 2, 3)):
        for number in range(60):
            case = case_of(11, number, (name,))
            rank = int(name[-2])
            if case.array.ndim <= rank or 0 in case.array.shape[:-rank]:
                continue
            plane = case.array[(0,) * (case.array.ndim - rank)]
            shown = state_of(case.name, case.arguments, plane)
            if shown is None:
                continue
            found += 1
            lesson = LESSONS[shown[0]]
            moment = lesson.moment(lesson, codec.read(lesson.fields, list(shown[1].items())).state)
            given = {key: value for key, value in case.arguments.items() if key != "return_indices"}
            try:
                ours = getattr(core, name)(plane[np.newaxis], **given)[0]
            except PoolingError:
                assert moment.explained is None, case.call_text()
            else:
                output = moment.explained.output if rank == 2 else moment.explained.output[0]
                assert np.array_equal(output, ours, equal_nan=True), case.call_text()
    assert found > 80


def test_what_no_field_holds_has_no_lesson():
    x = np.zeros((5, 5), np.float32)
    assert state_of("max_pool2d", {"kernel_size": 2}, x)[0] == "sliding_windows"
    for arguments in ({"kernel_size": "2"}, {"kernel_size": 2.5}, {"kernel_size": 10**9}, {"kernel_size": (2, 2, 2)}):
        assert state_of("max_pool2d", arguments, x) is None
    assert state_of("conv2d", {"kernel_size": 2}, x) is None
    assert state_of("pullback_max_pool2d", {"kernel_size": 2}, x) is None


# ---- who waits, and how it ends ----


def test_without_pytorch_it_says_so(monkeypatch):
    monkeypatch.setattr(oracle, "absent", lambda: True)
    assert lines_of(TestClient(Starlette(routes=routes())).get(RANDOM_CALLS)) == [{"kind": "absent"}]


def test_a_process_that_ends_too_soon_is_told_of(made_by):
    made_by("raise SystemExit(3)")
    told = lines_of(TestClient(Starlette(routes=routes())).get(RANDOM_CALLS))
    assert told == [{"kind": "loading"}, {"kind": "broken"}]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_run_at_a_time_others_wait_and_whoever_leaves_ends_theirs(made_by, monkeypatch):
    made_by(ENDLESS)
    processes = []
    create = asyncio.create_subprocess_exec

    async def noted(*given, **named):
        processes.append(await create(*given, **named))
        return processes[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)

    async def heard(lines, kind):
        async for line in lines:
            if line.get("kind") == kind:
                return line
        raise AssertionError(f"no {kind}")

    async def walk():
        first, second, third = (runs._lines(Asked(seed), "en") for seed in range(3))
        await heard(first, "begun")
        assert await heard(second, "waiting") == {"kind": "waiting", "before": 1}
        assert await heard(third, "full") and len(processes) == 1
        await first.aclose()
        await heard(second, "begun")
        await asyncio.wait_for(processes[0].wait(), 30)
        assert len(processes) == 2 and processes[1].returncode is None
        # As the server does when the browser has gone: whatever is waited for is cancelled.
        listening = asyncio.ensure_future(heard(second, "never"))
        await asyncio.sleep(0)
        listening.cancel()
        await asyncio.wait([listening])
        await asyncio.wait_for(processes[1].wait(), 30)
        last = runs._lines(Asked(3), "en")
        await heard(last, "begun")
        await last.aclose()

    asyncio.run(walk())
    assert len(processes) == 3 and not alive(processes[1].pid)


def test_a_browser_that_goes_while_it_is_told_ends_the_run_before_the_answer_ends(made_by):
    made_by(ENDLESS)

    async def gone(event):
        if b"begun" in event.get("body", b""):
            raise OSError

    async def walk():
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "headers": [], "query_string": b""}
        answer = await runs.answered(Request(scope))
        with pytest.raises(ClientDisconnect) as kept:  # which holds all that was going on
            await answer(scope, None, gone)
        return kept, list(runs.TURNS._line)

    assert not asyncio.run(walk())[1]
