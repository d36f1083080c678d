// The cursor over the outputs: steps, a timer, and the pass in which outputs are still hidden.

import { clamp, el, icon, say } from "./dom.js"

export class Player {
  // `onEnd` is called when a play has come to its end by itself.
  constructor(onStep, onEnd = () => {}) {
    Object.assign(this, { onStep, onEnd })
    this.shape = []
    this.cursor = []
    this.rate = 1
    this.factor = 1
    this.playing = false
    this.inPass = false
    this.timer = null
  }

  get count() {
    return this.shape.length ? this.shape.reduce((product, size) => product * size, 1) : 0
  }

  get cols() {
    return this.shape.at(-1)
  }

  get index() {
    return this.indexOf(this.cursor)
  }

  // Outputs are counted in reading order, the last axis first, however many axes there are.
  indexOf(place) {
    return place.reduce((index, at, axis) => index * this.shape[axis] + at, 0)
  }

  placeOf(index) {
    const place = []
    for (const size of this.shape.toReversed()) {
      place.unshift(index % size)
      index = Math.floor(index / size)
    }
    return place
  }

  get interval() {
    return 1000 / (this.rate * this.factor)
  }

  // The place stays, not its number; with another number of axes it begins anew.
  fit(shape) {
    this.shape = shape
    const isKept = this.cursor.length === shape.length
    this.cursor = shape.map((size, axis) => (isKept ? clamp(this.cursor[axis], 0, Math.max(0, size - 1)) : 0))
    if (!this.count) this.pause()
  }

  isHidden(...place) {
    return this.inPass && this.indexOf(place) > this.index
  }

  goTo(index) {
    if (!this.count) return
    this.cursor = this.placeOf(clamp(index, 0, this.count - 1))
  }

  setFactor(factor) {
    this.factor = factor
    if (this.playing) this.schedule()
  }

  play() {
    if (!this.count || this.playing) return
    if (!this.inPass) {
      this.inPass = true
      this.goTo(0)
    }
    this.playing = true
    this.schedule()
    this.onStep()
  }

  pause() {
    this.playing = false
    clearTimeout(this.timer)
  }

  schedule() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.tick(), this.interval)
  }

  tick() {
    if (!this.playing) return
    if (this.index >= this.count - 1) this.finish()
    else {
      this.goTo(this.index + 1)
      if (this.index >= this.count - 1) this.finish()
      else this.schedule()
    }
    this.onStep()
    if (!this.playing) this.onEnd()
  }

  finish() {
    this.pause()
    this.inPass = false
  }
}

const SPEEDS = [0.5, 1, 2, 4]

export class Controls {
  constructor(actions) {
    const button = (name, act) => {
      const node = el("button", { type: "button", "data-testid": name }, icon(name))
      node.addEventListener("click", act)
      return node
    }
    this.buttons = {
      first: button("first", () => actions.step("first")),
      prev: button("prev", () => actions.step("prev")),
      play: button("play", () => actions.toggle()),
      next: button("next", () => actions.step("next")),
      last: button("last", () => actions.step("last")),
    }
    this.scrub = el("input", { type: "range", min: 0, step: 1, "data-testid": "scrub" })
    this.scrub.addEventListener("input", () => actions.scrub(Number(this.scrub.value)))
    this.speed = el("select", { "data-testid": "speed" })
    for (const factor of SPEEDS) {
      const option = el("option", { value: factor })
      option.textContent = `${factor}×`
      this.speed.append(option)
    }
    this.speed.addEventListener("change", () => actions.speed(Number(this.speed.value)))
    this.position = el("div", { class: "position", "data-testid": "position" })
    this.node = el("div", { class: "controls", role: "group" },
      el("div", { class: "buttons" }, ...Object.values(this.buttons)), this.speed, this.scrub, this.position)
  }

  show(words, player, pin) {
    const { cursor, shape, factor, playing } = player
    const shown = [cursor, shape, factor, playing, pin].join(" ")
    // Writing to a slider makes the page lay out at once; most redraws have nothing to write.
    const said = words.stage + words.play + words.position
    if (this.shown === shown && this.words === said) return
    Object.assign(this, { shown, words: said })
    for (const [name, node] of Object.entries(this.buttons)) {
      const label = say(words, name === "play" && player.playing ? "pause" : name)
      node.setAttribute("aria-label", label)
      node.title = label
      node.disabled = player.count === 0
    }
    const face = player.playing ? "pause" : "play"
    if (this.face !== face) {
      this.buttons.play.replaceChildren(icon(face))
      this.face = face
    }
    const at = pin ?? player.cursor
    const [i, j] = at
    const index = player.indexOf(at)
    const told = { i, j, place: at.join(", "), n: index + 1, total: player.count }
    const place = player.count ? say(words, "position", told) : ""
    this.position.textContent = pin ? `${place} · ${say(words, "pinned")}` : place
    this.scrub.max = Math.max(0, player.count - 1)
    this.scrub.value = index
    this.scrub.disabled = player.count === 0
    this.scrub.setAttribute("aria-label", say(words, "scrub"))
    this.scrub.setAttribute("aria-valuetext", place)
    this.speed.value = String(player.factor)
    this.speed.setAttribute("aria-label", say(words, "speed"))
    this.speed.title = say(words, "speed")
    this.node.setAttribute("aria-label", say(words, "controls"))
  }
}
