// What moves from one grid to another at a step: an arrow from cell to cell, and the number that travels along it.
// The payload says which: {from, to, sends: for each output a list of [from cell, to cell, text]}.

import { el } from "./dom.js"

const SPACE = "http://www.w3.org/2000/svg"
const HEAD = 7 // of an arrow, in px
const RUN = 4 // straight out of a grid, and into one
const ENTRY = 0.22 // of a cell's width, where an arrow comes in
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
    const [right, left] = [boxOf(from.plane, zero).right, boxOf(to.plane, zero).left]
    if (left < right) return this.clear() // it would run across the numbers
    const ways = sends.flatMap(([start, end, text]) => {
      const cells = [from.at(...start), to.at(...end)]
      if (!cells.every(Boolean)) return []
      const [first, last] = cells.map((cell) => boxOf(cell, zero))
      return [{ ...wayOf(first, right, left, last, to.size), text }]
    })
    this.lines.replaceChildren(
      ...ways.map(({ path }) => shape("path", { class: "halo", d: path })),
      ...ways.flatMap(({ path, head }) => [shape("path", { class: "way", d: path }), shape("path", { class: "tip", d: head })]),
    )
    this.travellers.replaceChildren()
    if (travels && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.send(ways)
  }

  // One number for each arrow; it arrives before the next step.
  send(ways) {
    const duration = Math.min(LONGEST, this.view.stage.player.interval * 0.6)
    for (const { path, text } of ways) {
      const node = el("span", { class: "traveller" })
      node.textContent = text
      node.style.offsetPath = `path("${path}")`
      this.travellers.append(node)
      const journey = node.animate({ offsetDistance: ["0%", "100%"] }, { duration, easing: "ease-in-out" })
      journey.finished.then(() => node.remove(), () => {})
    }
  }
}

function boxOf(node, zero) {
  const { left, right, top, width } = node.getBoundingClientRect()
  return { left: left - zero.left, right: right - zero.left, top: top - zero.top, width }
}

// Along the lines between the cells, so that it crosses no number: out of the first grid on the upper edge of its cell,
// over to the other grid, and from the upper edge of the cell there into it.
function wayOf(first, right, left, last, size) {
  const out = [right + RUN, first.top]
  const into = [left - RUN, last.top]
  const reach = Math.max(24, Math.abs(into[0] - out[0]) / 2)
  const above = [last.left + size * ENTRY, last.top]
  const point = Math.min(HEAD, size * 0.2)
  const tip = [above[0], last.top + Math.max(point + 2, size * 0.18)]
  const bend = Math.min(6, size * 0.15)
  const path = [
    `M${first.left + first.width / 2} ${first.top}`,
    `L${out.join(" ")}`,
    `C${out[0] + reach} ${out[1]} ${into[0] - reach} ${into[1]} ${into.join(" ")}`,
    `L${above[0] - bend} ${above[1]}`,
    `Q${above.join(" ")} ${above[0]} ${above[1] + bend}`,
    `L${tip[0]} ${tip[1] - point}`,
  ].join(" ")
  const head = `M${tip.join(" ")} L${tip[0] - point * 0.6} ${tip[1] - point} L${tip[0] + point * 0.6} ${tip[1] - point}Z`
  return { path, head }
}

function shape(name, attributes) {
  const node = document.createElementNS(SPACE, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  return node
}
