// The counts of a run as tables whose bars grow: by operation, by dimensions, by dtype.

import { el, say } from "../dom.js"

export const OUTCOMES = ["agreed", "refused", "differed"]
export const GRADIENT = "pullback_"
// More functions than this are told by family, over their ranks.
const MANY = 6

export class Counts {
  constructor(words) {
    this.words = words
    this.tables = {
      functions: new Table(words, say(words, "tables.names"), "functions"),
      gradients: new Table(words, say(words, "gradients"), "gradients"),
      ranks: new Table(words, say(words, "tables.ranks"), "ranks"),
      dtypes: new Table(words, say(words, "tables.dtypes"), "dtypes"),
    }
    // Each table's heads are the signs of this line, with their words for who does not see them.
    const { functions, gradients, ranks, dtypes } = this.tables
    const legend = OUTCOMES.map((outcome) => el("li", {}, el("i", { class: outcome }), say(words, `outcomes.${outcome}`)))
    this.legend = el("ul", { class: "run-key", "aria-hidden": "true" }, ...legend)
    this.node = el("div", { class: "run-counts" }, this.legend, functions.node, gradients.node, el("div", { class: "two-tables" }, ranks.node, dtypes.node))
    this.clear()
  }

  clear() {
    this.show({ done: 0, names: {}, ranks: {}, dtypes: {} }, 1)
  }

  // `share`: how much of the run is done, as the bars show it.
  show({ done, names, ranks, dtypes }, share) {
    this.legend.hidden = !done
    const told = Object.keys(names).length > MANY ? byFamily(names) : names
    const split = (isGradient) => Object.fromEntries(Object.entries(told).filter(([name]) => name.startsWith(GRADIENT) === isGradient))
    const plain = (name) => name.replace(GRADIENT, "")
    const longest = Math.max(...Object.values(told).map(total), 1)
    this.tables.functions.show(split(false), { share, longest, name: plain })
    this.tables.gradients.show(split(true), { share, longest, name: plain })
    this.tables.ranks.show(ranks, { share, name: (rank) => say(this.words, "of_rank", { rank }) })
    this.tables.dtypes.show(dtypes, { share, name: (dtype) => dtype })
  }
}

export function total(counts) {
  return counts.reduce((sum, count) => sum + count, 0)
}

export function byFamily(names) {
  const found = {}
  for (const [name, counts] of Object.entries(names)) {
    const family = name.slice(0, -"2d".length)
    found[family] = counts.map((count, at) => count + (found[family]?.[at] ?? 0))
  }
  return found
}

class Table {
  constructor(words, title, id) {
    this.rows = new Map()
    this.body = el("tbody")
    const heads = OUTCOMES.map((outcome) => el("th", { scope: "col", title: say(words, `outcomes.${outcome}`) }, el("i", { class: outcome, "aria-hidden": "true" }), el("span", { class: "only-heard" }, say(words, `outcomes.${outcome}`))))
    const head = el("tr", {}, el("th", { scope: "col" }, title), el("td", { class: "run-chart", "aria-hidden": "true" }), ...heads)
    this.node = el("table", { "data-testid": `counts-${id}` }, el("thead", {}, head), this.body)
  }

  show(counts, { share, name, longest = Math.max(...Object.values(counts).map(total), 1) }) {
    const keys = Object.keys(counts).sort()
    this.node.hidden = !keys.length
    for (const [key, { node }] of this.rows) if (!(key in counts)) node.remove() || this.rows.delete(key)
    keys.forEach((key, at) => {
      const row = this.rows.get(key) ?? this.made(key, name(key))
      OUTCOMES.forEach((outcome, k) => {
        const count = counts[key][k]
        row.bars[k].style.width = `${((count / longest) * share * 100).toFixed(2)}%`
        if (row.cells[k].textContent !== String(count)) row.cells[k].textContent = count
      })
      row.node.classList.toggle("apart", counts[key].at(-1) > 0)
      if (this.body.children[at] !== row.node) this.body.insertBefore(row.node, this.body.children[at] ?? null)
    })
  }

  made(key, name) {
    const bars = OUTCOMES.map((outcome) => el("i", { class: outcome }))
    const cells = OUTCOMES.map((outcome) => el("td", { class: outcome }))
    const chart = el("td", { class: "run-chart", "aria-hidden": "true" }, el("div", { class: "run-bar" }, ...bars))
    const row = { bars, cells, node: el("tr", {}, el("th", { scope: "row" }, name), chart, ...cells) }
    this.rows.set(key, row)
    return row
  }
}
