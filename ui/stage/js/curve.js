// The result of one window over a parameter: curves, the levels between which they run, and a marker at the rung that is
// chosen. A touch of the curve turns the parameter. All numbers are heights from 0 to 1 that Python worked out.

import { clamp, el, say } from "./dom.js"

const SPACE = "http://www.w3.org/2000/svg"
const LABEL = 0.11 // of the height: nearer names stand on one line

export class Curve {
  constructor(turn) {
    this.turn = turn
    this.title = el("div", { class: "mark-title", "data-testid": "curve-title" })
    this.svg = svg("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" })
    this.words = el("div", { class: "levels" })
    this.points = el("div")
    this.plot = el("div", { class: "plot", role: "img", "data-testid": "curve" }, this.svg, this.words, this.points)
    this.ticks = el("div", { class: "ticks", "aria-hidden": "true" })
    this.names = el("ul", { class: "lines" })
    this.node = el("figure", { class: "mark curve" }, this.title, this.plot, this.ticks, this.names)
    this.plot.addEventListener("pointerdown", (event) => this.grasp(event))
    this.plot.addEventListener("pointermove", (event) => this.plot.hasPointerCapture(event.pointerId) && this.follow(event))
  }

  // ---- the hand ----

  grasp(event) {
    if (event.button) return
    this.plot.setPointerCapture(event.pointerId)
    this.follow(event)
  }

  follow(event) {
    const { left, width } = this.plot.getBoundingClientRect()
    const last = this.data.values.length - 1
    const at = clamp(Math.round(((event.clientX - left) / width) * last), 0, last)
    if (at !== this.at) this.turn({ [this.data.key]: this.data.values[at] }, this.data.key)
  }

  // The marker goes with the hand; the number comes with the answer.
  turned(changes) {
    const at = this.data.values.indexOf(changes[this.data.key])
    if (at < 0 || at === this.at) return
    this.at = at
    this.drawn = null
    if (this.place) this.paint(...this.place)
  }

  // ---- the picture ----

  show(data) {
    this.data = data
    this.at = data.at
    this.drawn = null
    this.node.dataset.key = data.key
    this.ticks.replaceChildren(...data.ticks.map(([at, text]) => placed("span", text, { "--x": this.x(at) })))
    this.names.replaceChildren(...data.lines.map((name) => el("li", {}, el("span", { "aria-hidden": "true" }), name)))
    this.names.hidden = data.lines.length < 2
  }

  x(at) {
    return at / (this.data.values.length - 1)
  }

  paint(i, j) {
    const window = this.data.windows[i]?.[j]
    const drawn = `${i},${j},${this.at}`
    this.place = [i, j]
    if (!window) return this.clear()
    if (this.drawn === drawn) return
    this.drawn = drawn
    const isAnswered = this.at === this.data.at
    this.title.textContent = say(this.data, "title", { row: i, column: j })
    this.svg.replaceChildren(
      ...window.lost.map((run) => this.lost(run)),
      ...window.levels.filter(([y]) => y !== null).map(([y]) => line("level", `M0 ${1 - y}H1`)),
      line("guide", `M${this.x(this.at)} 0V1`),
      ...window.y.map((heights, n) => line(`line n${n}`, this.path(heights))).reverse(),
    )
    this.words.replaceChildren(...this.levels(window), ...window.lost.map((run) => this.lostName(run)))
    this.points.replaceChildren(...window.y.flatMap((heights, n) => {
      const y = heights[this.at]
      if (y === null) return []
      const at = { "--x": this.x(this.at), "--y": y }
      const value = placed("span", isAnswered ? window.now[n] : "", at, `now n${n}${this.x(this.at) > 0.7 ? " late" : ""}`)
      return [placed("i", "", at, `point n${n}`), ...(isAnswered ? [value] : [])]
    }))
    this.speak(window)
  }

  // Without a result the ladder and its numbers stay.
  clear() {
    this.drawn = null
    for (const node of [this.title, this.svg, this.words, this.points]) node.replaceChildren()
    this.plot.removeAttribute("aria-label")
    this.plot.dataset.now = ""
  }

  // Pieces of a curve between numbers that there are; a lone number is a dot.
  path(heights) {
    let isDown = false
    return heights.map((y, at) => {
      if (y === null) {
        isDown = false
        return ""
      }
      const step = `${isDown ? "L" : "M"}${this.x(at).toFixed(4)} ${(1 - y).toFixed(4)}${isDown ? "" : "h0"}`
      isDown = true
      return step
    }).join("")
  }

  lost([start, stop]) {
    const half = this.x(1) / 2
    const [from, to] = [Math.max(0, this.x(start) - half), Math.min(1, this.x(stop) + half)]
    return svg("rect", { class: "lost", x: from, width: to - from, y: 0, height: 1 })
  }

  // In the middle of its run, and within the plot.
  lostName([start, stop]) {
    const middle = (this.x(start) + this.x(stop)) / 2
    const shift = middle < 0.1 ? "0" : middle > 0.9 ? "-100%" : "-50%"
    return placed("span", this.data.lost, { "--x": middle, "--y": 0.5, "--shift": shift }, "lost")
  }

  // Names that would stand on each other share a line.
  levels({ levels }) {
    const known = levels.map(([y, text], n) => ({ y, text: `${this.data.levels[n].name} ${text}`, side: this.data.levels[n].side }))
    const lines = []
    for (const level of known.filter(({ y }) => y !== null).sort((a, b) => b.y - a.y)) {
      const near = lines.find(({ y, side }) => side === level.side && y - level.y < LABEL)
      if (near) near.text += ` · ${level.text}`
      else lines.push({ ...level })
    }
    return lines.map(({ y, text, side }) => placed("span", text, { "--y": y }, side))
  }

  speak(window) {
    const { data, at } = this
    const now = at === data.at ? data.lines.map((name, n) => `${name} = ${window.now[n]}`) : []
    const levels = window.levels.map(([, text], n) => `${data.levels[n].name} ${text}`)
    this.plot.setAttribute("aria-label", [this.title.textContent, ...now, ...levels].join(". "))
    Object.assign(this.plot.dataset, { at: data.values[at], now: at === data.at ? window.now[0] : "" })
  }
}

function svg(tag, attributes) {
  const node = document.createElementNS(SPACE, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  return node
}

function line(name, d) {
  return svg("path", { class: name, d, "vector-effect": "non-scaling-stroke" })
}

function placed(tag, text, places, name = null) {
  const node = el(tag, { class: name })
  node.textContent = text
  for (const [property, value] of Object.entries(places)) node.style.setProperty(property, value)
  return node
}
