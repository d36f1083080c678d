// What is drawn over the input comes as data: a field of the payload asks for it, its drawer here shows it.
// `draw` runs once for a payload and returns the room it takes around the input (px above, left, below) and `paint`, run at each step.

import { drawBins } from "./bins.js"
import { emWidth } from "./board.js"
import { clamp, el } from "./dom.js"
import { drawIndices } from "./indices.js"

const OVERLAYS = [
  [(payload) => payload.bins, drawBins],
  [(payload) => payload.weights || payload.weight_fill, drawWeights],
  [(payload) => payload.indices, drawIndices],
]
const WEIGHT_SIZE = 32 // smaller cells have no room for a second line

export function drawOverlays(payload, board, before, chain) {
  before?.clear()
  const drawn = OVERLAYS.filter(([isWanted]) => isWanted(payload)).map(([, draw]) => draw(payload, board, chain))
  const room = drawn.reduce((sum, one) => sum.map((px, side) => px + (one.room[side] ?? 0)), [0, 0, 0])
  board.board.style.setProperty("--room-top", `${room[0]}px`)
  board.board.style.setProperty("--room-left", `${room[1]}px`)
  return {
    room,
    paint: (shown) => drawn.forEach((one) => one.paint(shown)),
    clear: () => drawn.forEach((one) => one.clear()),
  }
}

// The weight of each tap of the window being looked at: one text for all, or a text (and a bar) for each.
function drawWeights(payload, board) {
  const { taps, weights, weight_fill: fills } = payload
  // Padding that is not counted has an empty fill, and overhang never counts.
  const isCounted = ({ dataset: { kind } }) => kind !== "o" && (kind !== "p" || Boolean(payload.input.fill.p))
  let shares = []
  let painted = null
  const show = (cell, text, fill) => {
    const share = el("span", { class: "share", "aria-hidden": "true" })
    if (fill !== undefined) {
      share.classList.add("bar")
      share.style.setProperty("--share", clamp(fill, 0, 1))
    }
    if (text && board.size >= WEIGHT_SIZE) {
      cell.dataset.weight = share.dataset.weight = text
      share.style.setProperty("--em", emWidth(text).toFixed(2))
    }
    cell.append(share)
    shares.push(share)
  }
  const empty = () => {
    for (const share of shares) {
      delete share.parentElement?.dataset.weight
      share.remove()
    }
    shares = []
  }
  const clear = () => {
    empty()
    board.board.classList.remove("weighted", "filled")
  }
  const paint = (shown) => {
    const now = [shown, board.size].join(" ")
    if (painted === now) return
    painted = now
    empty()
    board.board.classList.toggle("weighted", Boolean(weights) && board.size >= WEIGHT_SIZE)
    board.board.classList.toggle("filled", Boolean(fills))
    if (!shown) return
    const [i, j] = shown
    const weight = weights?.[i]?.[j]
    const fill = fills?.[i]?.[j]
    const places = taps[0][i].flatMap((r) => taps[1][j].map((c) => [r, c]))
    places.forEach(([r, c], n) => {
      const cell = board.at(r, c)
      const text = Array.isArray(weight) ? weight[n] : cell && isCounted(cell) ? weight : ""
      if (cell && (text || fill?.[n] > 0)) show(cell, text, fill?.[n])
    })
  }
  return { room: [0, 0, 0], paint, clear }
}
