// The layers that were found, as tables: the first few, and all of them when they are asked for.

import { el, say } from "../dom.js"
import { followed } from "../follow.js"

const FEW = 10

// `ask(to)` asks for another wanted size.
export function groupOf(group, { words, lessons, language, most, isLarger, ask }) {
  const { name, title, count, rows, missing } = group
  const node = el("section", { class: "found-group", "data-testid": `group-${name}` }, el("h2", {}, title))
  if (!count) {
    const lines = name === "together" && !missing.length ? ["apart"] : ["none", ...(isLarger && missing.length ? ["none_conv"] : [])]
    node.append(...lines.map((line) => el("p", {}, say(words, line, { most }))))
    node.append(el("div", { class: "nearest" }, ...missing.map(({ label, to }) => button(label, () => ask(to)))))
    return node
  }
  const sums = el("p", { class: "count-of" }, say(words, "count", { count }))
  const table = tableOf(rows.slice(0, FEW), { words, lessons, language, title })
  node.append(sums, table)
  if (rows.length > FEW) {
    const more = button(say(words, "more", { count: rows.length }), () => {
      table.replaceWith(tableOf(rows, { words, lessons, language, title }))
      if (rows.length < count) sums.textContent = say(words, "rest", { shown: rows.length, count })
      more.remove()
    })
    more.dataset.testid = `more-${name}`
    node.append(more)
  }
  return node
}

function button(label, act) {
  const node = el("button", { type: "button" }, label)
  node.addEventListener("click", act)
  return node
}

function tableOf(rows, { words, lessons, language, title }) {
  const hasCeil = rows.some(({ ceil }) => ceil)
  const hasSeen = rows.some(({ seen }) => seen.length)
  const columns = ["call", ...(hasCeil ? ["ceil_mode"] : []), "sources", ...(hasSeen ? ["seen"] : []), "open"]
  const head = el("tr", {}, ...columns.map((name) => el("th", { scope: "col" }, say(words, name))))
  const lines = rows.map((row) => {
    const cells = {
      call: el("th", { scope: "row" }, el("code", {}, row.call)),
      ceil_mode: el("td", {}, row.ceil),
      sources: el("td", {}, row.sources),
      seen: el("td", {}, row.seen.join(", ")),
      open: el("td", { class: "opens" }, ...linksOf(row, { lessons, language })),
    }
    for (const name of columns) cells[name].dataset.name = say(words, name)
    return el("tr", {}, ...columns.map((name) => cells[name]))
  })
  return el("table", { "aria-label": title }, el("thead", {}, head), el("tbody", {}, ...lines))
}

export function linksOf({ links, call }, { lessons, language }) {
  return links.map(([lesson, query]) => {
    const href = `${lesson}?${query}${language ? `&lang=${language}` : ""}`
    return followed(el("a", { href, "aria-label": `${lessons[lesson]}: ${call}` }, lessons[lesson]))
  })
}
