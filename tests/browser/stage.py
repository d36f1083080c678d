"""What a reader sees of the stage, and the bytes that the page sends meanwhile."""

from playwright.sync_api import Page, TimeoutError, WebSocket, expect

# A machine that is busy with other things draws late, not never.
expect.set_options(timeout=20_000)
# The script has ended, something is drawn, and no widget's code is still on its way.
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && app.querySelector('[data-testid="stElementContainer"]')
    && !app.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
}"""


def settled(page):
    """Wait until the script has run to its end and its elements are drawn."""
    page.wait_for_function(SETTLED, timeout=30_000)


class Stage:
    """The one stage of a page."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.get_by_test_id("stage")
        expect(self.part("input-cell").first).to_be_visible()
        # Only what is laid out has come to a step.
        expect(page.locator("[data-testid=stage][data-cursor]")).to_be_attached()

    def part(self, name):
        return self.root.get_by_test_id(name)

    def cell(self, board, r, c):
        return self.root.locator(f'[data-testid="{board}-cell"][data-r="{r}"][data-c="{c}"]')

    def marked(self, board, name):
        """Places of the cells of a board that carry a class."""
        cells = self.root.locator(f'[data-testid="{board}-cell"].{name}')
        return {tuple(place) for place in cells.evaluate_all("all => all.map(c => [+c.dataset.r, +c.dataset.c])")}

    def texts(self, board):
        """The visible text of every cell, by rows."""
        return self.part(f"{board}-cell").evaluate_all(
            """all => all.reduce((rows, cell) => {
              (rows[cell.dataset.r] ??= []).push(cell.querySelector('.value').textContent);
              return rows;
            }, [])"""
        )

    def expect_query(self, query):
        """What is drawn is the picture of this state."""
        expect(self.root).to_have_attribute("data-query", query)

    def number(self, label):
        """The number field of a parameter."""
        return self.root.get_by_role("spinbutton", name=label, exact=True)

    def more(self, label):
        """The button that makes a parameter one more."""
        return self.root.get_by_role("button", name=f"{label}: one more", exact=True)

    def switch(self, label):
        """The switch of a parameter; what is pressed is its words."""
        return self.root.locator("label.flag", has_text=label)

    def word(self, label, option):
        """One of a few words side by side."""
        group = self.root.locator("fieldset.choice", has=self.page.locator("legend", has_text=label))
        return group.locator("label", has=self.page.get_by_text(option, exact=True))

    def choose(self, title):
        """Choose an example."""
        self.part("examples").select_option(label=title)

    def shows(self):
        """All numbers of a state, wherever they stand: cells, text of the tensor, code, result."""
        places = {name: self.part(name) for name in ("code-text", "result-text")}
        told = {name: part.text_content() if part.count() else None for name, part in places.items()}
        return self.texts("input"), self.texts("output"), self.part("tensor-text").input_value(), told

    def watch(self):
        """From now on, keep every place the cursor comes to, with the outputs as they stand there."""
        self.root.evaluate(
            """root => {
              root.history = [];
              const note = () => {
                const { cursor, playing } = root.dataset;
                const outputs = [...root.querySelectorAll('[data-testid="output-cell"] .value')];
                const last = root.history.at(-1);
                if (playing === 'true' && last?.[0] !== cursor)
                  root.history.push([cursor, outputs.map(value => value.textContent)]);
              };
              new MutationObserver(note).observe(root, { attributeFilter: ['data-cursor', 'data-playing'] });
            }"""
        )

    def watched(self):
        return self.root.evaluate("root => root.history")

    def expect_texts(self, board, rows):
        expect(self.part(f"{board}-cell").locator(".value")).to_have_text([text for row in rows for text in row])

    def expect_state(self, **state):
        for name, value in state.items():
            expect(self.root).to_have_attribute(f"data-{name}", value)

    def expect_moved_from(self, cursor):
        """A play has gone on; which step is seen first depends on how busy the machine is."""
        expect(self.root).not_to_have_attribute("data-cursor", cursor)

    def focused(self):
        """Which cell has the focus: board, row, column."""
        return self.root.evaluate(
            """root => {
              const cell = root.getRootNode().activeElement;
              return cell?.classList.contains('cell')
                ? [cell.dataset.testid.replace('-cell', ''), +cell.dataset.r, +cell.dataset.c] : null;
            }"""
        )

    def edit(self, r, c, text, key="Enter"):
        """Write a number into a cell; afterwards no editor is open."""
        self.cell("input", r, c).click()
        self.part("editor").fill(text)
        self.page.keyboard.press(key)
        self.page.keyboard.press("Escape")

    def paste(self, text):
        """Paste into whatever has the focus, as Ctrl+V does."""
        self.root.evaluate(
            """(root, text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData('text/plain', text);
              const how = { clipboardData, bubbles: true, cancelable: true, composed: true };
              root.getRootNode().activeElement.dispatchEvent(new ClipboardEvent('paste', how));
            }""",
            text,
        )


class Wire:
    """Counts what goes over the websockets that a page opens from now on."""

    def __init__(self, page: Page):
        self.frames: list[tuple[str, int]] = []
        self.sockets: list[WebSocket] = []
        page.on("websocket", self._open)

    def _open(self, socket):
        self.sockets.append(socket)
        socket.on("framesent", lambda payload: self.frames.append(("sent", len(payload))))
        socket.on("framereceived", lambda payload: self.frames.append(("received", len(payload))))

    def fell_silent(self, milliseconds=300):
        """Whether nothing is sent for so long, sooner or later."""
        for _ in range(8):
            try:
                self.sockets[-1].wait_for_event("framesent", timeout=milliseconds)
            except TimeoutError:
                return True
        return False


def wait_for_torch(page: Page):
    """Wait until the badge has asked PyTorch."""
    expect(page.get_by_test_id("oracle").filter(has_text="agrees, largest")).to_be_visible(timeout=60_000)
