// The stage: puts the two boards, the player and the editor together and paints what is looked at now.
// Python computed every number; nothing here does.

const KINDS = { r: "real", p: "padding", o: "overhang", t: "tail", g: "gap", h: "hole" }
const SIZES = [44, 40, 36, 32, 28, 24, 21, 18]
const NARROW = 640
const GAP = 44

class Stage {
  constructor(root) {
    this.root = root
    this.payload = null
    this.pin = null
    this.hover = null
    this.focused = null
    this.input = new Board("input")
    this.output = new Board("output")
    this.player = new Player(() => this.paint())
    this.outbox = new Outbox(() => this.payload && this.fill())
    this.boards = el("div", { class: "boards" }, this.input.figure, this.output.figure)
    this.equation = el("div", { class: "equation", "data-testid": "equation" })
    this.note = el("div", { class: "note", "data-testid": "note" })
    this.legend = el("ul", { class: "legend", "data-testid": "legend" })
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    this.controls = new Controls({
      step: (where) => this.step(where),
      toggle: () => this.toggle(),
      scrub: (index) => this.moveTo(index),
      speed: (factor) => {
        this.player.factor = factor
        if (this.player.playing) this.player.schedule()
        this.paint()
      },
    })
    root.append(this.boards, this.equation, this.note, this.controls.node, this.legend, this.live)
    this.editor = new Editor(this.input, root, {
      input: () => this.payload.input,
      words: () => this.payload.words,
      textOf: (r, c) => this.outbox.textAt(r, c) ?? this.payload.input.exact[r][c],
      commit: (edit) => {
        this.refusedBefore = null
        this.outbox.push(edit)
      },
      focusCell: (r, c) => this.focusCell(this.input, r, c),
      changed: () => this.paint(),
    })
    this.listen()
    this.observer = new ResizeObserver(() => this.layout())
  }

  // ---- a new payload -------------------------------------------------------------------------------------------

  update(payload, send) {
    this.outbox.send = send
    this.observer.observe(this.root)
    const first = this.payload === null
    const refused = JSON.stringify(payload.refused ?? null)
    const same = !first && payload.revision === this.payload.revision
    this.payload = payload
    if (!same) this.rebuild(first)
    if (this.outbox.travelling) this.outbox.answered()
    if (payload.refused && refused !== this.refusedBefore) this.showRefused(payload.refused)
    this.refusedBefore = refused
    if (first && payload.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.player.play()
    else if (this.player.playing) this.player.schedule()
  }

  rebuild(first) {
    const { input, output, words } = this.payload
    const focus = this.focusedBoard()
    const from = focus && [Number(this.active().dataset.r), Number(this.active().dataset.c)]
    const madeInput = this.input.reshape(input.rows, input.cols, input.frame)
    const madeOutput = this.output.reshape(output.rows, output.cols, [0, 0, 0, 0])
    this.player.rate = this.payload.speed || 1
    this.player.fit(output.rows, output.cols)
    if (this.pin && !this.output.isReal(...this.pin)) this.pin = null
    if (madeInput || madeOutput) this.hover = null
    if (this.editor.cell && !this.input.isReal(...this.editor.cell)) this.editor.close()
    this.input.plane.setAttribute("aria-label", say(words, "input"))
    this.output.plane.setAttribute("aria-label", say(words, "output"))
    this.input.caption.textContent = `${say(words, "input")} ${say(words, "size", input)}`
    this.output.caption.textContent = `${say(words, "output")} ${say(words, "size", output)}`
    this.root.setAttribute("aria-label", say(words, "stage"))
    this.root.dataset.revision = this.payload.revision
    this.overlays = drawOverlays(this.payload, this.input)
    this.fill()
    this.drawLegend()
    this.layout()
    if (first) this.input.setTabStop(0, 0)
    if (focus && !this.editor.cell && (focus === this.input ? madeInput : madeOutput)) {
      this.focusCell(focus, clamp(from[0], 0, focus.rows - 1), clamp(from[1], 0, focus.cols - 1))
    }
  }

  // Texts, heats and kinds of all cells; edits on their way are shown at once.
  fill() {
    const { input, output, words } = this.payload
    const [top, left] = input.frame
    this.input.cells.forEach((cell, index) => {
      const r = Math.floor(index / this.input.width) - top
      const c = (index % this.input.width) - left
      const kind = input.kinds[r + top][c + left]
      if (cell.dataset.kind !== kind) cell.dataset.kind = kind
      if (!this.input.isReal(r, c)) return this.input.write(cell, input.fill[kind] ?? "", null)
      const sent = this.outbox.textAt(r, c)
      const text = sent ?? input.short[r][c]
      this.input.write(cell, text.length > 6 ? `${text.slice(0, 5)}…` : text, input.heat[r][c])
      const name = `${say(words, "input_cell", { r, c })}: ${sent ?? input.exact[r][c]}`
      cell.setAttribute("aria-label", kind === "r" ? name : `${name}, ${say(words, `kinds.${kind}`)}`)
      cell.setAttribute("aria-readonly", input.editable ? "false" : "true")
    })
    this.input.board.classList.toggle("editable", Boolean(input.editable))
    this.input.board.classList.toggle("weighted", Boolean(this.payload.weights))
    this.output.board.classList.toggle("stale", this.outbox.open.length > 0)
    this.shownHidden = []
    for (let i = 0; i < output.rows; i++) for (let j = 0; j < output.cols; j++) this.writeOutput(i, j, false)
    this.paint()
  }

  writeOutput(i, j, hidden) {
    const { output, words } = this.payload
    const cell = this.output.at(i, j)
    this.shownHidden[i * output.cols + j] = hidden
    cell.classList.toggle("unknown", hidden)
    this.output.write(cell, hidden ? "?" : output.short[i][j], hidden ? null : output.heat[i][j])
    const value = hidden ? say(words, "not_yet") : output.exact[i][j]
    cell.setAttribute("aria-label", `${say(words, "output_cell", { i, j })}: ${value}`)
  }

  showRefused({ row, col, text, message }) {
    if (!this.editor.cell && this.input.isReal(row, col) && this.payload.input.editable) this.editor.open(row, col, text)
    this.editor.refuse(row, col, message)
  }

  drawLegend() {
    const { input, winners, words } = this.payload
    const present = new Set(input.kinds.join(""))
    const items = Object.keys(KINDS).filter((kind) => present.has(kind)).map((kind) => [kind, say(words, `kinds.${kind}`)])
    if (this.player.count) items.push(["window", say(words, "window")])
    if (winners) items.push(["winner", say(words, "winner")])
    this.legend.replaceChildren(...items.map(([kind, word]) => {
      const swatch = el("span", { class: "swatch cell", "data-kind": kind, "aria-hidden": "true" })
      const text = el("span")
      text.textContent = word
      return el("li", { "data-kind": kind }, swatch, text)
    }))
  }

  // ---- size ----------------------------------------------------------------------------------------------------

  layout() {
    if (!this.payload || !this.root.clientWidth) return
    const { input, output, operation } = this.payload
    const width = this.root.clientWidth
    const narrow = width < NARROW
    const [roomTop, roomLeft] = this.overlays.room
    // A ring of one cell is kept free around the data, so that nothing moves when padding comes or goes.
    const ring = narrow || this.payload.bins ? 0 : 1
    const rowRing = /1d/.test(operation) ? 0 : ring
    const [top, left, bottom, right] = input.frame
    const margin = [Math.max(0, rowRing - top), Math.max(0, ring - left), Math.max(0, rowRing - bottom), Math.max(0, ring - right)]
    const cols = input.cols + Math.max(left, ring) + Math.max(right, ring)
    const rows = input.rows + Math.max(top, rowRing) + Math.max(bottom, rowRing)
    const tallest = Math.max(28, narrow ? 36 : 340 / rows)
    const pick = (room) => SIZES.find((size) => size <= Math.min(room, tallest)) ?? SIZES.at(-1)
    // The output counts as at least as wide as the input, so that the stride does not change the size of a cell.
    const beside = pick((width - GAP - 2 * 22 - roomLeft) / (cols + Math.max(output.cols, input.cols)))
    const below = pick((width - 24 - roomLeft) / Math.max(cols, output.cols))
    const stacked = narrow || (input.rows <= 4 && output.rows <= 4 && below > beside)
    const size = stacked ? below : beside
    this.boards.classList.toggle("stacked", stacked)
    this.input.resize(size)
    this.output.resize(size)
    const px = (cells) => `${cells * size}px`
    this.input.figure.style.margin = margin.map(px).join(" ")
    const drop = stacked ? 0 : margin[0] + top
    this.output.figure.style.margin = `calc(${px(drop)} + ${stacked ? 0 : roomTop}px) 0 0 ${stacked ? `calc(${px(margin[1] + left)} + ${roomLeft}px)` : 0}`
    this.editor.place()
    this.paint()
  }

  // ---- what is looked at ---------------------------------------------------------------------------------------

  // {output: [i, j]} or {input: [r, c]} or null.
  shown() {
    if (!this.player.count) return this.hover?.input ? this.hover : null
    if (this.player.playing) return { output: this.player.cursor }
    if (this.hover) return this.hover
    const cell = this.editor.cell ?? this.focused
    if (cell) return { input: cell }
    return { output: this.pin ?? this.player.cursor }
  }

  readersOf(r, c) {
    const readers = []
    this.payload.taps[0].forEach((rows, i) => {
      if (rows.includes(r)) this.payload.taps[1].forEach((cols, j) => cols.includes(c) && readers.push([i, j]))
    })
    return readers
  }

  paint() {
    if (!this.payload || !this.input.size) return
    const { payload, player, root } = this
    const shown = this.shown()
    const output = shown?.output ?? null
    this.paintHidden(output)
    this.paintWindow(output)
    const readers = shown?.input ? this.readersOf(...shown.input) : []
    this.input.mark("inspected", shown?.input ? [this.input.at(...shown.input)] : [])
    this.output.mark("lit", readers.map(([i, j]) => this.output.at(i, j)))
    this.output.mark("pinned", this.pin ? [this.output.at(...this.pin)] : [])
    this.overlays.paint(output)
    this.paintText(shown, readers)
    this.controls.show(payload.words, player, this.pin)
    if (player.count) this.output.setTabStop(...(this.pin ?? player.cursor))
    root.style.setProperty("--slide", `${Math.min(180, player.interval * 0.6)}ms`)
    Object.assign(root.dataset, {
      playing: player.playing, cursor: player.cursor.join(","), pinned: this.pin ? this.pin.join(",") : "",
      pass: player.inPass, stale: this.outbox.open.length > 0,
    })
  }

  paintHidden(output) {
    const { cols } = this.payload.output
    for (let index = 0; index < this.player.count; index++) {
      const i = Math.floor(index / cols)
      const j = index % cols
      const looked = output && output[0] === i && output[1] === j
      const hidden = this.player.isHidden(i, j) && !looked
      if (this.shownHidden[index] !== hidden) this.writeOutput(i, j, hidden)
    }
  }

  paintWindow(output) {
    const { taps, spans, winners, weights, input } = this.payload
    for (const cell of this.input.marked.get("tap") ?? []) delete cell.dataset.weight
    if (!output) {
      for (const name of ["tap", "winner"]) this.input.mark(name, [])
      this.input.place(this.input.outline, null)
      this.output.place(this.output.outline, null)
    } else {
      const [i, j] = output
      const cells = taps[0][i].flatMap((r) => taps[1][j].map((c) => this.input.at(r, c))).filter(Boolean)
      this.input.mark("tap", cells)
      const winner = winners?.[i]?.[j]
      this.input.mark("winner", winner ? [this.input.at(...winner)] : [])
      const weight = weights?.[i]?.[j]
      if (weight && this.input.size >= 32) {
        for (const cell of cells) if (this.isCounted(cell, input)) cell.dataset.weight = weight
      }
      const window = [spans[0][i], spans[1][j]]
      this.input.place(this.input.outline, window)
      this.output.place(this.output.outline, [[i, i + 1], [j, j + 1]])
      this.input.reveal(...[window[0], window[1]])
      this.output.reveal([i, i + 1], [j, j + 1])
    }
    // While a pin is held, its window stays as a ghost beside the one being looked at.
    const held = this.pin && !(output && output[0] === this.pin[0] && output[1] === this.pin[1])
    this.input.place(this.input.ghost, held ? [spans[0][this.pin[0]], spans[1][this.pin[1]]] : null)
  }

  // Padding that is not counted has an empty fill, and overhang never counts.
  isCounted(cell, input) {
    const kind = cell.dataset.kind
    return kind !== "o" && (kind !== "p" || Boolean(input.fill.p))
  }

  paintText(shown, readers) {
    const { payload } = this
    const { words } = payload
    let equation = ""
    let note = ""
    if (shown?.output) {
      const [i, j] = shown.output
      equation = payload.equations[i][j]
      note = payload.notes[i][j]
    } else if (shown?.input) {
      const [r, c] = shown.input
      const kind = this.input.at(r, c)?.dataset.kind ?? "r"
      const value = this.input.isReal(r, c)
        ? `= ${this.outbox.textAt(r, c) ?? payload.input.exact[r][c]}`
        : [`· ${say(words, `kinds.${kind}`)}`, payload.input.fill[kind]].filter(Boolean).join(" ")
      equation = `${say(words, "input_cell", { r, c })} ${value}`
      const list = readers.slice(0, 8).map(([i, j]) => `(${i}, ${j})`).join(" ") + (readers.length > 8 ? " …" : "")
      if (readers.length === 0) note = say(words, `unread.${kind}`)
      else note = say(words, readers.length === 1 ? "read_by_one" : "read_by_many", { n: readers.length, list })
    }
    this.equation.textContent = equation
    this.equation.classList.toggle("long", equation.length > 70)
    this.note.textContent = note
  }

  speak() {
    if (this.player.playing) return
    this.live.textContent = `${this.controls.position.textContent}. ${this.equation.textContent}. ${this.note.textContent}`
  }

  // ---- what the reader does ------------------------------------------------------------------------------------

  toggle() {
    if (this.player.playing) this.player.pause()
    else {
      this.hover = this.pin = null
      this.player.play()
    }
    this.paint()
  }

  moveTo(index) {
    this.player.pause()
    this.pin = this.hover = null
    this.player.goTo(index)
    this.paint()
    this.speak()
  }

  step(where) {
    const [i, j] = this.pin ?? this.player.cursor
    const here = i * this.player.cols + j
    this.moveTo({ first: 0, prev: here - 1, next: here + 1, last: this.player.count - 1 }[where])
  }

  setPin(i, j) {
    const again = this.pin && this.pin[0] === i && this.pin[1] === j
    this.player.pause()
    this.pin = again ? null : [i, j]
    this.paint()
    this.speak()
  }

  active() {
    return this.root.getRootNode().activeElement
  }

  focusedBoard() {
    const active = this.active()
    if (!active?.classList.contains("cell")) return null
    return [this.input, this.output].find((board) => board.plane.contains(active)) ?? null
  }

  focusCell(board, r, c) {
    board.setTabStop(r, c)
    board.at(r, c)?.focus({ preventScroll: board.scroll.scrollWidth <= board.scroll.clientWidth })
  }

  listen() {
    for (const board of [this.input, this.output]) {
      const plane = board.plane
      plane.addEventListener("pointerover", (event) => this.onHover(board, event))
      plane.addEventListener("pointerleave", () => {
        this.hover = null
        this.paint()
      })
      plane.addEventListener("click", (event) => this.onClick(board, event))
    }
    this.input.plane.addEventListener("focusin", (event) => {
      const cell = event.target.closest(".cell")
      if (!cell) return
      const [r, c] = [Number(cell.dataset.r), Number(cell.dataset.c)]
      this.input.setTabStop(r, c)
      this.focused = [r, c]
      this.paint()
    })
    this.input.plane.addEventListener("focusout", () => {
      this.focused = null
      this.paint()
    })
    this.input.plane.addEventListener("paste", (event) => {
      if (!this.focused || this.editor.cell || !this.payload.input.editable) return
      event.preventDefault()
      this.editor.paste(...this.focused, readBlock(event.clipboardData?.getData("text/plain") ?? ""))
    })
    this.root.addEventListener("keydown", (event) => this.onKey(event))
  }

  onHover(board, event) {
    // The page can move under a pointer that rests; only a pointer that moved is meant.
    const still = this.lastX === event.clientX && this.lastY === event.clientY
    Object.assign(this, { lastX: event.clientX, lastY: event.clientY })
    const cell = event.target.closest(".cell")
    if (still || !cell) return
    this.player.pause()
    this.hover = { [board.kind]: [Number(cell.dataset.r), Number(cell.dataset.c)] }
    this.paint()
  }

  onClick(board, event) {
    const cell = event.target.closest(".cell")
    if (!cell) return
    const [r, c] = [Number(cell.dataset.r), Number(cell.dataset.c)]
    this.player.pause()
    if (board === this.output) {
      this.focusCell(board, r, c)
      this.setPin(r, c)
    } else if (board.isReal(r, c)) {
      // A text that was refused keeps its box until it is corrected or given up.
      if (this.editor.cell && !this.editor.commit()) return this.editor.field.focus()
      if (this.payload.input.editable) this.editor.open(r, c)
      else this.focusCell(board, r, c)
    }
    this.paint()
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target
    const onControl = target.closest("select, input")
    const onButton = target.closest("button")
    const board = this.focusedBoard()
    const key = event.key
    if (key === "Escape") {
      this.pin = null
      this.player.pause()
      this.editor.forgive()
      this.paint()
    } else if (onControl) return
    else if (key === " " && !onButton) this.toggle()
    else if (board === this.input) {
      if (!this.walkInput(key)) return
    } else if (key === "Enter" && board === this.output) this.setPin(...this.player.cursor)
    else if (!this.walkOutput(key, board)) return
    event.preventDefault()
    event.stopPropagation()
  }

  walkOutput(key, board) {
    const [di, dj] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? []
    const { rows, cols, count } = this.player
    if (!count) return false
    const [i, j] = this.pin ?? this.player.cursor
    if (key === "Home") this.moveTo(0)
    else if (key === "End") this.moveTo(count - 1)
    else if (di !== undefined) this.moveTo(clamp(i + di, 0, rows - 1) * cols + clamp(j + dj, 0, cols - 1))
    else return false
    if (board === this.output) this.focusCell(this.output, ...this.player.cursor)
    return true
  }

  walkInput(key) {
    const [r, c] = this.focused
    const { rows, cols } = this.input
    const to = {
      ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1],
      Home: [0, 0], End: [rows - 1, cols - 1],
    }[key]
    this.player.pause()
    if (to) this.focusCell(this.input, clamp(to[0], 0, rows - 1), clamp(to[1], 0, cols - 1))
    else if (!this.payload.input.editable) return false
    else if (key === "Enter" || key === "F2") this.editor.open(r, c)
    else {
      // Typing on a cell starts the editor; everything is selected, so the key replaces the old text.
      if (key.length === 1) this.editor.open(r, c)
      return false
    }
    return true
  }

  // Timers stop when the page takes the stage away; a later call of the component brings it back.
  rest() {
    this.player.pause()
    this.observer.disconnect()
  }
}

const stages = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let entry = stages.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    parentElement.append(root)
    entry = { stage: new Stage(root), calls: 0 }
    stages.set(parentElement, entry)
  }
  const call = ++entry.calls
  entry.stage.update(data, (edit) => setTriggerValue("edit", edit))
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the stage.
  return () => {
    if (entry.calls === call) entry.stage.rest()
  }
}
