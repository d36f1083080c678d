// What moves from one grid to another at a step: an arrow from cell to cell, and the number that travels along it.
// The payload says which: {from, to, sends: for each output a list of [from cell, to cell, text]}.

import { el } from "./dom.js"

const SPACE = "http://www.w3.org/2000/svg"
const HEAD = 7 // of an arrow, in px
const GAP = 3 // between its point and the cell's middle part
const LONGEST = 520 // milliseconds of a journey

export class Flow {
  constructor(view) {
    this.view = view
    this.lines = shape("svg", { class: "flow", "aria-hidden": "true" })
    this.travellers = el("div", { class: "travellers", "aria-hidden": "true" })
    view.boards.append(this.lines, this.travellers)
    this.drawn = ""
  }

  // The arrows of an output; of a cell where they end, all that end there.
  sendsOf(shown) {
    const { flow, extras } = this.view.payload
    if (!flow || !extras?.length) return []
    if (shown?.output) return flow.sends[shown.output[0]]?.[shown.output[1]] ?? []
    if (!shown?.written || shown.via?.id !== flow.to) return []
    const [r, c] = shown.written
    return flow.sends.flat(2).filter(([, to]) => to[0] === r && to[1] === c)
  }

  boardOf(name) {
    return this.view.chain.find((board) => board.id === name)
  }

  paint(shown) {
    const { flow } = this.view.payload
    const sends = this.sendsOf(shown)
    const [from, to] = flow ? [this.boardOf(flow.from), this.boardOf(flow.to)] : []
    for (const board of [from, to]) board?.figure.setAttribute("data-flow", "")
    if (!sends.length || !from || !to) return this.clear()
    const step = JSON.stringify([sends, shown.output ?? null])
    const isNew = step !== this.step
    this.step = step
    cancelAnimationFrame(this.frame)
    // Where the cells stand is asked for once they stand there.
    this.frame = requestAnimationFrame(() => this.draw(from, to, sends, isNew && this.view.stage.player.playing))
  }

  clear() {
    cancelAnimationFrame(this.frame)
    this.step = ""
    this.lines.replaceChildren()
    this.travellers.replaceChildren()
  }

  draw(from, to, sends, travels) {
    const zero = this.view.boards.getBoundingClientRect()
    const ways = sends.flatMap(([start, end, text]) => {
      const cells = [from.at(...start), to.at(...end)]
      return cells.every(Boolean) ? [{ ...wayOf(...cells.map((cell) => middle(cell, zero)), to.size), text }] : []
    })
    this.lines.replaceChildren(...ways.flatMap(({ path, head }) => [
      shape("path", { class: "halo", d: path }),
      shape("path", { class: "way", d: path }),
      shape("path", { class: "tip", d: head }),
    ]))
    this.travellers.replaceChildren()
    if (travels && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.send(ways)
  }

  // One number for each arrow; it arrives before the next step.
  send(ways) {
    const duration = Math.min(LONGEST, this.view.stage.player.interval * 0.6)
    for (const { start, bend, end, text } of ways) {
      const node = el("span", { class: "traveller" })
      node.textContent = text
      this.travellers.append(node)
      const steps = Array.from({ length: 9 }, (_, n) => along(start, bend, end, n / 8))
      const frames = steps.map(([x, y]) => ({ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }))
      node.animate(frames, { duration, easing: "ease-in-out" }).finished.then(() => node.remove(), () => {})
    }
  }
}

function middle(cell, zero) {
  const box = cell.getBoundingClientRect()
  return [box.left + box.width / 2 - zero.left, box.top + box.height / 2 - zero.top]
}

// A gentle bow from cell to cell that ends beside the number it leads to.
function wayOf(start, end, size) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]]
  const length = Math.hypot(dx, dy) || 1
  const lift = Math.min(46, length * 0.16)
  const bend = [(start[0] + end[0]) / 2 + (dy / length) * lift, (start[1] + end[1]) / 2 - (Math.abs(dx) / length) * lift]
  const begin = toward(start, bend, size * 0.3)
  const stop = toward(end, bend, size * 0.32 + GAP)
  const [ux, uy] = unit(bend, stop)
  const foot = [stop[0] - ux * HEAD, stop[1] - uy * HEAD]
  const path = `M${begin} Q${bend} ${foot}`
  const head = `M${stop} L${[foot[0] - uy * HEAD * 0.6, foot[1] + ux * HEAD * 0.6]} L${[foot[0] + uy * HEAD * 0.6, foot[1] - ux * HEAD * 0.6]}Z`
  return { start, bend, end, path, head }
}

function unit(from, to) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(x, y) || 1
  return [x / length, y / length]
}

function toward(from, to, by) {
  const [x, y] = unit(from, to)
  return [from[0] + x * by, from[1] + y * by]
}

function along(start, bend, end, t) {
  return [0, 1].map((k) => (1 - t) ** 2 * start[k] + 2 * t * (1 - t) * bend[k] + t * t * end[k])
}

function shape(name, attributes) {
  const node = document.createElementNS(SPACE, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  return node
}
