// The page of a walk: its steps, what of them is done in this browser, the way to go on, and the card at the end.

import { el, say } from "../dom.js"
import { read } from "../language.js"
import { styles, wear } from "../sheets.js"
import { cardOf } from "./card.js"
import { forget, progress } from "./progress.js"
import { addressOf, way } from "./ways.js"

const sheet = await styles("walk/page.css")

export default function ({ data, parentElement }) {
  const payload = read(data)
  const root = el("div", { class: "walk-page", "data-testid": "walk-page" })
  parentElement.replaceChildren(root)
  wear(root, sheet)
  show(root, payload)
  const wanted = new URLSearchParams(location.search).get("card") === "true" && root.querySelector(".card h2")
  if (wanted) {
    wanted.focus({ preventScroll: true })
    wanted.scrollIntoView()
  }
  // Back may find the page as it was before more was done.
  const again = (event) => event.persisted && show(root, payload)
  addEventListener("pageshow", again)
  return () => removeEventListener("pageshow", again)
}

function show(root, payload) {
  const { steps, words } = payload
  const walked = progress(steps.map(({ id }) => id))
  const isDone = ({ id }) => Boolean(walked.steps[id].done)
  const isBegun = steps.some(({ id }) => walked.steps[id].done || walked.steps[id].first)
  const isWhole = steps.every(isDone)
  const wantsCard = isWhole || new URLSearchParams(location.search).get("card") === "true"
  const parts = [
    text("h1", words.heading),
    text("p", words.lede, "lede"),
    ...(isWhole ? [] : [begin(payload, walked, isBegun)]),
    ...(wantsCard ? [cardOf(payload, walked)] : []),
    text("h2", words.steps),
    el("ol", { class: "steps" }, ...steps.map((step, k) => line(step, k + 1, walked.steps[step.id], words))),
  ]
  if (isBegun) parts.push(anew(root, payload))
  root.replaceChildren(...parts)
}

function begin({ steps, words }, walked, isBegun) {
  const at = isBegun ? steps.findIndex(({ id }) => id === walked.at) : 0
  const node = way("begin")
  node.textContent = isBegun ? say(words, "on", { number: at + 1, title: steps[at].title }) : words.begin
  node.href = addressOf(steps[at], at + 1)
  return el("p", { class: "first" }, node)
}

function line(step, number, { done, isShown }, words) {
  const link = way("step")
  link.href = addressOf(step, number)
  link.textContent = step.title
  const mark = text("span", done ? isShown ? words.shown : `✓ ${words.done}` : "", "mark")
  return el("li", { "data-done": Boolean(done) }, link, mark, text("span", step.did, "did"))
}

function anew(root, payload) {
  const button = text("button", payload.words.forget, "forget")
  button.type = "button"
  button.dataset.testid = "forget"
  button.addEventListener("click", () => {
    forget()
    history.replaceState(history.state, "", location.pathname)
    show(root, payload)
    root.querySelector(".begin").focus()
  })
  return el("p", { class: "kept" }, `${payload.words.kept} `, button)
}

function text(tag, said, name = null) {
  return el(tag, { class: name }, said)
}
