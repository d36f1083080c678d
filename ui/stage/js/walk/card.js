// The card at the end of a walk, to print on one sheet: what was done, the sentences to keep, one's own matrix, what is next.

import { el, say } from "../dom.js"
import { way } from "./ways.js"

// Only what was right has a tick; the others are no fault.
const SIGNS = { right: "✓", wrong: "→", none: "→" }

export function cardOf({ steps, words, next, own, language, page }, walked) {
  const said = words.card
  const dones = steps.map(({ id }) => walked.steps[id].done).filter(Boolean)
  const day = new Intl.DateTimeFormat(language.tag, { dateStyle: "long" })
  const dates = [...new Set([Math.min(...dones), Math.max(...dones)].filter(Number.isFinite).map((at) => day.format(at)))]
  const print = el("button", { type: "button", class: "print", "data-testid": "print" }, said.print)
  print.addEventListener("click", () => window.print())
  return el("section", { class: "card", "data-testid": "card", "aria-label": said.title },
    el("header", {},
      el("h2", { tabindex: -1 }, said.title),
      print,
      el("p", { class: "when" }, say(said, "when", { count: dones.length, total: steps.length, date: dates.join(" – ") || "–" }))),
    el("h3", {}, said.sentences),
    el("ol", { class: "sentences" }, ...steps.map((step) => sentence(step, walked.steps[step.id], said))),
    el("div", { class: "foot" },
      ...(walked.own ? [pooled(walked.own, own, said)] : []),
      el("div", { class: "next" }, el("h3", {}, said.next), el("ul", {}, ...next.map(onward)))),
    el("p", { class: "address" }, new URL(page, location.href).href))
}

function sentence({ title, keep }, { done, guess, isShown }, said) {
  const told = done ? [guess && `${SIGNS[guess]} ${said[guess]}`, isShown && said.shown] : [said.open]
  return el("li", { "data-done": Boolean(done) },
    el("strong", {}, title),
    el("span", { class: "how" }, ` ${told.filter(Boolean).join(" · ")}`),
    el("span", { class: "keep" }, keep))
}

function table(rows) {
  return el("table", {}, el("tbody", {}, ...rows.map((line) => el("tr", {}, ...line.map((cell) => el("td", {}, cell))))))
}

// The matrix, how it was pooled, and the result; on the stage the lesson shows the same, as a link says it.
function pooled({ input, output, call }, { address, key }, said) {
  const caption = say(said, "pooled", { ...call, operation: said.operations[call.operation] ?? call.operation })
  const state = new URLSearchParams({ ...call, [key]: input.map((line) => line.join(" ")).join("\n") })
  const link = el("a", { class: "again", href: `${address}?${state}` })
  link.textContent = said.again
  const arrow = el("span", { class: "to", "aria-hidden": "true" }, "→")
  return el("div", { class: "own" }, el("h3", {}, said.matrix), el("p", { class: "how" }, caption), el("div", { class: "pair" }, table(input), arrow, table(output)), link)
}

function onward({ title, says, address }) {
  const link = way("onward")
  link.href = address
  link.textContent = title
  return el("li", {}, link, ` ${says}`)
}
