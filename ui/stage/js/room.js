// The stage as large as the room it has: among all ways to break the chain of grids into lines, the one with the
// largest cells that fit both width and height. Everything here is reckoned; nothing asks the page.

import { emWidth } from "./board.js"
import { clamp } from "./dom.js"

const SMALLEST = 18 // below this a grid scrolls inside its box
const TINIEST = 6 // of a grid with too many cells for digits: there colour tells, and a cell that is looked at its number
const MANY = 20 // rows or columns
const SPARE = 24 // rather than smaller cells, a grid that can be spared is left out
const STEADY = 40 // room is kept for what may come only as long as cells stay this large
const A_LINE = 1.15 // a chain of grids is read along one line, as long as its cells are so large:
const IN_LINE = 34
const EDGE = 4 // what a board keeps free at its right and below for the outline
const NOTE = 120 // the least width of a line below a board
const NOTE_LINE = 20
const TURN = 24 // of an arrow that stands above its grid
const HALF_ARROW = 13
const TURN_MIDDLE = 10 // of its shaft

export function fillRoom(view) {
  const { payload, room } = view
  if (payload.ring) view.free = payload.ring
  const own = payload.input.frame
  const ringed = own.map((cells, side) => Math.max(cells, view.free[side % 2]))
  // A call that is refused has no result to make room for: its cells keep the size of the one before.
  const limit = payload.operation ? view.largest : Math.min(view.largest, view.size ?? view.largest)
  const found = () => {
    let best
    for (const [frame, counts] of [[ringed, true], [own, true], [own, false]]) {
      const chain = links(view, frame, counts)
      best = { chain, ...largest(chain, room, limit, payload.tight ? A_LINE : 1) }
      if (best.size >= (payload.tight ? view.largest : STEADY)) break // a long chain keeps no room for what may come
    }
    return best
  }
  for (const { link } of view.chain) link.hidden = false
  let best = found()
  if (best.size < SPARE && view.spares.length) {
    for (const { link } of view.spares) link.hidden = true
    best = found()
  }
  if (best.size < smallestOf(best.chain)) best = { chain: best.chain, ...crowded(best.chain, room) }
  if (payload.operation) view.size = best.size
  stand(view, best)
}

// What fillRoom has written is taken back where the stage is a part of a page that scrolls.
export function leaveRoom(view) {
  if (!view.isFilled) return
  view.isFilled = false
  view.size = undefined
  view.boards.removeAttribute("style")
  view.boards.classList.remove("placed")
  view.boards.styled = null
  for (const board of view.chain) {
    const { link, figure, scroll, arrow } = board
    for (const node of [link, scroll, arrow]) node.removeAttribute("style")
    for (const name of ["margin", "min-width"]) figure.style.removeProperty(name)
    for (const node of [link, figure, scroll, arrow]) node.styled = null
    link.classList.remove("turned")
    scroll.classList.remove("scrolls")
    board.wordSize = 12
    link.hidden = false
  }
}

// What grows with a cell, a little, and with the letters that the reader wants.
function dressOf(size, scale) {
  const text = Math.round(2 * scale * clamp(13 + (3 * (size - 40)) / 48, 13, 16)) / 2
  return { text, caption: Math.round(text * 1.5), rulerTop: Math.round(text * 1.4), rulerLeft: Math.round(text * 1.7) }
}

function links({ payload, input, chain, overlays, frame: { scale } }, frame, counts) {
  const [top, left, bottom, right] = frame
  const [rows, cols] = payload.most ?? [payload.input.rows, payload.input.cols]
  return chain.filter((board) => !board.link.hidden).map((board, k) => {
    const isInput = board === input
    // An output counts as at least as large as the input, or as the payload says, so that the stride does not change the
    // size of a cell.
    const isSteady = counts && board.follows === "output"
    const text = board.arrowText.textContent
    return {
      board,
      scale,
      isInput,
      starts: board.starts,
      rows: isInput ? top + input.rows + bottom : board.height,
      cols: isInput ? left + input.cols + right : board.width,
      countedRows: isInput ? top + input.rows + bottom : isSteady ? Math.max(board.height, rows) : board.height,
      countedCols: isInput ? left + input.cols + right : isSteady ? Math.max(board.width, cols) : board.width,
      top: isInput ? top : 0,
      left: isInput ? left : 0,
      room: isInput ? overlays.room : [0, 0, 0], // above, left, below
      text,
      // What an arrow leads to stands beside where it comes from.
      isJoined: Boolean(payload.flow) && payload.flow.to === board.id,
      arrow: k ? emWidth(text) * 12 * scale + 14 : 0,
      isPair: chain.length === 2,
      title: emWidth(board.caption.textContent),
      note: board.noteLine?.textContent ? NOTE_LINE * scale : 0,
    }
  })
}

function smallestOf(chain) {
  return chain.some(({ rows, cols }) => rows > MANY || cols > MANY) ? TINIEST : SMALLEST
}

// ---- how large a link is when its cells are ----

function gapOf(link, size) {
  const gap = link.isPair ? 16 + size / 2 : 12 + size / 4
  return Math.round(Math.max(gap, link.text ? link.arrow : 0))
}

// Left of the data's first column, and above its first row without what stands above the board.
function leftOf({ board, room }, dress) {
  board.wordSize = dress.text
  return dress.rulerLeft + room[1] + board.wordsLeft
}

function topOf({ board, room }, size, dress) {
  board.wordSize = dress.text
  return dress.caption + dress.rulerTop + room[0] + board.wordsTop(size)
}

function wideOf(link, size, dress) {
  const grid = leftOf(link, dress) + link.countedCols * size + EDGE
  return Math.ceil(Math.max(grid, dress.rulerLeft + link.title * dress.text * 1.05, link.note ? NOTE : 0))
}

// One line of grids: how wide and high it is, and how far down each of its grids stands. First rows stand level; more
// than one row of padding does not push the others down.
function lineOf(line, size, dress) {
  const tops = line.map((link) => topOf(link, size, dress) + Math.min(1, link.top) * size)
  const level = Math.max(...tops)
  const downs = tops.map((top) => Math.round(level - top))
  const heights = line.map((link, k) => downs[k] + topOf(link, size, dress) + link.countedRows * size + EDGE + link.room[2] + link.note)
  const width = line.reduce((sum, link, k) => sum + (k ? gapOf(link, size) : 0) + wideOf(link, size, dress), 0)
  return { line, width, height: Math.ceil(Math.max(...heights)), downs, turn: line[0].text && !line[0].isInput ? TURN : 0 }
}

function linesOf(lines, size) {
  const dress = dressOf(size, lines[0][0].scale)
  const between = Math.round(6 + size / 8)
  const parts = lines.map((line) => lineOf(line, size, dress))
  const height = parts.reduce((sum, part, k) => sum + part.turn + part.height + (k ? between : 0), 0)
  return { parts, dress, between, width: Math.max(...parts.map((part) => part.width)), height }
}

// ---- the choice ----

// All ways to break a chain into lines, those with few lines first.
function breaks(chain) {
  const ways = []
  for (let mask = 0; mask < 2 ** (chain.length - 1); mask++) {
    if (chain.some((link, k) => link.isJoined && mask & (1 << (k - 1)))) continue
    const lines = [[chain[0]]]
    if (chain.some((link, k) => k && link.starts && !(mask & (1 << (k - 1))))) continue
    for (let k = 1; k < chain.length; k++) {
      if (mask & (1 << (k - 1))) lines.push([])
      lines.at(-1).push(chain[k])
    }
    ways.push(lines)
  }
  return ways.sort((a, b) => a.length - b.length)
}

// The size is 0 where nothing fits.
// More lines are worth it where they make the cells so many times larger.
function largest(chain, [width, height], limit, worth) {
  let best = { size: 0, lines: null }
  const smallest = smallestOf(chain)
  const fits = (lines, size) => {
    const whole = linesOf(lines, size)
    return whole.width <= width && whole.height <= height
  }
  for (const lines of breaks(chain)) {
    if (!fits(lines, Math.max(smallest, best.size + 1))) continue
    let [low, high] = [Math.max(smallest, best.size + 1), limit + 1]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (fits(lines, middle)) low = middle
      else high = middle
    }
    const size = Math.min(low, limit)
    if (best.size < IN_LINE || size >= best.size * worth) best = { size, lines }
  }
  return best
}

// Where not even the smallest cells fit, the way that shows most of the grid that is shown least.
function crowded(chain, [width, height]) {
  let best = { shown: -1 }
  const smallest = smallestOf(chain)
  for (const lines of breaks(chain)) {
    const whole = linesOf(lines, smallest)
    const down = Math.min(1, height / whole.height)
    const shown = Math.min(...whole.parts.map((part) => Math.min(1, width / part.width))) * down
    if (shown > best.shown) best = { shown, lines, size: smallest, isCrowded: true }
  }
  return best
}

// ---- putting it down ----

function stand(view, { chain, lines, size, isCrowded }) {
  const { boards, room: [roomWidth, roomHeight] } = view
  const { parts, dress, between, width, height } = linesOf(lines, size)
  view.isFilled = true
  boards.classList.remove("stacked", "wrapped")
  boards.classList.add("placed")
  write(boards, {
    maxWidth: "",
    left: `${Math.max(0, Math.floor((roomWidth - width) / 2))}px`,
    top: `${Math.max(0, Math.floor((roomHeight - height) / 2))}px`,
    width: `${Math.min(width, roomWidth)}px`,
    height: `${Math.min(height, roomHeight)}px`,
    "--text-size": `${dress.text}px`,
    "--caption": `${dress.caption}px`,
    "--ruler-top": `${dress.rulerTop}px`,
    "--ruler-left": `${dress.rulerLeft}px`,
  })
  const inputLeft = leftOf(chain[0], dress) + Math.min(1, chain[0].left) * size
  // Where all is too large, each line and each grid gives up its share.
  const spare = between * (parts.length - 1) + parts.reduce((sum, part) => sum + part.turn, 0)
  const down = isCrowded ? Math.min(1, (roomHeight - spare) / (height - spare)) : 1
  let y = 0
  let last // the middle of the grid before, and where it ends
  parts.forEach((part, n) => {
    if (n) y += between
    const gaps = part.line.reduce((sum, link, k) => sum + (k ? gapOf(link, size) : 0), 0)
    const across = isCrowded ? Math.min(1, (roomWidth - gaps) / (part.width - gaps)) : 1
    // A grid alone on its line has its first column below the input's, where there is room for that.
    const indent = n && part.line.length === 1 ? clamp(inputLeft - leftOf(part.line[0], dress), 0, width - part.width) : 0
    let x = Math.max(0, indent)
    part.line.forEach((link, k) => {
      const { board } = link
      const gap = k ? gapOf(link, size) : 0
      const wide = Math.floor(wideOf(link, size, dress) * across)
      const high = Math.floor(part.height * down)
      const top = part.downs[k]
      board.resize(size)
      board.scrolls = across < 1 || down < 1
      board.scroll.classList.toggle("scrolls", board.scrolls)
      write(board.scroll, {
        maxWidth: board.scrolls ? `${wide}px` : "none",
        maxHeight: board.scrolls ? `${high - top - dress.caption - link.note}px` : "",
      })
      board.link.classList.toggle("turned", !k)
      write(board.link, { left: `${x}px`, top: `${y}px` })
      write(board.arrow, {
        width: k ? `${gap}px` : "",
        margin: k ? `${arrowTop(part.line, k, size, dress, part.downs)}px 0 0` : `0 0 0 ${dress.rulerLeft}px`,
        // An arrow to the next line comes from the end of this one.
        ...(k || !last ? {} : { "--back": `${Math.round(last[0] - x - dress.rulerLeft - TURN_MIDDLE)}px`, "--up": `${Math.round(y - last[1])}px` }),
      })
      // Around the input stands what the frame of the call leaves of the free ring.
      const [free, before] = link.isInput ? [link.top - board.frame[0], link.left - board.frame[1]] : [0, 0]
      write(board.figure, { minWidth: "", margin: `${top + free * size}px 0 0 ${before * size}px` })
      x += gap + wide
      const below = y + (k ? 0 : part.turn) + top + topOf(link, size, dress) + link.rows * size
      last = isCrowded ? null : [x - wide + leftOf(link, dress) + (link.cols * size) / 2, below + EDGE]
    })
    y += part.turn + Math.floor(part.height * down)
  })
}

// Half way down the lower one of two neighbours' data.
function arrowTop(line, k, size, dress, downs) {
  const rows = Math.min(line[k].rows, line[k - 1].rows - line[k - 1].top)
  return Math.max(0, Math.round(downs[k] + topOf(line[k], size, dress) + (rows * size) / 2 - HALF_ARROW))
}

// Styles that have not changed are not written again.
function write(node, styles) {
  node.styled ??= {}
  for (const [name, value] of Object.entries(styles)) {
    if (node.styled[name] === value) continue
    node.styled[name] = value
    if (name.startsWith("--")) node.style.setProperty(name, value)
    else node.style[name] = value
  }
}
