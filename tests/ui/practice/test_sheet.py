"""Sheets over HTTP: tasks with empty grids, solutions apart, links and their codes; and exercises as data."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.lessons import LESSONS
from ui.practice import code, link, sheet, told
from ui.practice.code import Code, read
from ui.practice.series import Asked, exercise
from ui.practice.topics import LEVELS, TOPICS
from ui.server import routes as served
from ui.state import codec
from ui.words import speaking, words

APP = Starlette(routes=served())


@pytest.fixture
def get():
    client = TestClient(APP, base_url="http://school.example:8600", raise_server_exceptions=False)
    return lambda path, **headers: client.get(path, headers=headers)


def parts(text):
    """The page of tasks and the page of solutions."""
    tasks, solutions = re.findall(r'<section id="[^"]*">(.*?)</section>', text, re.DOTALL)
    return tasks, solutions


def articles(part):
    return re.findall(r"<article>(.*?)</article>", part, re.DOTALL)


def drawn(article):
    """The texts of a picture."""
    figure = re.search(r"<figure>(.*?)</figure>", article, re.DOTALL)
    return re.findall(r"<text[^>]*>([^<]*)</text>", figure[1]) if figure else []


def test_a_series_has_its_tasks_and_as_many_solutions_on_a_page_of_their_own(get):
    text = get("/sheet?code=K7QF&level=2").text
    tasks, solutions = map(articles, parts(text))
    assert len(tasks) == len(solutions) == 12
    assert ">K7QF-2<" in text and "@page { size: A4" in text and "break-before: page" in text
    for number, (task, solved) in enumerate(zip(tasks, solutions, strict=True), start=1):
        one = exercise(Asked(Code("K7QF"), number, 2))
        assert told.ask(one) in task and one.answer in solved
        assert all(line.replace("&", "&amp;") in solved for line in told.solution(one))


@pytest.mark.parametrize("level", LEVELS)
def test_no_picture_of_a_task_tells_its_answer(get, level):
    for number, task in enumerate(articles(parts(get(f"/sheet?level={level}&numbers=1-24").text)[0]), start=1):
        one = exercise(Asked(Code(), number, level))
        if one.question == "shape":
            assert not drawn(task)
            continue
        inputs = LESSONS[one.lesson]
        rows = codec.read(inputs.fields, one.state.items()).state[inputs.input_key].split("\n")
        marks = [text for text in drawn(task) if text == "?"]
        assert len(marks) == (one.question not in ("size", "place"))
        if one.question == "size":  # one grid, and no size of another
            assert sum("×" in text for text in drawn(task)) == 1
        elif one.lesson in ("sliding_windows", "adaptive_bins", "power_means"):
            cells = [text for text in drawn(task) if re.fullmatch(r"-?[0-9.]+", text)]
            rulers = len(rows) + len(rows[0].split()) + sum(map(int, re.findall(r"Output (\d+) × (\d+)", task)[0]))
            assert len(cells) == len(rows) * len(rows[0].split()) + rulers


def test_each_task_has_its_link_and_the_code_of_that_link(get):
    tasks = articles(parts(get("/sheet?code=K7QF&topics=size,maximum&numbers=2,5").text)[0])
    for task, number in zip(tasks, (2, 5), strict=True):
        address = f"http://school.example:8600/practice?code=K7QF-AC1&number={number}"
        assert f"<h2>{number} · " in task
        assert sheet.qr(address) in task and address.replace("&", "&amp;") in task


def test_whoever_types_the_code_of_a_sheet_has_its_tasks(get):
    """Another browser, which knows nothing of the teacher's level and topics."""
    text = get("/sheet?code=K7QF-AC-10&level=2").text
    tasks = articles(parts(text)[0])
    typed = read(re.search(r'<p class="code">([^<]*)<', text)[1])
    assert (typed.topics, typed.held, typed.count, len(tasks)) == (("size", "maximum"), 2, 10, 10)
    for number, task in enumerate(tasks, start=1):
        said = get(f"/exercise?code={typed}&number={number}").json()
        assert said["level"] == 2 and said["call"] in task and said["ask"] in task and said["state"]["input"]
        assert get(f"/exercise?{link.query(Asked(typed, number, 2))}&level=3").json() == said  # the level is held
        other = get(f"/exercise?code=K7QF&topics=maximum,size&number={number}&level=2").json()
        assert other["state"] == said["state"]


def test_a_sheet_may_go_without_solutions(get):
    text = get("/sheet?code=K7QF&solutions=false").text
    assert 'id="solutions"' not in text and 'value="false" selected' in text and len(articles(text)) == 12


def test_the_state_on_the_screen_becomes_a_task_to_fill_in(get):
    text = get("/sheet?state=sliding_windows%3Fkernel_size%3D3&paper=letter").text
    (task,), (solved,) = map(articles, parts(text))
    assert "@page { size: letter" in text and "kernel_size=3" in task
    assert "max(3, 1, 4, 2, 6, 5, 9, 7, 9) = 9" in solved and "max(" not in task
    # Its link asks the same, and no mark is spoken of that is not there.
    assert 'href="http://school.example:8600/sliding_windows?kernel_size=3&amp;predict=true"' in task
    assert words("practice")["sheet"]["sought"] not in text
    # The two rows and columns of the output are numbered, and its four cells are empty.
    assert len(drawn(solved)) == len(drawn(task)) + 4


@pytest.mark.parametrize(
    "lesson, empty", [("backward", 16), ("unpooling", 16), ("adaptive_bins", 5), ("power_means", 4)]
)
def test_of_each_lesson_the_grid_that_is_asked_for_is_empty(get, lesson, empty):
    (task,), (solved,) = map(articles, parts(get(f"/sheet?state={lesson}").text))
    assert len(drawn(solved)) - len(drawn(task)) >= empty


@pytest.mark.parametrize("state", ["shapes", "nowhere", "", "sliding_windows?padding=2", "true_or_false?claim=x"])
def test_what_has_no_picture_makes_no_sheet(get, state):
    assert get(f"/sheet?state={state.replace('?', '%3F').replace('=', '%3D')}").status_code == 404


@pytest.mark.parametrize("host", ["evil.example/<script>", "a b", '"><img src=x>', "x" * 300, "host:port", ""])
def test_a_host_that_is_none_is_not_printed(get, host):
    text = get("/sheet?numbers=1", host=host).text
    assert "<img" not in text and "http://" not in text.replace("http://www.w3.org", "")
    assert 'href="/practice?code=POOL-1&amp;number=1"' in text and "qr" not in parts(text)[0]


def test_a_proxy_may_say_that_it_was_asked_over_tls(get):
    assert "https://school.example:8600/practice" in get("/sheet?numbers=1", **{"x-forwarded-proto": "https"}).text
    assert "http://school.example:8600/practice" in get("/sheet?numbers=1", **{"x-forwarded-proto": "gopher"}).text


def test_what_a_link_says_stays_text_and_within_bounds(get):
    assert "<b>" not in get("/sheet?code=%3Cb%3E&topics=%3Cb%3E&numbers=%3Cb%3E&paper=%3Cb%3E").text
    assert len(articles(parts(get("/sheet?topics=size&numbers=1-99").text)[0])) == code.MOST
    assert get(f"/sheet?state={'x' * codec.LONGEST_QUERY}").status_code == 414
    assert get(f"/exercise?code={'x' * codec.LONGEST_QUERY}").status_code == 414


def test_a_sheet_speaks_the_language_of_its_link(get):
    text = get("/sheet?lang=zh").text
    with speaking("zh"):
        assert words("practice")["sheet"]["solutions"] in text and 'lang="zh-CN"' in text


def test_the_page_asks_for_itself_again_with_other_numbers_another_level_or_paper(get):
    text = get("/sheet?code=K7QF&topics=size&level=2&numbers=1-3&paper=letter&lang=zh&utm_source=x").text
    form = re.search(r"<form.*?</form>", text, re.DOTALL)[0]
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert kept == {"code": "K7QF-A", "lang": "zh"}
    assert re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', form) == [("numbers", "1-3")]
    assert re.findall(r'<option value="(\w+)" selected', form) == ["2", "true", "letter"]
    of_state = re.search(r"<form.*?</form>", get("/sheet?state=unpooling").text, re.DOTALL)[0]
    assert 'name="numbers"' not in of_state and 'name="state" value="unpooling"' in of_state


# ---- one exercise as data ----


def test_an_exercise_travels_with_its_state_and_its_words(get):
    said = get("/exercise?code=k7%20qf&topics=maximum,nonsense&number=3&level=9&turn=1").json()
    one = exercise(Asked(Code("K7QF", ("maximum",)), 3, 3, 1))
    assert (said["code"], said["number"], said["level"], said["turn"]) == ("K7QF-C", 3, 3, 1)
    assert said["state"] == one.state and said["ask"] == told.ask(one) and said["at"] == ",".join(map(str, one.at))
    assert said["link"] == "code=K7QF-C&number=3&level=3&turn=1"
    assert "answer" not in said


def test_a_stack_brings_what_is_needed_to_judge_it(get):
    said = get("/exercise?topics=stacks&level=1").json()
    one = exercise(Asked(Code(code.PLAIN, ("stacks",))))
    assert said["answer"] == one.answer
    assert {each["name"]: each["answer"] for each in said["wrong"]} == one.wrong
    assert all(each["says"] for each in said["wrong"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=AB12&topics=size,bins&number=7&level=2&turn=3",
        "number=99&level=3",
        "code=AB12-CA2-10&number=7&level=1",
    ],
)
def test_an_address_means_the_exercise_whose_address_it_is(query):
    meant = link.asked(dict(codec.pairs_of(query)))
    assert link.asked(dict(codec.pairs_of(link.query(meant)))) == meant


def test_numbers_beyond_all_bounds_are_the_nearest():
    meant = link.asked({"number": "99999999999", "level": "-3", "turn": "77", "topics": ""})
    assert (meant.number, meant.level, meant.turn, meant.code.topics) == (1, 1, 9, tuple(TOPICS))
