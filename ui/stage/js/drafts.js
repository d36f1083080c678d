// What was written on the stage and is not worked out yet, shown at once; and the text that a tensor becomes by it.

export class Drafts {
  constructor(onChange) {
    this.onChange = onChange
    this.open = [] // each {board, row, col, rows}
    this.whole = new Map() // by the board that a tensor is written on: all its texts, where they were written
  }

  keep(board, texts) {
    this.whole.set(board, texts)
  }

  push(edit) {
    this.open.push(edit)
    this.onChange()
  }

  clear() {
    this.whole.clear()
    if (!this.open.length) return
    this.open = []
    this.onChange()
  }

  // The newest text on its way to a cell, or undefined.
  textAt(r, c, board = "input") {
    let text
    for (const edit of this.open) {
      if ((edit.board ?? "input") === board) text = edit.rows[r - edit.row]?.[c - edit.col] ?? text
    }
    return text
  }
}

// A block that reaches past the grid makes it larger; cells that nobody wrote hold 0.
export function written(texts, { row, col, rows }) {
  const height = Math.max(texts.length, row + rows.length)
  const width = Math.max(texts[0]?.length ?? 0, ...rows.map((line) => col + line.length))
  return resized(texts, height, width).map((line, r) =>
    line.map((text, c) => rows[r - row]?.[c - col] || text))
}

// A side that is not given stays as it is.
export function resized(texts, rows = texts.length, cols = texts[0]?.length ?? 0) {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => texts[r]?.[c] ?? "0"))
}

// A channel among the others of its tensor, all of one size; `count` of them where not as many as there were.
export function amidst({ amidst: rest, depth }, texts, count = depth) {
  if (!rest || count === 1) return texts
  const others = rest.others.map((lines) => lines.map((line) => line.split(" ")))
  const planes = [...others.slice(0, rest.at), texts, ...others.slice(rest.at)]
  return Array.from({ length: count }, (_, k) => resized(planes[k] ?? [], texts.length, texts[0].length))
}

// Planes of a volume have an empty line between them.
export function tensorText(texts) {
  if (Array.isArray(texts[0]?.[0])) return texts.map(tensorText).join("\n\n")
  return texts.map((line) => line.join(" ")).join("\n")
}

export function thrown({ depth, rows, columns, range: [low, high] = [-9, 9], amidst: rest }) {
  const dice = () => String(low + Math.floor(Math.random() * (high - low + 1)))
  const plane = () => Array.from({ length: rows }, () => Array.from({ length: columns }, dice))
  return depth === undefined || rest ? plane() : Array.from({ length: depth }, plane)
}
