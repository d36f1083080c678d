// A picture with what is asked taken out of it: nothing that is drawn, heard or shown beside it tells an answer.

import { say } from "../dom.js"

// What tells of results beside the grids.
const TELLS = ["curve", "draws", "ruler", "indices", "flow", "titles"]

export function covered(payload, game, words) {
  const bare = {
    ...payload,
    ...Object.fromEntries(TELLS.map((name) => [name, undefined])),
    revision: `${payload.revision} ${game.asks} ${game.only} ${game.version}`,
    autoplay: false,
    bins: null,
    handles: {},
    panels: [],
    oracle: null,
    changed: null,
    headline: { tone: "look", text: "" },
    still: false,
    isCovered: true,
  }
  const board = game.truth.board
  if (board === "gradient") return gradient(bare, game, words)
  if (board === "unpooled") return unpooled(bare, game, words)
  return outputs(bare, game, words)
}

// ---- the results of windows ----

function outputs(payload, game, words) {
  const { output } = payload
  const shown = { ...payload, extras: [], input: bareInput(payload, game.truth), winners: winnersOf(payload, game) }
  if (!game.isSized) return { ...shown, ...without(payload), operation: "", equations: [], notes: [] }
  const isOpen = (i, j) => game.isOpen([i, j])
  return {
    ...shown,
    output: blanked(output, isOpen, (i, j) => game.kind === "value" && game.answerAt("value", [i, j]), words),
    veiled: grid(output, (i, j) => isOpen(i, j) && !game.seesWindow([i, j])),
    equations: grid(output, (i, j) => (isOpen(i, j) ? "" : payload.equations[i][j])),
    notes: grid(output, (i, j) => (isOpen(i, j) ? "" : payload.notes[i][j])),
  }
}

function winnersOf(payload, game) {
  return payload.winners?.map((line, i) => line.map((cell, j) => (game.isOpen([i, j]) ? null : cell)))
}

// Of what stands around the input only the padding, which is given; which cells nobody reads is not told.
function bareInput({ input }, { pads }) {
  const [top, left, bottom, right] = input.frame
  const [above, beside] = pads
  const keep = [Math.min(top, above), Math.min(left, beside), Math.min(bottom, above), Math.min(right, beside)]
  const kinds = Array.from({ length: keep[0] + input.rows + keep[2] }, (_, r) =>
    Array.from({ length: keep[1] + input.cols + keep[3] }, (_, c) => {
      const isData = r >= keep[0] && r < keep[0] + input.rows && c >= keep[1] && c < keep[1] + input.cols
      return isData ? "r" : "p"
    }).join(""))
  return { ...input, frame: keep, kinds, fill: { p: "", o: "" } }
}

function without({ input }) {
  return {
    output: { rows: 0, cols: 0, short: [], exact: [], heat: [] },
    taps: [[], []],
    spans: [[], []],
    readers: [Array(input.rows).fill([]), Array(input.cols).fill([])],
    fed: undefined,
    winners: null,
    weights: null,
    weight_fill: null,
  }
}

// ---- the way back ----

function gradient(payload, game, words) {
  const isOpen = (r, c) => game.isOpen([r, c])
  const extras = payload.extras.map((extra) => (extra.id === "gradient" ? hidden(extra, isOpen, game, "value", words) : extra))
  return { ...payload, extras, winners: null, equations: silent(payload), notes: silent(payload) }
}

function unpooled(payload, game, words) {
  const { places } = game.truth
  const isDone = (i, j) => !game.isOpen([i, j])
  const told = new Set(places.flatMap((line, i) => line.map((cell, j) => (cell && isDone(i, j) ? String(cell) : ""))))
  const isOpen = (r, c) => !told.has(`${r},${c}`)
  const extras = payload.extras
    .filter((extra) => extra.id === "unpooled" || extra.follows === "output")
    .map((extra) => (extra.id === "unpooled" ? hidden(extra, isOpen, game, null, words) : extra))
  return { ...payload, extras, winners: null, equations: silent(payload), notes: silent(payload) }
}

function hidden(extra, isOpen, game, kind, words) {
  return {
    ...blanked(extra, isOpen, (r, c) => kind && game.answerAt(kind, [r, c]), words),
    arithmetic: extra.arithmetic && grid(extra, (r, c) => (isOpen(r, c) ? unknown(words) : extra.arithmetic[r][c])),
    tells: extra.tells && grid(extra, (r, c) => (isOpen(r, c) ? "" : extra.tells[r][c])),
    cells: extra.cells?.map((line) => line.map((cells) => cells.filter(([r, c]) => !isOpen(r, c)))),
    sums: null,
    before: undefined,
    editable: kind === "value",
    edit: words.edit_gradient,
  }
}

function silent({ equations }) {
  return equations.map((line) => line.map(() => ""))
}

// ---- a grid ----

function blanked(board, isOpen, answerAt, words) {
  const guess = (i, j) => answerAt(i, j)?.text || ""
  const exact = (i, j) => (guess(i, j) ? say(words, "wrong_cell", { text: guess(i, j) }) : unknown(words))
  return {
    ...board,
    short: grid(board, (i, j) => (isOpen(i, j) ? guess(i, j) : board.short[i][j])),
    exact: grid(board, (i, j) => (isOpen(i, j) ? exact(i, j) : board.exact[i][j])),
    heat: grid(board, (i, j) => (isOpen(i, j) ? null : board.heat[i][j])),
  }
}

function unknown(words) {
  return words.hidden ?? words.not_yet
}

function grid({ rows, cols }, value) {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => value(i, j)))
}
