// The ruler of bins, at the cells' own scale: below the columns, and left of the rows. Bins that overlap stand in lanes
// of their own, hatched where neighbours share a cell. A rule that somebody claims is a second, dashed part of it.

import { emWidth } from "./board.js"
import { el } from "./dom.js"

const WIDE = { lane: 26, all: 78 } // px: of a lane, of all lanes of one part
const NARROW = { lane: 19, all: 57 } // on a phone
const THIN = 7
const MOST_LANES = 3 // beyond these, bins that are the same are drawn once
const GAP = 6
const FONT = 13
const LEGIBLE = 16 // a lane that is lower has no room for words

// `payload.bins` are the texts of the bins along rows and along columns; `payload.ruler` what is laid on them:
// `claims`, for each axis [start, stop, whether it is the bin]; `quiet`, the axes that are not the point.
export function drawBins(payload, board) {
  const { bins, spans, ruler = {} } = payload
  const drawn = [0, 1].map((axis) => {
    const part = binsOf(spans[axis].slice(0, bins[axis].length), bins[axis])
    const claims = claimsOf(ruler.claims?.[axis] ?? [])
    const depth = (part.depth && GAP + part.depth) + (claims.depth && GAP + claims.depth)
    const bars = [
      ...part.bars.map((bar) => ({ ...bar, from: GAP + bar.from })),
      ...claims.bars.map((bar) => ({ ...bar, from: 2 * GAP + part.depth + bar.from })),
    ].map((bar) => ({ ...bar, node: nodeOf(bar, axis, board) }))
    if (ruler.quiet?.includes(axis)) for (const { node } of bars) node.classList.add("quiet")
    board.layer.append(...bars.map(({ node }) => node))
    return { bars, depth }
  })
  const [left, below] = drawn.map(({ depth }) => depth)
  board.board.style.setProperty("--room-below", `${below}px`)
  const bars = drawn.flatMap((one) => one.bars)
  let fitted = 0
  const paint = (shown) => {
    drawn.forEach((one, axis) => {
      for (const { node, of } of one.bars) node.classList.toggle("current", Boolean(shown) && of.includes(shown[axis]))
    })
    if (fitted === board.size) return
    fitted = board.size
    for (const bar of bars) fit(bar, board.size)
  }
  const clear = () => {
    board.layer.replaceChildren()
    board.board.style.removeProperty("--room-below")
  }
  return { room: [0, left, below], paint, clear }
}

function binsOf(spans, labels) {
  const bars = spans.map(([start, stop], i) => ({ kind: "bin", start, stop, label: labels[i], of: [i], shared: [] }))
  bars.forEach((bar, i) => {
    const next = bars[i + 1]
    if (!next || next.start >= bar.stop || next.start === bar.start) return
    bar.shared.push([next.start, Math.min(bar.stop, next.stop)])
    next.shared.push([next.start, Math.min(bar.stop, next.stop)])
  })
  const whole = inLanes(bars, 2)
  return whole.count > MOST_LANES ? inLanes(once(bars), 2) : whole
}

function claimsOf(claims) {
  return inLanes(claims.map(([start, stop, isRight], i) => (
    { kind: "claim", start, stop, isRight, mark: isRight ? "✓" : "✗", label: `${start}:${stop}`, of: [i], shared: [] }
  )), 1)
}

function once(bars) {
  const known = new Map()
  for (const bar of bars) {
    const name = `${bar.start}:${bar.stop}`
    if (known.has(name)) known.get(name).of.push(...bar.of)
    else known.set(name, bar)
  }
  return [...known.values()]
}

// Neighbours take turns in `turns` lanes; a bin that would still lie on another goes further out.
function inLanes(bars, turns) {
  const ends = []
  const lanes = bars.map(({ start, stop }, i) => {
    let lane = i % turns
    while ((ends[lane] ?? -Infinity) > start) lane++
    ends[lane] = stop
    return lane
  })
  const count = bars.length && Math.max(turns, ...lanes.map((lane) => lane + 1))
  const room = matchMedia("(max-width: 640px)").matches ? NARROW : WIDE
  const lane = Math.max(THIN, Math.min(room.lane, Math.floor(room.all / Math.max(count, 1))))
  return { bars: bars.map((bar, i) => ({ ...bar, from: lanes[i] * lane, thick: lane - 3 })), count, depth: count * lane }
}

function nodeOf({ kind, start, stop, mark, label, isRight, shared, from, thick }, axis, board) {
  const tone = isRight === undefined ? "" : isRight ? " right" : " wrong"
  const node = el("div", { class: `${kind} ${axis ? "under" : "beside"}${tone}`, "data-testid": kind })
  for (const [a, b] of shared) {
    const part = el("i", { class: "shared" })
    part.style.setProperty("--off", a - start)
    part.style.setProperty("--length", b - a)
    node.append(part)
  }
  const text = el("span", { class: "text" })
  if (mark) text.append(el("b", {}, mark), " ")
  text.append(el("span", { class: "slice" }, label))
  node.append(text)
  const styles = { start: start + board.frame[axis], length: stop - start, off: `${from}px`, thick: `${thick}px` }
  for (const [name, value] of Object.entries(styles)) node.style.setProperty(`--${name}`, value)
  return node
}

// A text that does not fit its bin is shown only while the bin is looked at.
function fit({ node, label, mark, start, stop, thick }, size) {
  const room = (stop - start) * size - 8
  const isLow = thick < LEGIBLE
  node.classList.toggle("bare", isLow || emWidth(label) * FONT + (mark ? FONT : 0) > room)
  node.classList.toggle("blank", isLow)
}
