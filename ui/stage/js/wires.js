// What the layers of a stack read: a line from one to the next, and a bridge over those that it passes by.

import { svg } from "./svg.js"

// What each column reads; of one that does not fit, what it would.
export function wiresOf({ columns, broken }) {
  const read = columns.flatMap(({ reads, indices }, to) => [
    ...[...new Set(reads)].map((from) => ({ from, to })),
    ...(indices === null ? [] : [{ from: indices, to, isIndices: true }]),
  ])
  return [...read, ...broken.map((from) => ({ from, to: columns.length }))]
}

// Bridges are the higher the further they go; `tops` is where the map of each column begins.
export function wired(wires, { left, x, column, font, maps, bridge, tops, misfit }) {
  const middle = (maps.top + maps.bottom) / 2
  const farthest = Math.max(2, ...wires.map(({ from, to }) => to - from))
  const plain = bridge ? "wire" : "axis"
  const begin = svg("path", { class: plain, d: `M${left} ${middle}H${x(0)}` })
  return [begin, ...wires.map(({ from, to, isIndices }) => {
    const [start, end] = [x(from), x(to)]
    const misses = to === misfit // the column that does not fit has its words in the middle
    const ends = { "data-from": from, "data-to": to }
    if (to - from === 1 && !isIndices) return svg("path", { class: plain, ...ends, d: `M${start} ${middle}H${misses ? end - column / 2 : end}` })
    const top = maps.top - bridge * ((to - from) / farthest) + 2
    const low = (i) => (tops[i] ?? middle) - font - 6
    const bend = Math.min(column * 0.4, 14)
    const down = misses ? Math.max(top + bend, maps.top - 2) : low(to)
    return svg("path", { class: isIndices ? "wire indices" : "wire", ...ends, d: `M${start} ${low(from)}V${top + bend}Q${start} ${top} ${start + bend} ${top}H${end - bend}Q${end} ${top} ${end} ${top + bend}V${down}` })
  })]
}
