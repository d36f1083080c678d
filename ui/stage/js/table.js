// A panel that is a table; one of its rows may be the current one.

import { el } from "./dom.js"

export function table({ title, columns, rows, current }) {
  const head = el("tr", {}, ...columns.map((name) => cell("th", name, { scope: "col" })))
  const lines = rows.map((line, at) =>
    el("tr", { "aria-current": at === current ? "true" : null }, ...line.map((text, k) => cell(k ? "td" : "th", text, k ? {} : { scope: "row" }))))
  return el("table", { "aria-label": title }, el("thead", {}, head), el("tbody", {}, ...lines))
}

function cell(name, text, attributes) {
  const node = el(name, attributes)
  node.textContent = text
  return node
}
