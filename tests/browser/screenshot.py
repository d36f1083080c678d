"""Take the README's pictures: `python -m tests.browser.screenshot`. The real app in a real browser."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.find import FLAGS, find
from tests.browser.serve import serve

PICTURES = Path(__file__).resolve().parents[2] / "docs"
SLIDING = "sliding_windows?operation=avg&kernel_size=3&stride=2&padding=1"
BINS = "adaptive_bins?ghosts=round_kernel"
SHOTS = {"sliding_windows.png": (SLIDING, "light"), "adaptive_bins_dark.png": (BINS, "dark")}


def main() -> None:
    """Write every picture, once PyTorch has had its word on the page."""
    PICTURES.mkdir(exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, (path, scheme) in SHOTS.items():
            # Without motion, so that the outline stands where it belongs.
            look = {"color_scheme": scheme, "reduced_motion": "reduce"}
            page = browser.new_page(viewport={"width": 1280, "height": 720}, **look)  # type: ignore[arg-type]
            page.goto(f"{address}/{path}")
            page.get_by_test_id("oracle").filter(has_text="agrees, largest").wait_for()
            page.get_by_test_id("next").click()
            page.get_by_test_id("next").click()
            page.screenshot(path=PICTURES / name)
            page.close()
            print(f"docs/{name}")
        browser.close()


if __name__ == "__main__":
    main()
