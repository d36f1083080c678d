// The numbers of the screen, all of them made by the core: which of them hold is said by the choice and the nudge.

import { clamp } from "../dom.js"

export class Numbers {
  constructor({ input, outputs, shifts, choices }) {
    Object.assign(this, { input, outputs, shifts })
    this.choice = Object.fromEntries(choices.map(({ key, value }) => [key, value]))
    this.still = this.nudged = shifts.indexOf(0)
    this.isAsked = false // for the change instead of the picture
  }

  get planes() {
    const { operation, kernel } = this.choice
    return { input: this.input, output: this.outputs[operation][kernel] }
  }

  get isChangeShown() {
    return this.isAsked && this.shift !== 0
  }

  // How far the picture is moved, in cells to the right.
  get shift() {
    return this.shifts[this.nudged]
  }

  get isFarLeft() {
    return this.nudged === 0
  }

  get isFarRight() {
    return this.nudged === this.shifts.length - 1
  }

  nudge(by) {
    this.nudged = clamp(this.nudged + by, 0, this.shifts.length - 1)
  }

  // Row after row.
  texts(name, nudged = this.nudged) {
    const plane = this.planes[name][nudged]
    plane.texts ??= plane.values.split(" ")
    return plane.texts
  }

  unmoved(name) {
    return this.texts(name, this.still)
  }

  // By how much a cell differs on average from what it is where nothing is moved.
  change(name) {
    return this.planes[name][this.nudged].change
  }

  // What the window at a place reads, and what becomes of it.
  seen([r, c]) {
    const kernel = Number(this.choice.kernel)
    const texts = this.texts("input")
    const side = Math.sqrt(texts.length)
    const first = (r * side + c) * kernel
    return Array.from({ length: kernel * kernel }, (_, n) => texts[first + Math.floor(n / kernel) * side + (n % kernel)])
  }

  value([r, c]) {
    const texts = this.texts("output")
    return texts[r * Math.sqrt(texts.length) + c]
  }
}
