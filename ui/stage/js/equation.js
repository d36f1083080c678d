// The equation with each number in the colour of its cell: the numbers of a window stand in it in reading order.

import { clamp } from "./dom.js"

const NUMBER = /[-−]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|∞|inf|nan)/giu

// Pieces of the text: [text] or [text, cell], for cells as {text, heat} in reading order and the result.
export function pieces(equation, cells, result) {
  const found = []
  const end = equation.lastIndexOf(" = ")
  const waiting = [...cells]
  let last = 0
  for (const match of equation.matchAll(NUMBER)) {
    const { index } = match
    const isResult = end >= 0 && index > end
    const cell = isResult ? (isSame(match[0], result?.text) ? result : null) : next(waiting, match[0])
    if (!cell) continue
    // A sum writes "- 3" for a cell that holds -3, and a cell may follow a minus that is not its own.
    if (index > last) found.push([equation.slice(last, index)])
    found.push([match[0], cell])
    last = index + match[0].length
  }
  if (last < equation.length) found.push([equation.slice(last)])
  return found
}

// Only the next cell in order is taken: a divisor or a power that happens to be equal is none.
function next(waiting, text) {
  if (!waiting.length || !isSame(text, waiting[0].text)) return null
  return waiting.shift()
}

function isSame(one, other) {
  const bare = (text) => String(text).replace("−", "-").replace(/^inf/i, "∞")
  return bare(one) === bare(other) || bare(one) === bare(other).replace(/^-/, "")
}

export function heatOf(heat) {
  return heat === null || heat === undefined ? "0%" : `${(5 + 40 * clamp(heat, 0, 1)).toFixed(1)}%`
}
