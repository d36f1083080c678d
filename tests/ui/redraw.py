"""Draws the pictures of golden/ anew: python -m tests.ui.redraw. Look at them before they are committed."""

from tests.ui.pictures import GOLDEN, STATES


def main() -> None:
    """Writes every state's picture and removes those of no state."""
    GOLDEN.mkdir(exist_ok=True)
    for file in GOLDEN.glob("*.svg"):
        if file.stem not in STATES:
            file.unlink()
    for name, state in STATES.items():
        (GOLDEN / f"{name}.svg").write_text(state().draw(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
