"""Serving a class: HAProxy takes the configuration, and the image and the compose file agree with the checkout."""

import ast
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import serve
from tests.deploy.find import NoBalancerError, find
from tests.support.imports import STOREYS
from ui.server import ANSWERS, EXERCISE, PICTURE, SHEET, STILL
from ui.stage.modules import PATH

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
HAPROXY = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def balancer():
    try:
        return find()
    except NoBalancerError as nothing:
        pytest.skip(str(nothing))


@pytest.fixture
def check(balancer):
    """What HAProxy says to files of configuration."""

    def check(*files, **environment):
        command = [balancer, "-c", *(word for file in files for word in ("-f", str(file)))]
        return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=30)

    return check


def instructions(name):
    """The arguments of every instruction of that name in the Dockerfile, lines joined."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return [line.split(None, 1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


@pytest.mark.parametrize("count", [1, 2, serve.MOST_REPLICAS])
def test_haproxy_takes_the_configuration(check, tmp_path, count):
    backend = tmp_path / "backend.cfg"
    backend.write_text(serve.backend_text([8502 + number for number in range(count)]), encoding="utf-8")
    for bind in ({}, {"POOLSCOPE_BIND": "127.0.0.1:9000"}):
        done = check(DEPLOY / "haproxy.cfg", backend, **bind)
        assert done.returncode == 0, done.stderr
        assert not re.search("ALERT|WARNING", done.stderr), done.stderr


def test_haproxy_takes_the_configuration_for_docker(check):
    done = check(DEPLOY / "haproxy.cfg", DEPLOY / "docker.cfg")
    assert done.returncode == 0, done.stderr
    assert not re.search("ALERT|WARNING", done.stderr), done.stderr


def test_it_listens_on_this_machine_alone_unless_told():
    assert re.findall(r"^\s*bind .*", HAPROXY, re.M) == ['    bind "${POOLSCOPE_BIND-127.0.0.1:8501}"']
    assert serve.HOST == "127.0.0.1"
    assert re.search(r'"\$\{ADDRESS:-127\.0\.0\.1\}:\$\{PORT:-8501\}:8501"', COMPOSE)


def test_a_student_stays_with_a_process_and_moves_when_it_is_gone():
    for line in ("cookie POOLSCOPE insert indirect nocache", "option redispatch", "timeout tunnel", "/_stcore/health"):
        assert line in HAPROXY


def test_any_process_answers_for_a_picture_and_none_tells_its_metrics():
    docker = (DEPLOY / "docker.cfg").read_text(encoding="utf-8")
    for backend in (serve.backend_text([8502]), docker):
        sticky, stateless = backend.split("backend class")[1].split("backend pictures")
        assert all(f"    {line}\n" in stateless and line not in sticky for line in serve.STATELESS)
        assert re.findall(r" server.*", sticky) == re.findall(r" server.*", stateless) != []
    assert f"acl picture path_beg {PICTURE}/ {STILL}/ {ANSWERS}/ {EXERCISE} {SHEET} {PATH}/" in HAPROXY
    assert "use_backend pictures if picture" in HAPROXY
    assert "http-request deny if { path_beg /_stcore/metrics }" in HAPROXY


def test_without_haproxy_it_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(serve, "BALANCER", "no-such-balancer")
    assert serve.main([]) == 1
    said = capsys.readouterr().err
    assert "apt install haproxy" in said and "make run" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [["--replicas", "0"], ["--replicas", "99"], ["--port", "80"]])
def test_what_is_out_of_bounds_is_refused(words, capsys):
    with pytest.raises(SystemExit):
        serve.main(words)
    assert words[0] in capsys.readouterr().err


def test_a_port_that_is_taken_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serve.ServeError, match=f"Port {port} is taken: choose another"):
            serve.Replica(port)


def test_the_image_holds_what_the_app_needs_and_no_more():
    copied = {shlex.split(words)[0] for words in instructions("COPY")}
    assert all((ROOT / name).exists() for name in copied)
    assert {f"{room}.py" if room == "app" else room for room in STOREYS} | {"requirements.txt", ".streamlit"} == copied
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == copied


def test_the_image_is_not_roots_and_says_whether_it_is_well():
    (user,) = instructions("USER")
    assert int(user.split(":")[0]) > 0
    lines = DOCKERFILE.splitlines()
    assert lines.index(f"USER {user}") < next(i for i, line in enumerate(lines) if line.startswith("CMD "))
    (health,) = instructions("HEALTHCHECK")
    python, flag, script = ast.literal_eval(health.split("CMD", 1)[1].strip())
    assert (python, flag) == ("python", "-c")
    compile(script, "health check", "exec")
    assert "127.0.0.1:8501/_stcore/health" in script
    assert "streamlit" in instructions("CMD")[0] and "8501" in instructions("CMD")[0]


def test_the_compose_file_names_files_that_are_there():
    mounted = re.findall(r"- \./(\S+?):/etc/poolscope/(\S+?):ro", COMPOSE)
    assert sorted(mounted) == [("docker.cfg", "docker.cfg"), ("haproxy.cfg", "haproxy.cfg")]
    assert all((DEPLOY / name).is_file() for name, _ in mounted)
    assert all(f"/etc/poolscope/{name}" in COMPOSE.split("command:")[1].splitlines()[0] for name, _ in mounted)
    service = re.search(r"server-template replica (\d+) (\w+):8501", (DEPLOY / "docker.cfg").read_text("utf-8"))
    assert re.search(rf"^  {service[2]}:$", COMPOSE, re.M)
    assert COMPOSE.count("read_only: true") == COMPOSE.count("no-new-privileges:true") == 2


def two_free_ports():
    """The first of two ports that nobody listens on."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def test_one_interrupt_ends_everything_that_was_started(balancer):
    port = two_free_ports()
    command = [sys.executable, "-m", "deploy.serve", "--replicas", "1", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()  # it speaks once it serves
        answered = serve.healthy(port), serve.healthy(port + 1)
        process.send_signal(signal.SIGINT)
        # The pipes close when the last of its processes is gone.
        _, faults = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert f"http://127.0.0.1:{port} " in said, faults
    assert answered == (True, True)
    assert process.returncode == 0
    assert not serve.healthy(port) and not serve.healthy(port + 1)
