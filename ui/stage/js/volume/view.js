// What is on the page: both volumes and the lines below them, for what is looked at now. Python computed every number.

import { el, say } from "../dom.js"
import { Controls } from "../player.js"
import { camera, roomOf } from "./camera.js"
import { ROOM, Volume, short } from "./sheets.js"

const KINDS = ["r", "p", "o", "t", "g", "h"]
const LISTED = 8
const NARROW = 640
const LARGEST = 44
const HEIGHT = 240
const GAP = 20

export class VolumeView {
  constructor(root, stage, actions) {
    Object.assign(this, { root, stage })
    this.input = new Volume("input")
    this.output = new Volume("output")
    this.both = [this.input, this.output]
    this.controls = new Controls(actions)
    this.equation = el("div", { class: "equation", "data-testid": "equation" })
    this.note = el("div", { class: "note", "data-testid": "note" })
    this.legend = el("ul", { class: "legend", "data-testid": "legend" })
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    const volumes = el("div", { class: "volumes" }, this.input.figure, this.output.figure)
    const told = el("div", { class: "told" }, this.equation, this.note)
    root.append(volumes, el("div", { class: "dock" }, told, this.controls.node), this.legend, this.live)
  }

  get payload() {
    return this.stage.payload
  }

  // ---- once for a payload ----

  rebuild() {
    const { input, output, words, revision } = this.payload
    this.root.setAttribute("aria-label", words.stage)
    this.root.dataset.revision = revision
    this.input.reshape(input)
    this.output.reshape(output)
    this.input.name(words.input, words)
    this.output.name(words.output, words)
    this.input.fillAround(input.kinds)
    this.each(input, (place, text, heat) => this.input.write(place, text, heat, this.kindOf(place)))
    this.hidden = []
    this.each(output, (place, text, heat) => this.output.write(place, text, heat))
    this.input.fitText(input.planes.flatMap((plane) => plane.short.flat()))
    this.output.fitText(output.planes.flatMap((plane) => plane.short.flat()))
    this.drawLegend()
    this.layOut()
  }

  kindOf(place) {
    const { kinds, frame } = this.payload.input
    const [d, r, c] = place.map((at, axis) => at + frame[axis][0])
    return kinds[d][r][c]
  }

  each({ planes }, act) {
    planes.forEach(({ short, heat }, d) => {
      short.forEach((line, r) => line.forEach((text, c) => act([d, r, c], text, heat[r][c])))
    })
  }

  drawLegend() {
    const { input, winners, words } = this.payload
    const present = new Set(input.kinds.flat(2).join(""))
    const items = KINDS.filter((kind) => present.has(kind)).map((kind) => {
      return [kind, [words.kinds[kind], input.fill[kind]].filter(Boolean).join(" ")]
    })
    items.push(["window", words.window])
    if (winners?.some(Boolean)) items.push(["winner", words.winner])
    const hint = el("li", { class: "hint" })
    hint.textContent = words.turn
    this.legend.replaceChildren(...items.map(([kind, word]) => {
      const swatch = el("span", { class: "swatch cell", "data-kind": kind, "aria-hidden": "true" })
      const text = el("span")
      text.textContent = word
      return el("li", { "data-kind": kind }, swatch, text)
    }), hint)
  }

  // ---- the picture ----

  // Side by side, or below each other on a narrow screen; both volumes have one size of cell. An output counts as more
  // than half as large as the input, so that few changes of the window change that size.
  layOut() {
    const width = this.root.clientWidth
    if (!this.payload || !width) return
    const isNarrow = width < NARROW
    const { input, output } = this.payload
    const least = input.shape.map((size) => Math.min(size, Math.ceil(size / 2) + 1))
    const counted = output.shape.map((size, axis) => [0, Math.max(size, least[axis])])
    const rooms = [this.input.room, roomOf(counted)]
    const [first, second] = rooms.map((room) => room.width)
    const sides = ROOM.left + ROOM.right
    const across = isNarrow ? (width - sides) / Math.max(first, second) : (width - 2 * sides - GAP) / (first + second)
    this.unit = Math.min(LARGEST, across, HEIGHT / Math.max(...rooms.map((room) => room.height)))
    this.root.classList.toggle("narrow", isNarrow)
    this.tall = isNarrow ? 0 : HEIGHT / this.unit
    this.turned()
    this.paint()
  }

  // One camera and one size of cell for both; on a wide screen one height for all volumes, so that nothing below moves.
  turned() {
    const both = this.both.map((volume) => [volume, Math.max(this.tall, volume.room.height)])
    const unit = this.unit * Math.min(...both.map(([volume, tall]) => volume.fit(camera, tall)))
    for (const [volume, tall] of both) {
      volume.draw(camera, { width: volume.room.width * this.unit, height: tall * this.unit, unit })
    }
    Object.assign(this.root.dataset, { yaw: camera.yaw.toFixed(3), pitch: camera.pitch.toFixed(3) })
  }

  // ---- places ----

  placeOf(index) {
    const [, rows, columns] = this.payload.output.shape
    return [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns]
  }

  indexOf([d, i, j]) {
    const [, rows, columns] = this.payload.output.shape
    return (d * rows + i) * columns + j
  }

  tapsOf(place) {
    const [depth, rows, columns] = this.payload.taps.map((axis, k) => axis[place[k]])
    return depth.flatMap((d) => rows.flatMap((r) => columns.map((c) => [d, r, c])))
  }

  // Windows are products of the three axes, and so are their readers.
  readersOf(place) {
    const { readers, input } = this.payload
    const [depth, rows, columns] = readers.map((axis, k) => axis[place[k] + input.frame[k][0]] ?? [])
    return depth.flatMap((d) => rows.flatMap((i) => columns.map((j) => [d, i, j])))
  }

  // ---- at each step ----

  paint() {
    if (!this.payload || !this.unit) return
    const { payload, stage } = this
    const { player, cursor } = stage
    const { output, input } = stage.shown()
    const winner = output && payload.winners?.[this.indexOf(output)]
    const readers = input ? this.readersOf(input) : []
    this.paintHidden(output)
    this.input.mark("tap", output ? this.tapsOf(output) : [])
    this.input.mark("winner", winner ? [winner] : [])
    this.input.mark("inspected", input ? [input] : [])
    this.input.place(output ? payload.spans.map((axis, k) => axis[output[k]]) : null)
    this.output.mark("lit", readers)
    this.output.place(output ? output.map((at) => [at, at + 1]) : null)
    this.paintText(output, input, readers)
    const [d, i, j] = cursor
    const position = say(payload.words, "volume_position", { d, i, j, n: "{n}", total: "{total}" })
    this.controls.show({ ...payload.words, position }, player, null)
    Object.assign(this.root.dataset, { playing: player.playing, cursor: cursor.join(",") })
  }

  paintHidden(shown) {
    const { payload } = this
    const { player } = this.stage
    for (let index = 0; index < player.count; index++) {
      const place = this.placeOf(index)
      const isHidden = player.isHidden(0, index) && place.join() !== shown?.join()
      if (Boolean(this.hidden[index]) === isHidden) continue
      this.hidden[index] = isHidden
      const [d, i, j] = place
      const { short, heat } = payload.output.planes[d]
      this.output.write(place, isHidden ? "?" : short[i][j], isHidden ? null : heat[i][j])
    }
  }

  paintText(output, input, readers) {
    const { equations, notes } = this.payload
    const index = output && this.indexOf(output)
    const [equation, note] = output ? [equations[index], notes[index]] : this.inputText(input, readers)
    this.equation.textContent = equation
    this.equation.classList.toggle("long", equation.length > 70)
    this.note.textContent = note
  }

  inputText([d, r, c], readers) {
    const { input, words } = this.payload
    const kind = this.kindOf([d, r, c])
    const n = readers.length
    const list = readers.slice(0, LISTED).map((place) => `(${place.join(", ")})`).join(" ") + (n > LISTED ? " …" : "")
    const counted = n === 0 ? words.unread[kind] : say(words, n === 1 ? "read_by_one" : "read_by_many", { n, list })
    return [`${say(words, "volume_cell", { d, r, c })} = ${input.planes[d].exact[r][c]}`, counted]
  }

  speak() {
    const parts = [this.controls.position, this.equation, this.note].map((node) => node.textContent)
    this.live.textContent = parts.filter(Boolean).join(". ")
  }
}
