"""What `make test` finds or installs, a browser and HAProxy: every way it may go, with programs made up for it."""

import os
import sys

import pytest

from tests.browser import find as browser
from tests.deploy import find as balancer
from tests.support import programs

FINDERS = {"browser": browser, "HAProxy": balancer}
each_finder = pytest.mark.parametrize("finder", FINDERS.values(), ids=list(FINDERS))


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without either: nothing on its path, and whoever asks is not root."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME_PATH", raising=False)
    monkeypatch.setenv("DEBIAN_FRONTEND", "noninteractive")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "PLACES", [])
    monkeypatch.setattr(browser, "ASK_PLAYWRIGHT", "raise SystemExit(1)")
    monkeypatch.setattr(balancer.serve, "BALANCER", "made-up-balancer")

    def put(name, ends=0):
        """A program on the path, which ends well or not."""
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\nexit {ends}\n", encoding="utf-8")
        file.chmod(0o755)
        return str(file)

    return put


@pytest.fixture
def brings():
    """The programs that a command brings, by its words."""
    return {}


@pytest.fixture
def tried(machine, brings, monkeypatch):
    """What an installation runs, as words."""
    said = []
    honest = programs.run

    def run(*command, seconds, show=False):
        if not show:
            return honest(*command, seconds=seconds)
        said.append(" ".join(command).replace(sys.executable, "python"))
        for name in brings.get(said[-1], ()):
            machine(name)
        return ""

    monkeypatch.setattr(programs, "run", run)
    return said


def as_root(machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get")


# ---- found ----


def test_a_browser_that_does_not_start_is_passed_over(machine):
    machine("chromium", ends=1)
    chrome = machine("google-chrome")
    machine("msedge")
    assert browser.find() == chrome


def test_a_browser_stands_in_its_usual_place_or_came_with_playwright(machine, tmp_path, monkeypatch):
    elsewhere = machine("Chrome of a Mac")
    monkeypatch.setattr(browser, "PLACES", [str(tmp_path / "none"), elsewhere])
    assert browser.find() == elsewhere
    monkeypatch.setattr(browser, "PLACES", [])
    monkeypatch.setattr(browser, "ASK_PLAYWRIGHT", f"print({elsewhere!r})")
    assert browser.find() == elsewhere


def test_a_browser_that_is_named_is_taken_or_is_an_error(machine, monkeypatch, tried, capsys):
    machine("chromium")
    mine = machine("mine")
    monkeypatch.setenv("CHROME_PATH", mine)
    assert browser.find() == mine
    for wrong in (machine("mine", ends=1), "/no/such/browser"):
        monkeypatch.setenv("CHROME_PATH", wrong)
        with pytest.raises(browser.NoBrowserError, match=f"CHROME_PATH is {wrong}, which does not start"):
            browser.find()
        assert browser.main(["--install"]) == 1 and wrong in capsys.readouterr().err
    assert tried == []


def test_an_haproxy_is_the_one_that_serve_takes_where_it_starts(machine):
    path = machine("made-up-balancer")
    assert balancer.find() == path == balancer.serve.find_balancer()
    machine("made-up-balancer", ends=1)
    with pytest.raises(balancer.NoBalancerError, match=r"made-up-balancer does not start\. No HAProxy"):
        balancer.find()


# ---- not found ----


@each_finder
def test_without_one_a_sentence_says_what_to_install_and_nothing_is_tried(finder, machine, tried, capsys):
    assert finder.main([]) == 1 and tried == []
    said = capsys.readouterr()
    assert said.out == "" and said.err == f"{finder.NOTHING}\n" and "install" in finder.NOTHING


@each_finder
def test_one_that_is_there_is_printed_and_nothing_is_tried(finder, machine, monkeypatch, tried, capsys):
    as_root(machine, monkeypatch)
    path = machine("chromium" if finder is browser else "made-up-balancer")
    assert finder.main(["--install"]) == 0 and tried == []
    assert capsys.readouterr().out == f"{path}\n"


# ---- installed ----

PLAYWRIGHT = "python -m playwright install chromium"
APT = ["apt-get update", "apt-get install -y chromium"]
LIBRARIES = "python -m playwright install-deps chromium"


@pytest.mark.parametrize(
    "root, made_by, commands",
    [
        (False, None, [PLAYWRIGHT]),
        (False, PLAYWRIGHT, [PLAYWRIGHT]),
        (True, PLAYWRIGHT, [PLAYWRIGHT]),
        (True, APT[1], [PLAYWRIGHT, *APT]),
        (True, LIBRARIES, [PLAYWRIGHT, *APT, LIBRARIES]),
        (True, None, [PLAYWRIGHT, *APT, LIBRARIES]),
    ],
)
def test_a_browser_is_installed_by_the_first_thing_that_brings_one(
    machine, monkeypatch, tried, brings, capsys, root, made_by, commands
):
    if root:
        as_root(machine, monkeypatch)
    brings[made_by] = ["chromium"]
    assert browser.main(["--install"]) == (0 if made_by else 1)
    assert tried == commands
    said = capsys.readouterr()
    assert said.out.endswith("chromium\n") if made_by else said.err.endswith(f"{browser.NOTHING}\n")
    assert all(f"No browser yet: trying {command}\n" in said.err for command in commands)


@pytest.mark.parametrize("found", [True, False])
def test_haproxy_comes_from_apt_for_root(machine, monkeypatch, tried, brings, capsys, found):
    as_root(machine, monkeypatch)
    brings["apt-get install -y haproxy"] = ["made-up-balancer"] * found
    assert balancer.main(["--install"]) == (0 if found else 1)
    assert tried == ["apt-get update", "apt-get install -y haproxy"]
    assert (balancer.NOTHING in capsys.readouterr().err) is not found


@pytest.mark.parametrize("lacks", ["root", "apt-get"])
def test_haproxy_is_not_installed_where_that_needs_asking(machine, monkeypatch, tried, lacks):
    if lacks == "root":
        machine("apt-get")
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert balancer.main(["--install"]) == 1 and tried == []


# ---- run ----


def test_a_program_that_fails_hangs_or_is_not_there_gives_nothing():
    python = sys.executable
    assert programs.run(python, "-c", "print('here')", seconds=60) == "here\n"
    assert programs.run(python, "-c", "raise SystemExit(3)", seconds=60) is None
    assert programs.run(python, "-c", "import signal; signal.pause()", seconds=0.2) is None
    assert programs.run("/no/such/program", seconds=60) is None
