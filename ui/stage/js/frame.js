// What stands around the picture, whatever it shows: head, parameters, words, transport, legend and panels; and the room
// that they leave.

import { el } from "./dom.js"
import { heatOf, pieces } from "./equation.js"
import { Controls } from "./player.js"
import { reachable } from "./reach.js"

const NARROW = 640 // of the stage: parameters below the transport, which takes two lines
const SIDED = 700 // room for parameters beside the picture
const BROAD = 1100 // room for the words beside the transport
const MARGIN = 8 // below the stage, where it fills the first screen
const USUAL_WORDS = 16 // the size of letters, in pixels, that the measures here are for
const LONG = 70 // letters of an equation, beyond which it is set smaller

export class Frame {
  // `onRoom` is called whenever the room has changed.
  constructor(root, actions, onRoom) {
    Object.assign(this, { root, onRoom })
    this.scale = 1
    this.largest = 88 // a cell where the stage fills the screen
    this.controls = new Controls(actions)
    this.equation = reachable(el("div", { class: "equation", "data-testid": "equation" }))
    this.words = reachable(el("div", { class: "note", "data-testid": "note" }))
    this.told = el("div", { class: "told" }, this.equation, this.words)
    this.dock = el("div", { class: "dock" }, this.told, this.controls.node)
    this.legend = el("ul", { class: "legend", "data-testid": "legend" })
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    this.head = el("div", { class: "head" })
    this.side = el("div", { class: "side" })
    this.below = el("div", { class: "below" })
    this.place = el("div", { class: "room" })
    this.main = el("div", { class: "main" }, this.place, this.side)
    this.screen = el("div", { class: "screen" }, this.head, this.main, this.dock, this.legend)
    root.append(this.screen, this.below, this.live)
    this.sizes = new ResizeObserver((entries) => this.measured(entries))
    this.onResize = () => this.measureTop()
  }

  // What a picture may write on.
  get parts() {
    const { root, head, side, below, legend, equation, controls } = this
    return { root, head, side, below, legend, equation, controls }
  }

  hold(picture) {
    if (picture.node.parentNode !== this.place) this.place.replaceChildren(picture.node)
  }

  // ---- the room: told by the observer, never asked for in the middle of a redraw ----

  // The class `full` on the root: head, picture, words and transport take the first screen, the rest comes after it.
  get isFull() {
    return this.root.classList.contains("full")
  }

  watch() {
    if (this.scroller) return
    this.measureWords()
    this.scroller = scrollerOf(this.root)
    this.measureTop()
    for (const node of [this.root, this.place, this.scroller.firstElementChild]) if (node) this.sizes.observe(node)
    addEventListener("resize", this.onResize)
  }

  unwatch() {
    this.scroller = null
    this.sizes.disconnect()
    removeEventListener("resize", this.onResize)
  }

  // Words are as large as the browser's reader wants them; cells are as large as there is room.
  measureWords() {
    this.scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_WORDS
    this.root.style.setProperty("--scale", this.scale)
    this.root.classList.toggle("scaled", this.scale !== 1)
  }

  // How far down the page the stage begins, wherever the page is scrolled to.
  measureTop() {
    if (!this.scroller) return
    const { scroller, root } = this
    const inPage = scroller === document.documentElement ? 0 : Math.max(0, scroller.getBoundingClientRect().top)
    const top = Math.round(root.getBoundingClientRect().top + scroller.scrollTop)
    if (this.top === top) return
    this.top = top
    root.style.setProperty("--tall", `calc(100dvh - ${Math.max(top, inPage) + MARGIN}px)`)
  }

  measured(entries) {
    for (const { target, contentRect, borderBoxSize } of entries) {
      if (target === this.place) this.room = [Math.floor(contentRect.width), Math.floor(contentRect.height)]
      else if (target === this.root) this.wide = Math.round(borderBoxSize[0].inlineSize)
      // What stands above the stage may have grown; written later, since it makes the page lay out once more.
      else requestAnimationFrame(() => this.measureTop())
    }
    const { isFull, wide, room, scale } = this
    const holds = wide / scale
    if (isFull) this.root.classList.toggle("narrow", holds < NARROW)
    // What is unfolded on a phone makes the page longer, not the picture smaller.
    if (isFull && room && !this.side.querySelector("[open]")) this.root.style.setProperty("--kept", `${room[1]}px`)
    this.root.classList.toggle("sided", holds >= SIDED)
    this.root.classList.toggle("broad", holds >= BROAD)
    this.order(holds >= SIDED)
    const seen = [isFull, wide, scale, ...(isFull ? room ?? [] : [])].join(" ")
    if (this.seen === seen) return
    this.seen = seen
    this.onRoom()
  }

  // Parameters come in the order of the keys where they stand: beside the picture, or after the transport.
  order(isSided) {
    const { side, main, dock } = this
    const isWrong = (side.parentNode === main) !== isSided
    if (!this.isFull || !isWrong) return
    const active = this.root.getRootNode().activeElement
    if (isSided) main.append(side)
    else dock.after(side)
    if (side.contains(active)) active.focus({ preventScroll: true }) // a node that moves loses it
  }

  // ---- words ----

  name(label, revision) {
    this.root.setAttribute("aria-label", label)
    this.root.dataset.revision = revision
  }

  // `terms` are the cells whose numbers stand in the equation, and the result: each number in the colour of its cell.
  say(equation, note, terms = null) {
    const said = JSON.stringify([equation, terms])
    if (this.said !== said) {
      this.said = said
      const parts = terms ? pieces(equation, ...terms) : [[equation]]
      this.equation.replaceChildren(...parts.map(([text, cell]) => {
        if (!cell) return text
        const node = el("span", { class: "term" }, text)
        node.style.setProperty("--heat", heatOf(cell.heat))
        return node
      }))
    }
    this.equation.classList.toggle("long", equation.length > LONG)
    if (this.words.textContent !== note) this.words.textContent = note
  }

  // Kinds of cells and marks, each with its word; what else is to be known stands behind them.
  explain(items, ...hints) {
    this.legend.replaceChildren(...items.map(([kind, word]) => {
      const swatch = el("span", { class: "swatch cell", "data-kind": kind, "aria-hidden": "true" })
      const text = el("span")
      text.textContent = word
      return el("li", { "data-kind": kind, title: this.meanings?.[kind] }, swatch, text)
    }), ...hints.map((hint) => {
      const node = el("li", { class: "hint" })
      node.textContent = hint
      return node
    }))
  }

  // The state of the picture, for styles and tests.
  note(state) {
    const { dataset } = this.root
    for (const [name, value] of Object.entries(state)) if (dataset[name] !== String(value)) dataset[name] = value
  }

  // At each step.
  step(words, player, pin) {
    this.controls.show(words, player, pin)
    const slide = `${Math.min(180, player.interval * 0.6)}ms`
    if (this.slide !== slide) this.root.style.setProperty("--slide", (this.slide = slide))
  }

  // ---- what a screen reader hears ----

  tell(text) {
    this.live.textContent = text
  }

  // Of an output its place as well, which the words do not tell.
  speak(isOutput = true) {
    const parts = [...(isOutput ? [this.controls.position] : []), this.equation, this.words]
    this.tell(parts.map((node) => node.textContent).filter(Boolean).join(". "))
  }
}

// What scrolls the page that a node stands on, through the roots of shadows.
export function scrollerOf(node) {
  for (let at = node.parentNode; at; at = at.parentNode ?? at.host) {
    if (at instanceof Element && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return document.documentElement
}
