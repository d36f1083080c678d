"""What the app tells its server when it starts."""

import socket

from ui.server import send_at_once


def nodelay(connection):
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_a_socket_that_listens_keeps_nothing_back_and_neither_does_what_it_accepts():
    # As Streamlit makes its own: TCP is not named, so asyncio sees no reason to.
    with socket.socket(socket.AF_INET) as listening, socket.socket(socket.AF_INET) as idle:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not nodelay(listening)
        send_at_once()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert nodelay(listening) and nodelay(accepted)
        assert not nodelay(idle)
