// The way through the lessons as one slim line: a sign for each lesson, a link to it, with what was done of it.

import { el, icon, say } from "./dom.js"
import { marksOf, raise, watched } from "./done.js"
import { searchAddress, toSearch, withLanguage } from "./find.js"
import { followed } from "./follow.js"

const CHANGES = 3 // so many changes, or a look at every output, and a lesson is done
const PASTE = new URL("../../paste", import.meta.url)
const KEYS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

export class Way {
  constructor() {
    this.list = el("ol")
    this.place = el("span", { class: "place", "data-testid": "place" })
    this.node = el("nav", { class: "course-line", "data-testid": "way" }, this.list, this.place)
    this.list.addEventListener("keydown", (event) => this.walk(event))
    this.seen = new Set()
  }

  // `words` are those of way.toml; `steps` {lesson, label, href}; `current` the lesson that is open, if one is.
  open({ words, steps, place = "" }, current = null) {
    Object.assign(this, { words, steps, current, lessons: steps.map(({ lesson }) => lesson) })
    this.node.setAttribute("aria-label", say(words, "label"))
    this.place.textContent = place
    this.links = steps.map(({ lesson, href }) => followed(el("a", { href, "aria-current": lesson === current ? "page" : null })))
    this.list.replaceChildren(...this.links.map((link) => el("li", {}, link)))
    // One stop of the tab key; the arrows go on from there.
    this.stop(Math.max(0, this.lessons.indexOf(current)))
    if (current) raise(current, "open", this.lessons)
    this.unwatch ??= watched(() => this.paint())
    this.paint()
  }

  paint() {
    const marks = marksOf(this.lessons)
    this.links.forEach((link, at) => {
      const mark = marks[this.lessons[at]]
      const hint = say(this.words, "hint", { step: this.steps[at].label, mark: say(this.words, `marks.${mark}`) })
      link.dataset.mark = mark
      link.title = hint
      link.setAttribute("aria-label", hint)
    })
    return Object.values(marks).filter((mark) => mark === "done").length
  }

  walk(event) {
    const at = this.links.indexOf(event.target)
    const to = { Home: 0, End: this.links.length - 1 }[event.key] ?? at + (KEYS[event.key] ?? NaN)
    if (at < 0 || !this.links[to]) return
    event.preventDefault()
    event.stopPropagation()
    this.stop(to)
    this.links[to].focus()
  }

  stop(at) {
    this.links.forEach((link, k) => (link.tabIndex = k === at ? 0 : -1))
  }

  // ---- what the reader does in the open lesson ----

  // So many changes have been made that can be undone.
  changed(count) {
    if (count >= CHANGES) this.done()
  }

  // One of `count` outputs is looked at. A single one is there from the beginning.
  looked(place, count) {
    if (this.isDone || !this.links) return
    if (this.count !== count) this.seen.clear()
    this.count = count
    this.seen.add(place.join())
    if (count > 1 && this.seen.size === count) this.done()
  }

  done() {
    if (this.isDone || !this.links) return
    this.isDone = true
    raise(this.current, "done", this.lessons)
    this.paint()
  }

  rest() {
    this.unwatch?.()
    this.unwatch = null
  }
}

// The way to the search, as a tool of a lesson's head.
export function findTool(words) {
  const name = say(words, "search")
  const node = el("a", { class: "tool find", "data-testid": "find", href: searchAddress(), title: name, "aria-label": name })
  node.append(icon("search"))
  return followed(node, toSearch)
}

// The way to the page that reads what one has, as a tool beside it.
export function pasteTool(words, lesson) {
  const name = say(words, "paste")
  const node = el("a", { class: "tool paste", "data-testid": "paste-code", "data-lesson": lesson, href: withLanguage(PASTE), title: name, "aria-label": name })
  node.append(icon("paste"), el("span", { class: "word" }, name))
  return followed(node)
}
