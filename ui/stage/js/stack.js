// A stack of layers, a column for each: above, the size of its map; below, what its middle output sees of the input.
// A click or the arrow keys choose a layer. All numbers come from Python.

import { emWidth } from "./board.js"
import { clamp, el } from "./dom.js"
import { line, patterns, rect, svg, swatch, words } from "./svg.js"
import { wired, wiresOf } from "./wires.js"

const ID = "stack"
const WIDEST = 130 // px of a column
const NARROWEST = 15
const LEFT = 46 // of the axis of input cells
const RIGHT = 6
const STEPS = { ArrowLeft: "prev", ArrowUp: "prev", ArrowRight: "next", ArrowDown: "next", Home: "first", End: "last" }
const FILLS = { pool: "pool", other: "other" } // a convolution is plain
const KINDS = ["conv", "pool", "other", "join", "same", "boxed"]

// As much of a name as has room.
const shortened = (name, room) => {
  let kept = name
  while (kept && emWidth(`${kept}…`) > room) kept = kept.slice(0, -1)
  return `${kept.trimEnd()}…`
}

export class Stack {
  constructor({ plot, legend, turn, say }) {
    Object.assign(this, { plot, legend, turn, say })
    this.totals = el("div", { class: "totals", "data-testid": "totals" })
    this.scroll = el("div", { class: "columns" })
    // They stay where they are when the columns are scrolled.
    this.headings = ["maps", "fields"].map((part) => el("div", { class: "heading", "data-part": part }))
    plot.append(this.totals, this.scroll, ...this.headings)
    this.scroll.addEventListener("keydown", (event) => this.key(event))
  }

  show(data) {
    const { chosen, ...rest } = data
    // A link may ask for the sizes alone.
    this.isPlain = Boolean(this.plot.closest(".hides-fields"))
    const said = JSON.stringify([rest, this.isPlain])
    const isNew = said !== this.said
    Object.assign(this, { data, said, chosen })
    this.totals.textContent = data.totals
    if (!isNew) return this.mark()
    this.drawn = null
    this.legend.replaceChildren(...this.signs())
  }

  // ---- the hand ----

  choose(number) {
    const to = clamp(number, 1, this.data.columns.length - 1)
    if (to === this.chosen || !this.chosen) return
    this.seen = null // the latest way of looking wins over a pointer that rests
    this.chosen = to
    this.mark()
    this.turn({ [this.data.key]: String(to) }, this.data.key)
  }

  step(where) {
    if (!this.chosen) return false
    this.choose({ first: 1, prev: this.chosen - 1, next: this.chosen + 1, last: Infinity }[where])
    return true
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !STEPS[event.key]) return
    event.preventDefault()
    event.stopPropagation()
    if (this.step(STEPS[event.key])) this.nodes[this.chosen].focus({ preventScroll: true })
  }

  // ---- the picture ----

  draw(width, height) {
    const size = `${width},${height}`
    if (this.drawn === size) return
    this.drawn = size
    const { columns, misfit, words: said } = this.data
    const count = columns.length + (misfit === null ? 0 : 1)
    const left = Math.max(LEFT, emWidth(String(this.data.cells)) * 12 + 10) // as wide as the longest number
    const high = height - this.totals.offsetHeight
    const column = clamp((width - left - RIGHT) / count, NARROWEST, WIDEST)
    const names = [...columns.map(({ name }) => name), ...(misfit === null ? [] : [misfit])]
    const font = clamp(Math.round(high / 34), 12, 16)
    const longest = Math.max(...names.map(emWidth)) * font * 0.88
    const isUpright = longest > column - 6
    const below = isUpright ? Math.min(longest + 10, high * 0.26) : font + 10
    const line = font + 6
    // Wires that pass layers by run above the maps.
    const wires = wiresOf(this.data)
    const bridge = wires.some(({ from, to }) => to - from > 1) ? Math.min(2.4 * line, high * 0.12) : 0
    const maps = { top: 2 * line + bridge, bottom: 0 }
    maps.bottom = this.isPlain ? high - below - line : maps.top + (high - below - 4 * line) * 0.42
    const fields = { top: this.isPlain ? high - below : maps.bottom + 2 * line, bottom: high - below }
    Object.assign(this, { taken: { count: 0, channels: 0 }, wires, bridge, tops: [], column, font, maps, fields, left, x: (i) => left + (i + 0.5) * column })
    const across = Math.max(width, left + count * column + RIGHT)
    this.svg = svg("svg", { width: across, height: high, class: isUpright ? "upright" : "level", "font-size": font, role: "radiogroup", "aria-label": said.label },
      patterns(ID), ...this.frame(across, line), ...this.ticks(), ...columns.map((one, i) => this.columnOf(one, i, line)), ...this.names(names, isUpright, below - 10))
    this.svg.prepend(...wired(this.wires, { ...this, misfit: columns.length }))
    if (misfit !== null) this.svg.append(...this.cross(columns.length, said.misfit))
    this.band = this.parts.map((part) => this.bandOf(part))
    this.guides = [svg("path", { class: "guide" }), svg("path", { class: "guide" })]
    this.svg.append(...this.band, ...this.guides)
    this.scroll.replaceChildren(this.svg)
    this.nodes = [...this.svg.querySelectorAll(".column")]
    this.mark()
  }

  get parts() {
    return this.isPlain ? ["maps"] : ["maps", "fields"]
  }

  bandOf(part) {
    const { top, bottom } = this[part]
    return rect("band", 0, top - 2, this.column, bottom - top + 4, { rx: 4 })
  }

  frame(across, line) {
    const { maps, fields, data } = this
    const [low, high] = [this.y(0), this.y(data.cells)]
    const above = this.totals.offsetHeight
    for (const heading of this.headings) {
      const { part } = heading.dataset
      heading.textContent = data.words[part]
      heading.style.top = `${above + (part === "maps" ? 0 : fields.top - 1.5 * line)}px`
      heading.style.fontSize = `${this.font}px`
    }
    if (this.isPlain) return []
    return [
      rect("input-band", this.left, low, across - this.left - RIGHT, high - low),
      svg("path", { class: "limit", d: `M${this.left} ${low}H${across - RIGHT}M${this.left} ${high}H${across - RIGHT}` }),
    ]
  }

  // A place along the input, cell 0 above as in a picture; fields may reach beyond it.
  y(cell) {
    const { fields, data } = this
    if (this.spanOf !== data) {
      const spans = data.columns.flatMap(({ field, next }) => [field, next]).filter(Boolean)
      this.low = Math.min(0, ...spans.map(([first]) => first))
      this.high = Math.max(data.cells, 1, ...spans.map(([, last]) => last + 1))
      this.spanOf = data
    }
    return fields.top + ((cell - this.low) / (this.high - this.low)) * (fields.bottom - fields.top)
  }

  ticks() {
    if (this.isPlain) return []
    const { cells } = this.data
    const near = Math.abs(this.y(cells) - this.y(0)) < 3 * this.font
    const places = near ? [cells] : [0, Math.floor(cells / 2), cells]
    return places.map((cell) => words("tick", cell, this.left - 6, this.y(cell), { "text-anchor": "end", dy: "0.35em" }))
  }

  columnOf(one, i, line) {
    const { maps, column, font, data } = this
    const x = this.x(i)
    const middle = (maps.top + maps.bottom) / 2
    const tallest = Math.max(1, ...data.columns.map(({ size }) => size ?? 0))
    const room = maps.bottom - maps.top - 2 * line
    const wide = Math.min(0.74 * column, 84)
    const before = data.columns[i - 1]
    const node = svg("g", i ? { class: "column", role: "radio", "aria-label": one.said, "aria-checked": "false", tabindex: -1 } : { class: "column", role: "img", "aria-label": one.said })
    node.append(...this.parts.map((part) => rect("hit", this.left + i * column, this[part].top - 2, column, this[part].bottom - this[part].top + 4)))
    // Of many only what changes is written, and nothing over its neighbour.
    const tell = (name, text, y, isNew) => {
      const half = (emWidth(String(text)) * font) / 2
      const fits = half <= column / 2 - 1
      if (!fits && !(isNew && x - half > this.taken[name])) return
      this.taken[name] = x + half
      node.append(words(name, text, x, y, { "text-anchor": "middle" }))
    }
    if (one.size === null) {
      this.tops[i] = middle - clamp(column * 0.2, 4, 9)
      const r = clamp(column * 0.2, 4, 9)
      node.append(svg("path", { class: `box ${one.kind}`, fill: this.fill(one.kind), d: `M${x} ${middle - r}L${x + r} ${middle}L${x} ${middle + r}L${x - r} ${middle}Z` }))
      tell("count", one.channels.toLocaleString("en"), middle - r - 6, before?.channels !== one.channels)
    } else {
      const tall = Math.max(2, (one.size / tallest) * room)
      this.tops[i] = middle - tall / 2
      node.append(rect(`box ${one.kind}`, x - wide / 2, middle - tall / 2, wide, tall, { fill: this.fill(one.kind) }))
      tell("count", one.size, middle - tall / 2 - 5, before?.size !== one.size)
      tell("channels", `×${one.channels}`, middle + tall / 2 + line - 4, before?.channels !== one.channels)
    }
    if (one.field && !this.isPlain) this.fieldOf(node, one, x, wide)
    if (one.unsaid && !this.isPlain) node.append(words("unsaid", "?", x, (this.fields.top + this.fields.bottom) / 2, { "text-anchor": "middle", dy: "0.35em" }))
    node.addEventListener("click", () => {
      if (!i || !this.chosen) return
      this.choose(i)
      node.focus({ preventScroll: true })
    })
    node.addEventListener("pointerenter", () => this.look(i))
    node.addEventListener("pointerleave", () => this.look(null))
    return node
  }

  // Half a column for the middle output, hatched where it sees padding; the other half for its neighbour.
  fieldOf(node, { kind, field, next }, x, wide) {
    const [low, high] = [field[0], field[1] + 1]
    const { cells } = this.data
    const half = next ? wide / 2 : wide
    const left = next ? x - half : x - half / 2
    const part = (name, start, stop, fill) => start < stop && node.append(rect(name, left, this.y(start), half - 1, Math.max(2, this.y(stop) - this.y(start)), { fill }))
    part("box padding", low, Math.min(high, 0), `url(#${ID}-padding)`)
    part("box padding", Math.max(low, cells), high, `url(#${ID}-padding)`)
    part(`box ${kind}`, Math.max(low, 0), Math.min(high, cells), this.fill(kind))
    if (next) node.append(rect("box next", x + 1, this.y(next[0]), half - 1, Math.max(2, this.y(next[1] + 1) - this.y(next[0]))))
  }

  fill(kind) {
    return FILLS[kind] ? `url(#${ID}-${FILLS[kind]})` : null
  }

  // Where not every name has room, those of layers that change nothing are left out.
  names(names, isUpright, room) {
    const { column, font, data, fields } = this
    const top = fields.bottom + 6
    const isCrowded = column < font + 1
    return names.flatMap((name, i) => {
      const [one, before] = [data.columns[i], data.columns[i - 1]]
      if (isCrowded && one && before && one.size === before.size && one.channels === before.channels) return []
      const x = this.x(i)
      const place = isUpright
        ? { transform: `translate(${x + font * 0.35} ${top}) rotate(-90)`, "text-anchor": "end" }
        : { transform: `translate(${x} ${top + font})`, "text-anchor": "middle" }
      return [svg("text", { class: "name-of", "data-of": i, ...place }, isUpright && emWidth(name) * font * 0.88 > room + 1 ? shortened(name, room / (font * 0.96)) : name)]
    })
  }

  cross(i, text) {
    const x = this.x(i)
    const middle = (this.maps.top + this.maps.bottom) / 2
    const { column } = this
    const frame = this.parts.map((part) => rect("misfit", x - column / 2, this[part].top - 2, column, this[part].bottom - this[part].top + 4, { rx: 4 }))
    return [...frame, svg("text", { class: "misfit-name", transform: `translate(${x + this.font * 0.35} ${middle}) rotate(-90)`, "text-anchor": "middle", "data-testid": "misfit" }, `✗ ${text}`)]
  }

  signs() {
    const { columns, cells, words: said } = this.data
    const kinds = new Set(columns.slice(1).map(({ kind }) => kind))
    const isBeyond = !this.isPlain && columns.some(({ field }) => field && (field[0] < 0 || field[1] >= cells))
    const items = [...KINDS.filter((kind) => kinds.has(kind)).map((kind) => [kind, FILLS[kind]]), ...(this.isPlain ? [] : [["next"]]), ...(isBeyond ? [["padding", "padding"]] : [])]
    const wires = columns.some(({ indices }) => indices !== null) ? [el("li", {}, line("wire indices"), el("span", {}, said.indices))] : []
    return [...items.map(([name, fill]) => el("li", {}, swatch(ID, name, fill), el("span", {}, said[name]))), ...wires]
  }

  // ---- what is looked at ----

  look(i) {
    this.seen = i
    this.speak()
  }

  speak() {
    const at = this.seen ?? this.chosen
    this.say(this.data.columns[at]?.said ?? "")
    this.nodes?.forEach((node, i) => node.classList.toggle("seen", i === this.seen))
  }

  mark() {
    const { nodes, band, chosen, data } = this
    if (!nodes || !this.drawn) return
    nodes.forEach((node, i) => {
      if (!i) return
      node.setAttribute("aria-checked", i === chosen)
      node.setAttribute("tabindex", i === chosen ? 0 : -1)
    })
    for (const wire of this.svg.querySelectorAll(".wire")) wire.classList.toggle("chosen", [wire.dataset.from, wire.dataset.to].includes(String(chosen)))
    for (const name of this.svg.querySelectorAll(".name-of")) name.classList.toggle("chosen", Number(name.dataset.of) === chosen)
    for (const part of band) {
      part.style.display = chosen ? "" : "none"
      part.setAttribute("x", this.left + chosen * this.column)
    }
    const field = !this.isPlain && data.columns[chosen]?.field
    this.guides.forEach((guide, at) => {
      guide.style.display = chosen && field ? "" : "none"
      if (chosen && field) guide.setAttribute("d", `M${this.left - 4} ${this.y(field[at] + at)}H${this.left + chosen * this.column}`)
    })
    const { scrollWidth, clientWidth } = this.scroll
    if (scrollWidth > clientWidth + 1 && chosen) this.scroll.scrollLeft = this.x(chosen) - clientWidth / 2
    this.speak()
  }
}
