// What is drawn over the input comes as data: a field of the payload asks for it, its drawer here shows it.
// `draw` runs once for a payload and returns the room it takes around the input (in px) and `paint`, run at each step.

import { emWidth } from "./board.js"
import { clamp, el } from "./dom.js"
import { drawIndices } from "./indices.js"

const OVERLAYS = [
  [(payload) => payload.bins, drawBins],
  [(payload) => payload.weights || payload.weight_fill, drawWeights],
  [(payload) => payload.indices, drawIndices],
]
const LANE = 19
const WEIGHT_SIZE = 32 // smaller cells have no room for a second line

export function drawOverlays(payload, board, before, chain) {
  before?.clear()
  const drawn = OVERLAYS.filter(([isWanted]) => isWanted(payload)).map(([, draw]) => draw(payload, board, chain))
  const room = drawn.reduce((sum, one) => [sum[0] + one.room[0], sum[1] + one.room[1]], [0, 0])
  board.board.style.setProperty("--room-top", `${room[0]}px`)
  board.board.style.setProperty("--room-left", `${room[1]}px`)
  return {
    room,
    paint: (shown) => drawn.forEach((one) => one.paint(shown)),
    clear: () => drawn.forEach((one) => one.clear()),
  }
}

// Brackets along the top (columns) and the left (rows); neighbours take turns in the lanes, so overlaps are seen.
function drawBins(payload, board) {
  const labels = payload.bins
  const axes = [0, 1].map((axis) => {
    const lanes = []
    const seen = new Map()
    const brackets = labels[axis].map((label, index) => {
      const [start, stop] = payload.spans[axis][index]
      const known = seen.get(`${start}:${stop}`)
      if (known) return known
      let lane = seen.size % 2
      while ((lanes[lane] ?? -Infinity) > start) lane++
      lanes[lane] = stop
      const text = el("span")
      text.textContent = label
      const bracket = el("div", { class: `bracket ${axis ? "top" : "left"}`, "data-testid": "bin" }, text)
      bracket.style.setProperty("--start", start + board.frame[axis ? 1 : 0])
      bracket.style.setProperty("--length", stop - start)
      bracket.style.setProperty("--lane", lane)
      seen.set(`${start}:${stop}`, bracket)
      board.layer.append(bracket)
      return bracket
    })
    return { brackets, lanes: labels[axis].length ? Math.max(2, lanes.length) : 0 }
  })
  const paint = (shown) => {
    for (const axis of [0, 1]) {
      for (const bracket of axes[axis].brackets) bracket.classList.remove("current")
      if (shown) axes[axis].brackets[shown[axis]]?.classList.add("current")
    }
  }
  return { room: [axes[1].lanes * LANE, axes[0].lanes * LANE], paint, clear: () => board.layer.replaceChildren() }
}

// The weight of each tap of the window being looked at: one text for all, or a text (and a bar) for each.
function drawWeights(payload, board) {
  const { taps, weights, weight_fill: fills } = payload
  // Padding that is not counted has an empty fill, and overhang never counts.
  const isCounted = ({ dataset: { kind } }) => kind !== "o" && (kind !== "p" || Boolean(payload.input.fill.p))
  let shares = []
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
  return { room: [0, 0], paint, clear }
}
