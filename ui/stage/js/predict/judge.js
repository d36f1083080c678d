// Whether an answer is right, which wrong rule it follows, and else what is off about it. Pure, and no rule of pooling:
// the truth and what wrong rules make of the same input come as data.
//
// An answer is {kind, at: [i, j], text | spans | cell | size}; the truth {size, values, taps, winners, places, leeway,
// picks, input, room}, and each thought {name, size, values, taps, winners, places}.

const FRACTION = /^([-+]?\d+(?:[.,]\d+)?)\s*\/\s*([-+]?\d+(?:[.,]\d+)?)$/
const NUMBER = /^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?$/i
const FEWEST_DECIMALS = 2 // of a number that was cut or rounded by whom it came from

// A number, NaN, or undefined where the text is none.
export function numberOf(text) {
  const said = text.trim().replaceAll("−", "-").replaceAll("∞", "inf")
  if (/^nan$/i.test(said)) return NaN
  if (/^[-+]?inf(inity)?$/i.test(said)) return said.startsWith("-") ? -Infinity : Infinity
  const [, above, below] = said.match(FRACTION) ?? []
  if (above !== undefined) return plain(above) / plain(below)
  return NUMBER.test(said) ? plain(said) : undefined
}

function plain(text) {
  return Number(text.replace(",", "."))
}

// Fractions count, and decimals as far as they are written.
export function isSame(text, exact, leeway) {
  const [said, truth] = [numberOf(text), numberOf(exact)]
  if (said === undefined || truth === undefined) return false
  if (Object.is(said, truth) || said === truth || (Number.isNaN(said) && Number.isNaN(truth))) return true
  if (!Number.isFinite(said) || !Number.isFinite(truth)) return false
  const apart = Math.abs(said - truth)
  if (apart <= leeway * Math.abs(truth)) return true
  const decimals = text.trim().match(/[.,](\d+)$/)?.[1].length ?? 0
  return decimals >= FEWEST_DECIMALS && apart <= 0.5 * 10 ** -decimals * (1 + 1e-9)
}

export function isRight(answer, truth) {
  return fits(answer, truth, truth)
}

// Whether an answer is what somebody would say whose result this is.
export function fits({ kind, at, ...said }, result, { leeway, room }) {
  if (kind === "size") return same(said.size, result.size)
  const [i, j] = at
  if (kind === "value") {
    const value = result.values?.[i]?.[j]
    return value !== undefined && value !== null && isSame(said.text, value, leeway)
  }
  if (kind === "winner") return same(said.cell, result.winners?.[i]?.[j])
  if (kind === "place") return same(said.cell, result.places?.[i]?.[j])
  const box = boxOf(result.taps, at, room)
  return Boolean(box) && same(said.spans, box)
}

// The box around a window, as far as it can be drawn.
export function boxOf(taps, [i, j], room) {
  const lines = [taps?.[0]?.[i], taps?.[1]?.[j]]
  if (!lines.every((line) => line?.length)) return null
  return lines.map((line, axis) => [Math.max(line[0], room[axis][0]), Math.min(line.at(-1) + 1, room[axis][1])])
}

// The one wrong rule that fits the last answer and most of the other wrong ones; of several the one that fits most of
// what was right, too. Null where none fits.
export function thoughtBehind(last, wrong, right, thoughts, truth) {
  let best = null
  for (const thought of thoughts) {
    if (!fits(last, thought, truth)) continue
    const explains = wrong.filter((answer) => fits(answer, thought, truth))
    const agrees = right.filter((answer) => fits(answer, thought, truth)).length
    if (best && (explains.length < best.explains.length || (explains.length === best.explains.length && agrees <= best.agrees))) continue
    best = { name: thought.name, thought, explains, agrees }
  }
  return best
}

// Where no rule fits: the key of what is off.
export function slipOf({ kind, at, text, spans, cell }, truth) {
  if (kind === "size" || kind === "place") return kind
  if (kind === "window") {
    const box = boxOf(truth.taps, at, truth.room)
    if (box.every(([start, stop], axis) => spans[axis][1] - spans[axis][0] === stop - start)) return "window_place"
    return box.every(([start], axis) => spans[axis][0] === start) ? "window_start" : "window"
  }
  if (kind === "winner") {
    if (!isInside(cell, at, truth)) return "winner_outside"
    return isSame(truth.input[cell[0]][cell[1]], truth.values[at[0]][at[1]], 0) ? "winner_later" : "winner_smaller"
  }
  if (truth.board !== "output") return "gradient"
  if (!truth.picks) return "arithmetic"
  const places = truth.input.flatMap((line, r) => line.map((value, c) => (isSame(text, value, 0) ? [r, c] : null))).filter(Boolean)
  if (!places.length) return "no_cell"
  return places.some((place) => isInside(place, at, truth)) ? "in_window" : "outside_window"
}

function isInside([r, c], [i, j], { taps }) {
  return taps[0][i].includes(r) && taps[1][j].includes(c)
}

function same(one, other) {
  return Boolean(one && other) && String(one) === String(other)
}
