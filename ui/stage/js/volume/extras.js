// Further volumes beside input and output, as data: each follows the outputs, or the cells that these write.

import { say } from "../dom.js"
import { Volume } from "./volume.js"

const LISTED = 8

export class Extras {
  // `view` is told of each volume that is made.
  constructor(view, onMake) {
    Object.assign(this, { view, onMake, volumes: [], known: new Map() })
  }

  get data() {
    return this.view.payload.extras ?? []
  }

  dataOf(kind) {
    return this.data.find(({ id }) => id === kind)
  }

  // ---- once for a payload ----

  // Adds the sheets that have another shape to `made`.
  reshape(made) {
    this.volumes = this.data.map(({ id, follows }) => {
      if (!this.known.has(id)) {
        const fresh = new Volume(id, follows)
        this.known.set(id, fresh)
        this.onMake(fresh)
      }
      return this.known.get(id)
    })
    this.data.forEach((extra, k) => {
      if (this.volumes[k].reshape(extra)) for (const sheet of this.volumes[k].boards) made.add(sheet)
    })
  }

  draw() {
    this.data.forEach((extra, k) => {
      const volume = this.volumes[k]
      volume.name(extra.title, this.view.payload.words)
      if (extra.note) volume.caption.append(` · ${extra.note}`)
      volume.writers = extra.follows === "cells" ? writersOf(extra.cells) : new Map()
      for (const sheet of volume.boards) sheet.edit = extra.edit
      volume.svg.classList.toggle("editable", Boolean(extra.editable))
    })
  }

  write() {
    this.data.forEach((extra, k) => {
      for (const sheet of this.volumes[k].boards) {
        sheet.hidden = []
        this.view.each(sheet, (r, c) => this.writeCell(extra, sheet, r, c, false))
      }
      this.volumes[k].svg.classList.toggle("stale", this.view.stage.drafts.open.length > 0)
      this.volumes[k].fitText(extra.planes.flatMap(({ short }) => short.flat()))
      if (!this.volumes[k].tabStop) this.volumes[k].setTabStop(this.volumes[k].cell([0, 0, 0]))
    })
  }

  writeCell(extra, sheet, r, c, isHidden) {
    const { short, exact, heat } = extra.planes[sheet.d]
    const sent = extra.editable ? this.view.stage.drafts.textAt(r, c, sheet.id) : undefined
    const cell = sheet.write(r, c, isHidden ? "?" : sent ?? short[r][c], isHidden ? null : heat[r][c])
    const value = isHidden ? say(this.view.payload.words, "not_yet") : sent ?? exact[r][c]
    cell.setAttribute("aria-label", `${extra.title} (${sheet.placeOf(r, c).join(", ")}): ${value}`)
    cell.setAttribute("aria-readonly", extra.editable ? "false" : "true")
    sheet.hidden[r * sheet.cols + c] = isHidden
  }

  // ---- at each step ----

  paint(shown, output, related, pin) {
    const { player } = this.view.stage
    this.data.forEach((extra, k) => {
      const volume = this.volumes[k]
      const isWritten = extra.follows === "cells"
      const lit = isWritten ? (output ? extra.cells[player.indexOf(output)] ?? [] : []) : related
      volume.mark("lit", lit)
      volume.mark("inspected", shown?.written && shown.via?.volume === volume ? [shown.written] : [])
      volume.mark("pinned", pin && !isWritten ? [pin] : [])
      volume.place(output && !isWritten ? output.map((at) => [at, at + 1]) : null)
      this.paintHidden(extra, volume, output)
    })
  }

  // While playing, a value that waits for an output is not told.
  paintHidden(extra, volume, output) {
    if (extra.given) return
    const { player } = this.view.stage
    const waits = (place) => player.isHidden(...place) && place.join() !== output?.join()
    for (const sheet of volume.boards) {
      this.view.each(sheet, (r, c) => {
        const place = sheet.placeOf(r, c)
        const isHidden = (extra.follows === "cells" ? this.writers(volume, place) : [place]).some(waits)
        if (sheet.hidden[r * sheet.cols + c] !== isHidden) this.writeCell(extra, sheet, r, c, isHidden)
      })
    }
  }

  writers(volume, place) {
    return (volume.writers?.get(place.join()) ?? []).map((index) => this.view.stage.player.placeOf(index))
  }

  // A cell of a further volume in words: its value or how it came about, and which outputs wrote it.
  told({ volume, d }, place) {
    const { words } = this.view.payload
    const extra = this.dataOf(volume.kind)
    const [, r, c] = place
    const isHidden = volume.sheets.get(d).hidden[r * volume.sheets.get(d).cols + c]
    const value = isHidden ? say(words, "not_yet") : extra.arithmetic?.[d][r][c] ?? extra.planes[d].exact[r][c]
    const line = `${extra.title} (${place.join(", ")}) = ${value}`
    if (extra.follows !== "cells" || isHidden) return [line, ""]
    const writers = this.writers(volume, place)
    const n = writers.length
    const list = writers.slice(0, LISTED).map((one) => `(${one.join(", ")})`).join(" ") + (n > LISTED ? " …" : "")
    const own = extra.words ?? words
    const counted = n === 0 ? say(own, "unwritten") : say(own, n === 1 ? "written_by_one" : "written_by_many", { n, list })
    return [line, extra.tells?.[d][r][c] ?? counted]
  }
}

function writersOf(cells) {
  const writers = new Map()
  cells.forEach((places, index) => {
    for (const place of places) writers.set(place.join(), [...(writers.get(place.join()) ?? []), index])
  })
  return writers
}
