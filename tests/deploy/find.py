"""Prints the path of an HAProxy that starts: python -m tests.deploy.find [--install]."""

import sys

from deploy import serve
from tests.support.programs import NothingStartsError, may_install, print_path, run, try_each

NOTHING = (
    "No HAProxy, so the tests that serve a class are skipped: install it (on Debian and Ubuntu: apt install haproxy)."
)


class NoBalancerError(NothingStartsError):
    """No HAProxy starts here; the message says what to install and what is left out."""


def find() -> str:
    """The one that `make serve` takes, where it starts."""
    try:
        path = serve.find_balancer()
    except serve.ServeError:
        raise NoBalancerError(NOTHING) from None
    if run(path, "-v", seconds=30) is None:
        raise NoBalancerError(f"{path} does not start. {NOTHING}")
    return path


def install() -> str:
    """The same after apt-get has been asked for it, as root on Debian and its kin."""
    if may_install():
        try_each("HAProxy", ["apt-get", "update"], ["apt-get", "install", "-y", "haproxy"])
    return find()


def main(words: list[str] | None = None) -> int:
    return print_path(__doc__, words, find, install)


if __name__ == "__main__":
    sys.exit(main())
