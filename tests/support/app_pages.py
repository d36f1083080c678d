"""The app's pages as Streamlit runs them, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "ui" / "main.py"


def app_page(name, **link):
    """A page by this link, after its first run."""
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.switch_page(f"../pages/{name}.py")
    app.query_params.update(link)
    return checked(app.run())


def checked(app):
    assert not app.exception, app.exception[0].value
    return app


def told(app):
    """Everything that a page says in words of its own, the stage apart."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.warning, app.error)
    return " ".join(element.value for kind in kinds for element in kind)
