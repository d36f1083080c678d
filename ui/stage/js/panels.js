// Below the picture: PyTorch's word, formulas, code and numbers to copy; everything is text.

import { el, say } from "./dom.js"
import { followed } from "./follow.js"
import { sizeMap } from "./size_map.js"

const MATH = "http://www.w3.org/1998/Math/MathML"
// Where a reader has PyTorch asked about many calls; what has been judged leads there.
const CHECK = new URL("../../check", import.meta.url)
const JUDGED = ["agrees", "differs", "refuses"]

export class Panels {
  constructor(node, turn) {
    Object.assign(this, { node, turn })
    this.parts = new Map()
    this.badges = el("div", { class: "badges" })
    node.append(this.badges)
  }

  show({ oracle, panels, ui }) {
    this.showBadges(answersOf(oracle), ui)
    const kept = new Map()
    panels.forEach((panel, at) => {
      const known = this.parts.get(panel.key)
      const kind = `${panel.kind}${panel.folded ? " folded" : ""}`
      const part = known?.kind === kind ? known : { kind, ...shell(panel) }
      kept.set(panel.key, part)
      const said = JSON.stringify(panel)
      if (part.said !== said) {
        part.said = said
        part.title.textContent = panel.title
        part.title.hidden = !panel.title
        fill(part, panel, this.turn)
      }
      if (this.node.children[at + 1] !== part.node) this.node.insertBefore(part.node, this.node.children[at + 1] ?? null)
    })
    for (const [key, { node }] of this.parts) if (kept.get(key)?.node !== node) node.remove()
    this.parts = kept
  }

  // One answer, or one for each call that was asked; what several calls wait for is said once.
  showBadges(answers, words) {
    const said = [...new Map(answers.map((answer) => [answer.text, answer])).values()]
    this.badges.hidden = !said.length
    while (this.badges.children.length > said.length) this.badges.lastChild.remove()
    said.forEach((answer, at) => {
      const badge = this.badges.children[at] ?? badgeOf()
      showBadge(badge, answer, words)
      if (!badge.parentNode) this.badges.append(badge)
    })
  }
}

function badgeOf() {
  const link = followed(el("a", { class: "check", "data-testid": "check-link" }))
  return el("div", { class: "badge" }, el("div", { class: "oracle", "data-testid": "oracle" }), link)
}

// `check` is the operation of which random calls are drawn; without one all are.
function showBadge({ children: [word, link] }, { tone, text, check }, words) {
  word.textContent = text
  word.dataset.tone = tone
  const language = new URLSearchParams(location.search).get("lang")
  const said = new URLSearchParams([...(check ? [["operation", check]] : []), ...(language ? [["lang", language]] : [])])
  link.textContent = say(words, "check")
  link.href = said.size ? `${CHECK}?${said}` : CHECK
  link.hidden = !JUDGED.includes(tone)
}

export function answersOf(oracle) {
  return [oracle].flat().filter(Boolean)
}

// A panel that is `folded` opens by its title.
function shell({ key, kind, folded }) {
  const title = el(folded ? "summary" : "h2")
  const body = kind === "code" ? el("pre", { tabindex: 0, role: "region", "data-testid": `${key}-text` }) : el("div", { class: "body" })
  const node = el(folded ? "details" : "section", { class: `panel ${kind}`, "data-testid": `panel-${key}` }, title, body)
  return { title, body, node }
}

function fill(part, panel, turn) {
  if (panel.kind === "table") part.body.replaceChildren(table(panel))
  else if (panel.kind === "map") sizeMap(part.body, panel, turn)
  else if (panel.kind === "formula") part.body.replaceChildren(...panel.rows.flatMap(formula), letters(panel))
  else part.body.replaceChildren(panel.text, ...(panel.letters?.length ? [letters(panel)] : []))
  if (panel.kind !== "code") return
  part.body.setAttribute("aria-label", panel.title)
  if (!part.copy) {
    part.copy = el("button", { type: "button", class: "copy" })
    part.copy.addEventListener("click", () => navigator.clipboard?.writeText(part.body.textContent))
    part.node.append(part.copy)
  }
  part.copy.textContent = panel.copy
}

function formula({ caption, tree, note }) {
  const name = el("div", { class: "caption" })
  name.textContent = caption
  const math = document.createElementNS(MATH, "math")
  math.setAttribute("display", "block")
  math.append(built(tree))
  const wide = el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": caption || null }, math)
  const below = el("div", { class: "formula-note" })
  below.textContent = note ?? ""
  return [name, wide, below]
}

// What the letters of formulas stand for; pointed at, each is lit here and in the picture.
function letters({ letters }) {
  const items = letters.map(({ letter, says }) => el("li", { "data-letter": letter, tabindex: 0 }, el("i", {}, letter), ` ${says}`))
  return el("ul", { class: "letters", hidden: items.length ? null : "" }, ...items)
}

// The first cell of a line names it; the line that the picture shows is marked.
function table({ title, columns, rows }) {
  const cell = (tag, text, { code } = {}, scope = null) => {
    const node = el(tag, { scope })
    node.append(code && text ? el("code", {}, text) : text)
    return node
  }
  const head = el("tr", {}, ...columns.map(({ label }) => cell("th", label, {}, "col")))
  const lines = rows.map(({ cells, current }) => {
    const nodes = cells.map((text, k) => (k ? cell("td", text, columns[k]) : cell("th", text, columns[k], "row")))
    return el("tr", { "aria-current": current ? "true" : null }, ...nodes)
  })
  const node = el("table", { "aria-label": title }, el("thead", {}, head), el("tbody", {}, ...lines))
  return el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": title }, node)
}

// A tree as nested lists: a name, with the letter that it stands for, then what stands in it; a text is text.
function built([named, ...children]) {
  const [name, letter] = named.split(" ")
  const node = document.createElementNS(MATH, name)
  if (letter) node.setAttribute("data-letter", letter)
  node.append(...children.map((child) => (Array.isArray(child) ? built(child) : child)))
  return node
}
