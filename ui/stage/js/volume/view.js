// Volumes: both as sheets of cells, and the words to what is looked at now. A picture of the stage, as grids are one.

import { resized, written } from "../drafts.js"
import { el, say } from "../dom.js"
import { camera } from "./camera.js"
import { Extras } from "./extras.js"
import { arrange } from "./room.js"
import { Turning } from "./turning.js"
import { Volume } from "./volume.js"

const KINDS = ["r", "p", "o", "t", "g", "h"]
const LISTED = 8
const LONGEST = 6 // of a text on its way

export class VolumeView {
  constructor(frame, stage) {
    Object.assign(this, { frame, stage })
    this.input = new Volume("input")
    this.output = new Volume("output")
    this.node = el("div", { class: "volumes" }, this.input.figure, this.output.figure)
    this.turning = new Turning(frame.root, () => this.turned())
    this.extras = new Extras(this, ({ svg }) => this.turning.listen(svg))
    for (const { svg } of this.all) this.turning.listen(svg)
    this.known = new WeakSet()
  }

  get all() {
    return [this.input, this.output, ...this.extras.volumes]
  }

  get payload() {
    return this.stage.payload
  }

  get shape() {
    return this.payload.output.shape
  }

  // ---- what a picture answers of its boards, which are the sheets ----

  get chain() {
    return this.all.flatMap((volume) => volume.boards)
  }

  onBoard(act) {
    this.onMake = act
  }

  gridOf({ kind, d }) {
    return this.dataOf(kind).planes[d]
  }

  dataOf(kind) {
    return this.extras.dataOf(kind) ?? this.payload[kind]
  }

  cellOf({ volume }, [d, r, c]) {
    return [volume.sheets.get(d), r, c]
  }

  // The sheet before or behind; at the ends the sheet itself.
  beside(sheet, step) {
    const next = sheet.volume.sheets.get(sheet.d + step)
    return next?.rows ? next : sheet
  }

  turnBy(key) {
    return this.turning.byKey(key)
  }

  // Every number of a volume as it will be, plane by plane.
  textsOf(kind = "input") {
    const { drafts } = this.stage
    return drafts.whole.get(kind) ?? this.dataOf(kind).planes.map(({ exact }, d) =>
      exact.map((line, r) => line.map((text, c) => drafts.textAt(r, c, `${kind} ${d}`) ?? text)))
  }

  // A block that reaches past a sheet makes all of them larger.
  written(sheet, edit) {
    const planes = this.textsOf(sheet.kind)
    const grown = written(planes[sheet.d], edit)
    return planes.map((plane, d) => (d === sheet.d ? grown : resized(plane, grown.length, grown[0].length)))
  }

  resized(name, { depth, rows, columns }) {
    const planes = this.textsOf(name)
    const [height, width] = [rows ?? planes[0].length, columns ?? planes[0][0].length]
    return Array.from({ length: depth ?? planes.length }, (_, d) => resized(planes[d] ?? [], height, width))
  }

  // ---- once for a payload ----

  // The sheets that have another shape.
  reshape() {
    this.isDrawn = false
    const made = new Set()
    for (const volume of [this.input, this.output]) {
      if (!volume.reshape(this.payload[volume.kind])) continue
      for (const sheet of volume.boards) made.add(sheet)
    }
    this.extras.reshape(made)
    const figures = this.all.map(({ figure }) => figure)
    if (figures.length !== this.node.children.length || figures.some((one, k) => one !== this.node.children[k])) {
      this.node.replaceChildren(...figures)
    }
    this.node.classList.toggle("back", figures.length > 2)
    for (const sheet of this.chain) {
      if (this.known.has(sheet)) continue
      this.known.add(sheet)
      this.onMake?.(sheet)
    }
    return made
  }

  draw() {
    const { input, words, operation, revision, titles } = this.payload
    this.frame.name(words.stage, revision)
    for (const volume of [this.input, this.output]) volume.name(titles?.[volume.kind] ?? words[volume.kind], words)
    this.extras.draw()
    this.input.fillAround(input.kinds)
    this.output.figure.classList.toggle("absent", !operation)
    this.write()
    this.drawLegend()
    if (!this.input.tabStop) this.input.setTabStop(this.input.cell([0, 0, 0]))
    this.isDrawn = true
    this.layout()
  }

  fill() {
    if (!this.isDrawn) return
    this.write()
    this.paint()
  }

  // Texts, heats and kinds of all cells; edits on their way are shown at once.
  write() {
    const { input, words } = this.payload
    const { drafts } = this.stage
    for (const sheet of this.input.boards) {
      const { short, exact, heat } = input.planes[sheet.d]
      this.each(sheet, (r, c) => {
        const kind = this.kindOf([sheet.d, r, c])
        const sent = drafts.textAt(r, c, sheet.id)
        const text = sent ?? short[r][c]
        const cell = sheet.write(r, c, text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text, heat[r][c], kind)
        const name = `${say(words, "input_cell", { place: sheet.placeOf(r, c).join(", ") })}: ${sent ?? exact[r][c]}`
        cell.setAttribute("aria-label", kind === "r" ? name : `${name}, ${say(words, `kinds.${kind}`)}`)
        cell.setAttribute("aria-readonly", input.editable ? "false" : "true")
      })
    }
    for (const sheet of this.output.boards) {
      sheet.hidden = []
      this.each(sheet, (r, c) => this.writeOutput(sheet, r, c, false))
    }
    this.input.svg.classList.toggle("editable", Boolean(input.editable))
    this.output.svg.classList.toggle("stale", drafts.open.length > 0)
    for (const volume of [this.input, this.output]) volume.fitText(this.payload[volume.kind].planes.flatMap(({ short }) => short.flat()))
    this.extras.write()
  }

  writeOutput(sheet, r, c, isHidden) {
    const { output, words } = this.payload
    const { short, exact, heat } = output.planes[sheet.d]
    const cell = sheet.write(r, c, isHidden ? "?" : short[r][c], isHidden ? null : heat[r][c])
    const value = isHidden ? say(words, "not_yet") : exact[r][c]
    cell.setAttribute("aria-label", `${say(words, "output_cell", { place: sheet.placeOf(r, c).join(", ") })}: ${value}`)
    cell.setAttribute("aria-readonly", "true")
    sheet.hidden[r * sheet.cols + c] = isHidden
  }

  each({ rows, cols }, act) {
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) act(r, c)
  }

  kindOf(place) {
    const { kinds, frame } = this.payload.input
    const [d, r, c] = place.map((at, axis) => at + frame[axis][0])
    return kinds[d][r][c]
  }

  drawLegend() {
    const { input, winners, words } = this.payload
    const present = new Set(input.kinds.flat(2).join(""))
    const items = KINDS.filter((kind) => present.has(kind)).map((kind) => {
      return [kind, [words.kinds[kind], input.fill[kind]].filter(Boolean).join(" ")]
    })
    if (this.stage.player.count) items.push(["window", words.window])
    if (winners?.some(Boolean)) items.push(["winner", words.winner])
    this.frame.legend.classList.remove("weighted")
    this.frame.explain(items, words.turn)
    this.node.title = words.turn_help
  }

  // ---- the picture ----

  layout() {
    const { isFull, wide, room } = this.frame
    if (!this.isDrawn || !wide || (isFull && !room?.[0])) return
    const { unit, tall, isBelow, edges, isNamed } = arrange(this, isFull ? room : [wide, null])
    Object.assign(this, { unit, tall })
    for (const volume of this.all) Object.assign(volume, { edges, isNamed })
    this.node.classList.toggle("upright", isBelow)
    this.turned()
    this.paint()
  }

  // One camera and one size of cell for all.
  turned() {
    if (!this.unit) return
    const all = this.all.filter(({ shape }) => shape.every(Boolean)).map((volume) => [volume, Math.max(this.tall, volume.room.height)])
    const unit = this.unit * Math.min(...all.map(([volume, tall]) => volume.fit(camera, tall)))
    for (const [volume, tall] of all) {
      volume.draw(camera, { width: volume.room.width * this.unit, height: tall * this.unit, unit })
    }
    this.stage.editor.place()
    this.frame.note({ yaw: camera.yaw.toFixed(3), pitch: camera.pitch.toFixed(3) })
  }

  // ---- at each step ----

  paint() {
    if (!this.isDrawn || !this.unit) return
    const { payload, stage } = this
    const { player, pin, drafts } = stage
    const shown = stage.shown()
    const output = shown?.output ?? null
    const input = shown?.input ?? null
    const winner = output && payload.winners?.[player.indexOf(output)]
    const readers = input ? this.readersOf(input) : shown?.written ? this.extras.writers(shown.via.volume, shown.written) : []
    this.paintHidden(output)
    this.input.mark("tap", output ? this.tapsOf(output) : [])
    this.input.mark("winner", winner ? [winner] : [])
    this.input.mark("inspected", input ? [input] : [])
    const isGhost = pin && pin.join() !== output?.join()
    this.input.place(output && this.windowOf(output), isGhost ? this.windowOf(pin) : null)
    this.output.mark("lit", readers)
    this.output.mark("pinned", pin ? [pin] : [])
    this.output.place(output && output.map((at) => [at, at + 1]))
    this.extras.paint(shown, output, readers, pin)
    if (player.count) this.output.setTabStop(this.output.cell(pin ?? player.cursor))
    this.frame.say(...this.textOf(shown, readers))
    this.frame.step(payload.words, player, pin)
    this.frame.note({
      playing: player.playing,
      cursor: player.cursor.join(","),
      pinned: pin ? pin.join(",") : "",
      stale: drafts.open.length > 0,
    })
  }

  windowOf(place) {
    return this.payload.spans.map((axis, k) => axis[place[k]])
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

  paintHidden(shown) {
    const { player } = this.stage
    for (const sheet of this.output.boards) {
      this.each(sheet, (r, c) => {
        const place = sheet.placeOf(r, c)
        const isHidden = player.isHidden(...place) && place.join() !== shown?.join()
        if (sheet.hidden[r * sheet.cols + c] !== isHidden) this.writeOutput(sheet, r, c, isHidden)
      })
    }
  }

  textOf(shown, readers) {
    const { equations, notes, words } = this.payload
    if (shown?.written) return this.extras.told(shown.via, shown.written)
    if (shown?.output) {
      const index = this.stage.player.indexOf(shown.output)
      const isExtra = shown.via && this.extras.volumes.includes(shown.via.volume)
      const own = isExtra ? this.extras.told(shown.via, shown.output)[0] : ""
      return [equations[index], [own, notes[index]].filter(Boolean).join(" · ")]
    }
    const { input } = shown ?? {}
    if (!input) return ["", ""]
    const [d, r, c] = input
    const value = this.stage.drafts.textAt(r, c, `input ${d}`) ?? this.payload.input.planes[d].exact[r][c]
    const n = readers.length
    const list = readers.slice(0, LISTED).map((place) => `(${place.join(", ")})`).join(" ") + (n > LISTED ? " …" : "")
    const counted = n === 0 ? words.unread[this.kindOf(input)] : say(words, n === 1 ? "read_by_one" : "read_by_many", { n, list })
    return [`${say(words, "input_cell", { place: input.join(", ") })} = ${value}`, counted]
  }
}
