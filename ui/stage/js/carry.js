// In play the winning number leaves its cell and comes to its output, where it stands from then on.

import { el } from "./dom.js"

const LONGEST = 360 // milliseconds of a journey

export class Carry {
  constructor(view, ground) {
    Object.assign(this, { view, ground, step: "" })
  }

  paint(output, winner) {
    const { stage, root } = this.view
    const { playing, interval } = stage.player
    const step = playing && output && winner ? output.join() : ""
    if (step === this.step) return
    this.step = step
    this.node?.remove()
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
    const duration = step && !isStill ? Math.min(LONGEST, interval * 0.3) : 0
    root.style.setProperty("--carry", `${duration}ms`)
    cancelAnimationFrame(this.frame)
    // Where the cells stand is asked for once they stand there.
    if (duration) this.frame = requestAnimationFrame(() => this.send(output, winner, duration))
  }

  send(output, winner, duration) {
    const { input, output: board, boards, stage } = this.view
    const [from, to] = [input.at(...winner), board.at(...output)]
    if (!from || !to) return
    const zero = boards.getBoundingClientRect()
    const [first, last] = [from, to].map((cell) => {
      const box = cell.getBoundingClientRect()
      return `translate(${box.left - zero.left + box.width / 2}px, ${box.top - zero.top + box.height / 2}px) translate(-50%, -50%)`
    })
    this.node = el("span", { class: "traveller carried", "aria-hidden": "true" })
    this.node.textContent = stage.payload.input.short[winner[0]][winner[1]]
    this.ground.append(this.node)
    const delay = Math.min(180, stage.player.interval * 0.6)
    // Nothing of it is seen before the frame has come.
    const seen = { transform: [first, last], visibility: ["visible", "visible"] }
    const journey = this.node.animate(seen, { duration, delay, easing: "ease-in-out" })
    const { node } = this
    journey.finished.then(() => node.remove(), () => {})
  }
}
