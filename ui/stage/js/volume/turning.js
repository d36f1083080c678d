// Volumes turned by hand: drag one of them and both turn; two clicks turn them back. A press that hardly moves points.

import { camera } from "./camera.js"

const CLICK = 4 // pixels that a pointer may move and still point
const STEP = 30 // pixels that a key turns
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }

export class Turning {
  constructor(root, onTurn) {
    Object.assign(this, { root, onTurn, drag: null })
  }

  // Whether the key turned.
  byKey(key) {
    if (!KEYS[key]) return false
    this.turn(...KEYS[key])
    return true
  }

  turn(right, down) {
    camera.turn(right, down)
    this.onTurn()
  }

  listen(svg) {
    // The stage does not hear of it: a play goes on while the volumes are turned.
    svg.addEventListener("pointerdown", (event) => {
      event.stopPropagation()
      if (event.button === 0) this.drag = { x: event.clientX, y: event.clientY, isTurning: false }
    })
    svg.addEventListener("pointermove", (event) => this.onMove(svg, event))
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => this.letGo())
    svg.addEventListener("pointerleave", () => this.drag?.isTurning || this.letGo())
    svg.addEventListener("click", (event) => this.wasTurned && event.stopPropagation(), true)
    svg.addEventListener("dblclick", (event) => {
      if (event.target.closest("[data-r]")) return // two clicks on a cell are for its number
      camera.reset()
      this.onTurn()
    })
  }

  onMove(svg, { clientX, clientY, pointerId }) {
    const { drag } = this
    if (!drag) return
    const [right, down] = [clientX - drag.x, clientY - drag.y]
    if (!drag.isTurning && Math.hypot(right, down) < CLICK) return
    if (!drag.isTurning) svg.setPointerCapture(pointerId)
    Object.assign(drag, { x: clientX, y: clientY, isTurning: true })
    this.root.classList.add("turning")
    this.turn(right, down)
  }

  // The click that ends a drag comes right after it.
  letGo() {
    this.wasTurned = Boolean(this.drag?.isTurning)
    if (this.wasTurned) setTimeout(() => (this.wasTurned = false))
    this.drag = null
    this.root.classList.remove("turning")
  }
}
