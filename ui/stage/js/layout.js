// Where the grids stand and how large a cell is, on a page that scrolls: side by side when they fit, else in lines, on a
// narrow screen below each other. All grids share one size of cell. A stage that has a room to fill does so in room.js.

import { emWidth } from "./board.js"
import { leaveRoom } from "./room.js"

const SIZES = [44, 40, 36, 32, 28, 24, 21, 18]
const NARROW = 640
const RULER = 22
const EDGE = 4 // what a board keeps free at its right for the outline
const NOTE = 120 // the least width of a line below a board
const GAP = 44
const SMALL_GAP = 28
const TIGHT_GAP = 16
const STEADY = 32 // smaller cells than this are not the price for cells that never change their size
const READABLE = 24 // rather than smaller cells, a further line of grids
const HEIGHT = 340
const CAPTION = 38 // of caption and ruler
const LINE = 52 // of a further line, without its cells

export function layOut(view) {
  const { root, payload, input, chain, wide: width } = view
  leaveRoom(view)
  const narrow = width < NARROW
  const [roomTop, roomLeft] = view.overlays.room
  const frame = framed(view, narrow)
  const [top, left, bottom, right] = frame
  const rows = top + payload.input.rows + bottom
  const cols = left + payload.input.cols + right
  const isPair = chain.length === 2
  // What the numbers of a convolution can make of its output at stride 1, so that its neighbour keeps its place.
  const usual = payload.input.cols + (payload.steady ? view.free[1] : 0)
  const links = chain.map((board) => {
    const isInput = board === input
    const text = board.arrowText.textContent
    const gap = isPair ? GAP : payload.steady ? TIGHT_GAP : SMALL_GAP
    return {
      board,
      rows: isInput ? rows : board.height,
      cols: isInput ? cols : board.width,
      // An output counts as at least as wide as the input, so that the stride does not change the size of a cell.
      counted: isInput ? cols : board.follows === "output" ? Math.max(board.width, usual) : board.width,
      room: (isInput ? roomLeft : 0) + board.wordsLeft,
      arrow: isInput ? 0 : Math.max(gap, text ? emWidth(text) * 12 + 14 : 0),
      caption: Math.max(emWidth(board.caption.textContent) * 13.6, board.noteLine?.textContent ? NOTE : 0),
    }
  })

  const beside = besideSize(links, width, isPair ? rows : Math.max(...links.map((link) => link.rows)))
  const widest = Math.max(...links.map((link) => link.cols))
  const flat = Math.max(28, narrow ? 36 : HEIGHT / rows)
  const below = pick((width - 24 - Math.max(...links.map((link) => link.room))) / widest, flat)
  const keeps = payload.steady && beside >= STEADY && packed(links, width, beside, "counted").at(-1) === 0
  const stacked = narrow || (!keeps && below > beside && isLow(links, below, isPair))
  // A call that is refused has no result to make room for: its cells keep the size of the one before.
  const size = Math.min(stacked ? below : beside, payload.operation ? Infinity : view.size ?? Infinity)
  view.size = size
  const [lines, lineWidth] = balanced(links, width, size)
  const used = (line) => links.reduce((sum, link, k) => sum + (lines[k] === line ? widthOf(link, size, "cols") : 0), 0)
  const inLines = !stacked && !isPair && lines.at(-1) > 0

  root.classList.toggle("narrow", narrow)
  view.boards.classList.toggle("stacked", stacked)
  view.boards.classList.toggle("wrapped", inLines)
  view.boards.style.maxWidth = inLines ? `${lineWidth}px` : ""
  const drop = Math.min(1, top) * size + roomTop + input.wordsTop(size)
  links.forEach(({ board, arrow, counted }, k) => {
    board.resize(size)
    board.scrolls = stacked ? widthOf(links[k], size, "cols") + size > width : used(lines[k]) > width
    const isKept = keeps && !stacked && board !== input && k < links.length - 1
    board.figure.style.minWidth = isKept ? `${RULER + counted * size + EDGE}px` : ""
    if (board === input) return
    // The first rows of a line stand level; more than one row of padding does not push the others down.
    const down = stacked || (inLines && lines[k]) ? 0 : drop
    const indent = stacked ? Math.max(0, Math.min(left, 1) * size + links[0].room - board.wordsLeft) : 0
    board.figure.style.margin = `${down}px 0 0 ${indent}px`
    const before = inLines && lines[k] !== lines[k - 1] ? board : links[k - 1].board
    const middle = down + CAPTION + (Math.min(board.rows, before.rows) * size) / 2
    board.arrow.style.width = stacked ? "" : `${arrow}px`
    board.arrow.style.margin = stacked ? `0 0 0 ${indent + RULER}px` : `${Math.max(0, middle - 24)}px 0 0`
  })
  const kept = frame.map((cells, side) => `${(cells - payload.input.frame[side]) * size}px`)
  input.figure.style.margin = [0, 3, 2, 1].map((side) => kept[side]).join(" ") // a frame is top, left, bottom, right
}

// The payload says how many free cells are kept around the data, so that nothing moves when padding comes or goes.
// A call that is refused says nothing and keeps the ring of the one before.
function framed(view, narrow) {
  const { ring, input } = view.payload
  if (narrow) view.free = [0, 0]
  else if (ring) view.free = ring
  return input.frame.map((cells, side) => Math.max(cells, view.free[side % 2]))
}

function pick(...limits) {
  return SIZES.find((size) => size <= Math.min(...limits)) ?? SIZES.at(-1)
}

function widthOf(link, size, columns) {
  return link.arrow + Math.max(link.caption, RULER + link.room + link[columns] * size + EDGE)
}

// The line in which each link of the chain stands.
function packed(links, width, size, columns) {
  let line = 0
  let used = 0
  return links.map((link) => {
    const wide = widthOf(link, size, columns)
    if (used && used + wide > width) {
      line++
      used = 0
    }
    used += wide
    return line
  })
}

// Lines and their width: the grids of the input's shape on one line and the rest on the next, where that is possible;
// else the narrowest packing that needs no further line, so that no line is left with a single grid.
function balanced(links, width, size) {
  const packing = (limit) => packed(links, limit, size, "cols")
  const last = packing(width).at(-1)
  const first = links.findIndex((link) => link.board.follows !== "window")
  const total = (part) => part.reduce((sum, link) => sum + widthOf(link, size, "cols"), 0)
  const parted = Math.max(total(links.slice(0, first)), total(links.slice(first)))
  if (last === 1 && parted <= width && packing(parted).every((line, k) => line === Number(k >= first))) {
    return [packing(parted), parted]
  }
  let limit = width
  while (limit > 8 && packing(limit - 8).at(-1) === last) limit -= 8
  return [packing(limit), limit]
}

function besideSize(links, width, rows) {
  const largest = (lines, columns) => SIZES.find((size) =>
    size <= Math.max(28, (HEIGHT - (lines - 1) * LINE) / rows / lines) && packed(links, width, size, columns).at(-1) < lines)
  const steady = largest(1, "counted")
  if (links.length === 2) return steady ?? SIZES.at(-1)
  if (steady >= STEADY) return steady
  for (let lines = 1; lines <= links.length; lines++) {
    const size = largest(lines, "cols")
    if (size >= READABLE) return size
  }
  return largest(links.length, "cols") ?? SIZES.at(-1)
}

// Grids of few rows may stand below each other on a wide screen too, where that makes their cells larger.
function isLow(links, size, isPair) {
  if (links.some((link) => link.board.rows > 4)) return false
  return isPair || links.reduce((sum, link) => sum + link.rows * size + CAPTION + 20, 0) < 1.3 * HEIGHT
}
