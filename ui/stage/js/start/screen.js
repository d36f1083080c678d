// The first screen: a picture, a window that a hand or the play moves over it, and the output that forms where it was.

import { Parameters } from "../controls.js"
import { clamp, el, icon, say } from "../dom.js"
import { Grid } from "./grid.js"
import { draggable, keyed } from "./hand.js"
import { Lens } from "./lens.js"
import { Walk } from "./walk.js"

const MOST_SLIDE = 160 // milliseconds that the window takes from place to place

export class Screen {
  constructor(root) {
    this.root = root
    this.walk = new Walk(() => this.walkOn())
  }

  // The same numbers in other words leave everything where it is.
  show(payload) {
    if (this.payload?.revision === payload.revision) return
    const isFirst = !this.payload
    this.payload = payload
    if (isFirst) this.make()
    this.draw()
    this.name()
    this.root.dataset.revision = payload.revision
    if (isFirst) this.begin()
  }

  rest() {
    this.halt()
  }

  begin() {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.formAll(isStill)
    // A window that shows something, or the first one.
    const at = isStill ? this.output.texts.indexOf(this.payload.most) : 0
    this.goTo(this.placeOf(at))
    if (!isStill) this.play()
  }

  // ---- what is made once ----

  make() {
    const { payload, root } = this
    this.state = { ...Object.fromEntries(payload.choices.map(({ key, value }) => [key, value])), shift: payload.shifts.indexOf(0) }
    this.input = new Grid("input", payload.most)
    this.output = new Grid("output", payload.most)
    this.lens = new Lens(payload.most)
    this.pad = el("div", { class: "pad", role: "application", tabindex: 0 }, this.input.plane)
    this.shown = el("div", { class: "shown", role: "img" }, this.output.plane)
    this.buttons = { play: this.button("play", () => this.toggle()), clear: this.button("clear", () => this.clear()) }
    this.buttons.clear.append(icon("first"))
    this.nudges = { left: this.button("left", () => this.nudge(-1)), right: this.button("right", () => this.nudge(1)) }
    this.nudges.left.append(icon("prev"))
    this.nudges.right.append(icon("next"))
    this.nudged = el("span", { class: "name" })
    this.moved = el("span", { class: "moved", "data-testid": "moved" })
    this.choices = el("div", { class: "chips" })
    this.parameters = new Parameters(this.choices, (changes) => this.choose(changes))
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    const nudge = el("div", { class: "nudge", role: "group" }, this.nudged,
      el("div", { class: "row" }, this.nudges.left, this.moved, this.nudges.right))
    const transport = el("div", { class: "transport" }, this.buttons.play, this.buttons.clear)
    root.append(el("div", { class: "sheet" },
      el("div", { class: "from" }, el("div", { class: "line" }, this.input.caption, transport), this.pad, this.input.count),
      el("div", { class: "into" }, this.output.caption, this.shown, this.output.count),
      el("div", { class: "beside" }, this.lens.node, nudge), this.choices), this.live)
    this.nudgeGroup = nudge
    this.listen()
  }

  button(name, act) {
    const node = el("button", { type: "button", class: "tool", "data-testid": name })
    node.addEventListener("click", act)
    return node
  }

  listen() {
    const hand = {
      windowAt: (x, y) => [y, x].map((part) => clamp(Math.floor(part * this.output.side), 0, this.output.side - 1)),
      onDrag: (windows, isFirst) => this.drag(windows, isFirst),
      onDrop: () => {
        this.root.classList.remove("gripped")
        this.tell(this.step(), this.progress())
      },
    }
    draggable(this.input.plane, hand)
    draggable(this.output.plane, hand)
    keyed(this.pad, {
      onStep: (down, right) => {
        const [r, c] = this.at
        const last = this.output.side - 1
        this.halt()
        this.pass([[clamp(r + down, 0, last), clamp(c + right, 0, last)]])
        this.tell(this.step(), this.progress())
      },
      onPlay: () => this.toggle(),
    })
  }

  // ---- numbers ----

  get planes() {
    const { operation, kernel } = this.state
    return { input: this.payload.input, output: this.payload.outputs[operation][kernel] }
  }

  textsOf(planes, shift = this.state.shift) {
    return planes[shift].values.split(" ")
  }

  // The numbers that the window reads.
  get seen() {
    const { side, texts } = this.input
    const kernel = side / this.output.side
    const [r, c] = this.at.map((place) => place * kernel)
    return Array.from({ length: kernel * kernel }, (_, n) => texts[(r + Math.floor(n / kernel)) * side + c + (n % kernel)])
  }

  get value() {
    return this.output.texts[this.index(this.at)]
  }

  index([r, c]) {
    return r * this.output.side + c
  }

  placeOf(index) {
    const { side } = this.output
    return [Math.floor(index / side), index % side]
  }

  draw() {
    const still = this.payload.shifts.indexOf(0)
    for (const [name, planes] of Object.entries(this.planes)) {
      this[name].write(this.textsOf(planes), this.textsOf(planes, still))
    }
    this.count()
  }

  // ---- what is formed ----

  formAll(isFormed) {
    this.formed = new Array(this.output.cells.length).fill(isFormed)
    this.output.form(this.formed)
  }

  // The window goes through these places; where it has been, the output stands.
  pass(windows) {
    for (const place of windows) this.formed[this.index(place)] = true
    for (const place of windows) this.output.cells[this.index(place)].classList.remove("open")
    this.goTo(windows.at(-1))
  }

  goTo(place) {
    this.at = place
    const kernel = this.input.side / this.output.side
    this.input.place(place[0] * kernel, place[1] * kernel, kernel)
    this.output.place(...place, 1)
    this.lens.show(this.seen, this.value)
    this.root.dataset.cursor = place.join(",")
    this.root.dataset.formed = this.formed.filter(Boolean).length
  }

  drag(windows, isFirst) {
    this.halt()
    this.root.classList.add("gripped")
    // A press on what is whole only looks; a drag forms it anew.
    if (isFirst) this.pressed = windows[0]
    else if (this.pressed && this.formed.every(Boolean)) {
      this.formAll(false)
      this.pass([this.pressed])
    }
    if (!isFirst) this.pressed = null
    this.pass(windows)
  }

  // ---- the play ----

  play() {
    if (this.formed.every(Boolean)) this.formAll(false)
    this.walk.start()
    this.face()
  }

  halt() {
    this.walk.stop()
    this.face()
  }

  toggle() {
    if (this.walk.isOn) this.halt()
    else this.play()
  }

  clear() {
    this.halt()
    this.formAll(false)
    this.goTo([0, 0])
    this.tell(this.progress())
  }

  // To the next place, in reading order, where nothing has formed.
  walkOn() {
    const next = this.formed.indexOf(false)
    if (next < 0) return this.halt()
    this.root.style.setProperty("--slide", `${Math.min(MOST_SLIDE, this.walk.wait * 0.6)}ms`)
    this.pass([this.placeOf(next)])
    return true
  }

  // ---- the second look: another choice, another place of the picture ----

  choose(changes) {
    const before = this.output.side
    this.halt()
    Object.assign(this.state, changes)
    this.draw()
    this.formAll(true)
    this.goTo(this.at.map((place) => Math.floor((place * this.output.side) / before)))
    this.name()
    const { operation, kernel } = this.state
    const [input, output] = [this.input, this.output].map(({ cells }) => cells.length)
    const faces = { operation: this.payload.words.operations[operation], kernel: `${kernel} × ${kernel}` }
    this.tell(this.said("chosen", { ...faces, before: input, after: output }), this.toldOfNudge())
  }

  nudge(by) {
    this.halt()
    this.state.shift = clamp(this.state.shift + by, 0, this.payload.shifts.length - 1)
    this.draw()
    this.formAll(true)
    this.goTo(this.at)
    this.name()
    this.tell(this.toldOfNudge() || this.payload.words.moved[0])
  }

  get shift() {
    return this.payload.shifts[this.state.shift]
  }

  // ---- words ----

  said(key, values) {
    return say(this.payload.words, key, values)
  }

  name() {
    const { root, payload, input, output, state } = this
    root.setAttribute("aria-label", this.said("stage"))
    for (const grid of [input, output]) grid.caption.textContent = this.said(grid.name, { side: grid.side, count: grid.cells.length })
    this.pad.setAttribute("aria-label", this.said("picture", { count: input.cells.length, most: payload.most }))
    this.pad.setAttribute("aria-description", this.said("keys"))
    this.shown.setAttribute("aria-label", this.said("pooled", { count: output.cells.length }))
    for (const [key, node] of Object.entries({ clear: this.buttons.clear, ...this.nudges })) {
      node.setAttribute("aria-label", this.said(key))
      node.title = this.said(key)
    }
    this.nudged.textContent = this.said("nudge")
    this.nudgeGroup.setAttribute("aria-label", this.said("nudge"))
    this.moved.textContent = payload.words.moved[this.shift]
    // A button that is disabled would lose the focus.
    this.nudges.left.setAttribute("aria-disabled", state.shift === 0)
    this.nudges.right.setAttribute("aria-disabled", state.shift === payload.shifts.length - 1)
    this.parameters.show(payload.choices.map((choice) => ({ ...choice, value: state[choice.key] })), payload.words)
    this.face()
  }

  // How many cells are others than before the nudge.
  count() {
    for (const [name, planes] of Object.entries(this.planes)) {
      const { changed } = planes[this.state.shift]
      const values = { changed, count: this[name].cells.length }
      this[name].count.textContent = this.shift ? this.said("changed", values) : ""
    }
  }

  face() {
    const name = this.walk.isOn ? "pause" : "play"
    this.root.dataset.playing = this.walk.isOn
    const { play } = this.buttons
    if (play.dataset.face === name) return
    play.dataset.face = name
    play.replaceChildren(icon(name))
    play.setAttribute("aria-label", this.said(name))
    play.title = this.said(name)
  }

  step() {
    const [i, j] = this.at
    return this.said("step", { i, j, cells: this.seen.join(", "), value: this.value })
  }

  progress() {
    return this.said("formed", { formed: this.formed.filter(Boolean).length, count: this.formed.length })
  }

  toldOfNudge() {
    if (!this.shift) return ""
    const { input, output } = this.planes
    const [changed, pooled] = [input, output].map((planes) => planes[this.state.shift].changed)
    const counts = { changed, count: this.input.cells.length, pooled, outputs: this.output.cells.length }
    return this.said("nudged", { moved: this.payload.words.moved[this.shift], ...counts })
  }

  tell(...sentences) {
    this.live.textContent = sentences.filter(Boolean).join(" ")
  }
}
