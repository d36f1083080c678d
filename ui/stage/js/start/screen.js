// The first screen: a picture, a window that a hand or the play moves over it, and the output that forms where it was.

import { clamp, say } from "../dom.js"
import { draggable, keyed } from "./hand.js"
import { Numbers } from "./numbers.js"
import { Parts } from "./parts.js"
import { Walk } from "./walk.js"

const MOST_SLIDE = 160 // milliseconds that the window takes from place to place

export class Screen {
  constructor(root) {
    this.root = root
    this.walk = new Walk(() => this.walkOn())
  }

  // The same numbers and words leave everything where it is.
  show(payload) {
    if (this.payload?.revision === payload.revision) return
    this.payload = payload
    if (this.parts) this.draw()
    else this.begin()
    this.root.dataset.revision = payload.revision
  }

  rest() {
    this.halt()
  }

  begin() {
    const { payload, root } = this
    this.numbers = new Numbers(payload)
    this.parts = new Parts(root, payload.most, {
      toggle: () => this.toggle(),
      clear: () => this.clear(),
      nudge: (by) => this.nudge(by),
      compare: () => this.compare(),
      choose: (changes) => this.choose(changes),
    })
    this.draw()
    this.listen()
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.formAll(isStill)
    // A window that shows something, or the first one.
    this.goTo(this.placeOf(isStill ? this.numbers.texts("output").indexOf(payload.most) : 0))
    if (isStill) this.halt()
    else this.play()
  }

  listen() {
    const { input, output, pad } = this.parts
    const inside = (place) => place.map((at) => clamp(at, 0, this.side - 1))
    const hand = {
      windowAt: (x, y) => inside([Math.floor(y * this.side), Math.floor(x * this.side)]),
      onDrag: (windows, isFirst) => this.drag(windows, isFirst),
      onDrop: () => this.drop(),
    }
    draggable(input.plane, hand)
    draggable(output.plane, hand)
    keyed(pad, {
      onStep: (down, right) => {
        this.halt()
        this.pass([inside([this.at[0] + down, this.at[1] + right])])
        this.tellStep()
      },
      onPlay: () => this.toggle(),
    })
  }

  draw() {
    const { parts, numbers } = this
    for (const grid of parts.grids) grid.write(numbers.texts(grid.name), numbers.isChangeShown && numbers.unmoved(grid.name))
    parts.name(this.payload, numbers)
  }

  // ---- places of the output ----

  get side() {
    return this.parts.output.side
  }

  placeOf(index) {
    return [Math.floor(index / this.side), index % this.side]
  }

  indexOf([r, c]) {
    return r * this.side + c
  }

  // ---- what is formed ----

  get isWhole() {
    return this.formed.every(Boolean)
  }

  get progress() {
    return this.formed.filter(Boolean).length
  }

  formAll(isFormed) {
    this.formed = new Array(this.side * this.side).fill(isFormed)
    this.parts.output.form(this.formed)
  }

  // The window goes through these places; where it has been, the output stands.
  pass(windows) {
    for (const index of windows.map((place) => this.indexOf(place))) {
      this.formed[index] = true
      this.parts.output.cells[index].classList.remove("open")
    }
    this.goTo(windows.at(-1))
  }

  goTo(place) {
    const { input, output, lens } = this.parts
    const kernel = input.side / output.side
    this.at = place
    input.place(place[0] * kernel, place[1] * kernel, kernel)
    output.place(...place, 1)
    lens.show(this.numbers.seen(place), this.numbers.value(place))
    this.root.dataset.cursor = place.join(",")
    this.root.dataset.formed = this.progress
  }

  // ---- a hand ----

  drag(windows, isFirst) {
    this.halt()
    this.root.classList.add("gripped")
    // A press on what is whole only looks; a drag forms it anew.
    if (isFirst) this.pressed = windows[0]
    else if (this.pressed && this.isWhole) {
      this.formAll(false)
      this.pass([this.pressed])
    }
    if (!isFirst) this.pressed = null
    this.pass(windows)
  }

  drop() {
    this.root.classList.remove("gripped")
    this.tellStep()
  }

  // ---- the play ----

  play() {
    if (this.isWhole) this.formAll(false)
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
    this.parts.tell(this.said("formed", { formed: 0, count: this.formed.length }))
  }

  // To the next place, in reading order, where nothing has formed; whether there was one.
  walkOn() {
    const next = this.formed.indexOf(false)
    if (next < 0) this.halt()
    else {
      this.root.style.setProperty("--slide", `${Math.min(MOST_SLIDE, this.walk.wait * 0.6)}ms`)
      this.pass([this.placeOf(next)])
    }
    return next >= 0
  }

  face() {
    this.parts?.face(this.payload.words, this.walk.isOn)
  }

  // ---- the second look: another choice, another place of the picture ----

  choose(changes) {
    const before = this.side
    Object.assign(this.numbers.choice, changes)
    this.look((at) => at.map((place) => Math.floor((place * this.side) / before)))
    const { operation, kernel } = this.numbers.choice
    const faces = { operation: this.payload.words.operations[operation], kernel: `${kernel} × ${kernel}` }
    const [inputs, outputs] = this.counts
    this.parts.tell(this.said("chosen", { ...faces, before: inputs, after: outputs }), this.toldOfNudge())
  }

  nudge(by) {
    this.numbers.nudge(by)
    this.look((at) => at)
    this.parts.tell(this.toldOfNudge() || this.payload.words.moved[0])
  }

  // The pictures, or by how much their cells change.
  compare() {
    this.numbers.isAsked = !this.numbers.isAsked
    this.draw()
  }

  // Everything at once; `moved` gives the window its place in an output of another size.
  look(moved) {
    this.halt()
    this.draw()
    this.formAll(true)
    this.goTo(moved(this.at))
  }

  // ---- words ----

  said(key, values) {
    return say(this.payload.words, key, values)
  }

  get counts() {
    return this.parts.grids.map(({ cells }) => cells.length)
  }

  tellStep() {
    const [i, j] = this.at
    const { numbers, at } = this
    this.parts.tell(
      this.said("step", { i, j, cells: numbers.seen(at).join(", "), value: numbers.value(at) }),
      this.said("formed", { formed: this.progress, count: this.formed.length }),
    )
  }

  toldOfNudge() {
    const { numbers, payload } = this
    if (!numbers.shift) return ""
    const { words, most } = payload
    const change = { input: numbers.change("input"), output: numbers.change("output"), most }
    return `${this.said("nudged", { moved: words.moved[numbers.shift], ...change })} ${this.said("softens")}`
  }
}
