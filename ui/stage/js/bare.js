// A screen without grids: its payload has none, and the stage draws grids of no cells, which are hidden.

import { el } from "./dom.js"

const none = () => ({ rows: 0, cols: 0, short: [], exact: [], heat: [] })

// What the stage draws of a payload: the payload itself, or one whose grids hold nothing.
export function whole(payload) {
  if (payload.input) return payload
  const input = { ...none(), frame: [0, 0, 0, 0], kinds: [], fill: {}, editable: false }
  const axes = { taps: [[], []], spans: [[], []], readers: [[], []] }
  return { operation: "", ring: null, input, output: none(), equations: [], notes: [], ...axes, ...payload, isBare: true }
}

// Where the picture would stand, a sentence.
export class Bare {
  constructor(root) {
    this.root = root
    this.node = el("div", { class: "nothing", "data-testid": "nothing", hidden: "" })
  }

  show({ isBare, nothing }) {
    this.root.classList.toggle("bare", Boolean(isBare))
    this.node.hidden = !isBare || !nothing
    this.node.textContent = nothing ?? ""
  }
}
