"""HAProxy itself before two processes that only say who they are: what goes to any of them, and what stays with one."""

import http.client
import socket
import threading
from collections import Counter
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deploy import serve
from tests.deploy.find import NoBalancerError, find

STREAM, PAGE, PICTURE = "/_stcore/stream", "/sliding_windows?stride=1", "/picture/sliding_windows?stride=1"


class Named(BaseHTTPRequestHandler):
    """Answers with its port; what is ``dying`` ends the connection instead."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        if self.path != "/_stcore/health":
            server.asked.append(self.path)
            if server.dying:
                self.close_connection = True
                return
        said = str(server.server_port).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *words):
        """Nothing: the test asks what was asked."""


class Process(ThreadingHTTPServer):
    """One of the two."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Named)
        self.asked, self.dying = [], False

    def handle_error(self, *words):
        """Nothing: HAProxy ends connections as it likes."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def door():
    """The balancer's port and the two behind it."""
    try:
        find()
    except NoBalancerError as nothing:
        pytest.skip(str(nothing))
    with ExitStack() as open_:
        both = [open_.enter_context(Process()) for _ in range(2)]
        for each in both:
            threading.Thread(target=each.serve_forever, daemon=True).start()
            open_.callback(each.shutdown)
        balancer = serve.Balancer(free_port(), [each.server_port for each in both])
        open_.callback(serve.stop, [balancer])
        balancer.await_health()
        yield balancer.port, both


def ask(port, path, cookie=None):
    """The status, who answered, and the cookie that was set."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        said = answer.read().decode()
        return answer.status, said, (answer.headers["Set-Cookie"] or "").partition(";")[0] or None
    finally:
        connection.close()


def test_a_student_stays_with_one_process_and_pictures_go_to_both(door):
    port, both = door
    _, home, cookie = ask(port, PAGE)
    assert cookie
    assert {ask(port, path, cookie)[1] for path in (PAGE, STREAM) * 5} == {home}
    for path in (PICTURE, "/still/sliding_windows.svg"):
        answers = [ask(port, path, cookie) for _ in range(10)]
        assert Counter(who for _, who, _ in answers) == {str(each.server_port): 5 for each in both}
        assert {given for *_, given in answers} == {None}


def test_students_are_shared_out_alike_whatever_pictures_are_drawn(door):
    port, both = door
    kept = []
    try:
        for _ in range(6):
            ask(port, PICTURE)
            kept.append(http.client.HTTPConnection("127.0.0.1", port, timeout=10))
            kept[-1].request("GET", STREAM)
            kept[-1].getresponse().read()
        assert [each.asked.count(STREAM) for each in both] == [3, 3]
    finally:
        for each in kept:
            each.close()


def test_a_picture_that_a_dying_process_leaves_unanswered_comes_from_the_other(door):
    port, (dying, other) = door
    dying.dying = True
    answers = [ask(port, PICTURE)[:2] for _ in range(4)]
    assert dying.asked
    assert set(answers) == {(200, str(other.server_port))}
    # What opens a session is not asked twice.
    assert 502 in {ask(port, STREAM)[0] for _ in range(4)}
