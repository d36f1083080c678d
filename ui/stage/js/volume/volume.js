// A window moving through a volume: which output is looked at, how the volumes are turned, what pointer and keys mean.

import { clamp, el, read, styles, wear } from "../dom.js"
import { Player } from "../player.js"
import { camera } from "./camera.js"
import { VolumeView } from "./view.js"

const CLICK = 4 // pixels that a pointer may move and still point
const TURN = 30 // pixels that a key turns

class VolumeStage {
  constructor(root) {
    this.root = root
    this.payload = this.hover = this.drag = null
    this.player = new Player(() => this.view.paint())
    this.view = new VolumeView(root, this, {
      step: (where) => this.step(where),
      toggle: () => this.toggle(),
      scrub: (index) => this.moveTo(index),
      speed: (factor) => {
        this.player.setFactor(factor)
        this.view.paint()
      },
    })
    this.observer = new ResizeObserver(() => this.view.layOut())
    root.addEventListener("keydown", (event) => this.onKey(event))
    for (const volume of this.view.both) this.listen(volume)
  }

  // ---- a new payload ----

  update(payload) {
    this.observer.observe(this.root)
    const place = this.payload && this.cursor
    const isNew = payload.revision !== this.payload?.revision
    this.payload = payload
    if (isNew) this.rebuild(place)
    if (this.player.playing) this.player.schedule()
  }

  rebuild(place) {
    const { shape } = this.payload.output
    this.hover = null
    this.player.fit(1, shape.reduce((product, size) => product * size, 1))
    // The place stays, not its number: another shape counts otherwise.
    if (place) this.player.goTo(this.view.indexOf(place.map((at, axis) => Math.min(at, shape[axis] - 1))))
    this.view.rebuild()
  }

  // ---- what is looked at ----

  get cursor() {
    return this.view.placeOf(this.player.index)
  }

  // {output: [d, i, j]} or {input: [d, r, c]}
  shown() {
    return (!this.player.playing && this.hover) || { output: this.cursor }
  }

  look(at) {
    this.hover = at
    this.view.paint()
  }

  // ---- actions ----

  toggle() {
    this.hover = null
    if (this.player.playing) this.player.pause()
    else this.player.play()
    this.view.paint()
  }

  moveTo(index) {
    this.player.pause()
    this.hover = null
    this.player.goTo(index)
    this.view.paint()
    this.view.speak()
  }

  step(where) {
    const { index, count } = this.player
    this.moveTo({ first: 0, prev: index - 1, next: index + 1, last: count - 1 }[where])
  }

  turn(right, down) {
    camera.turn(right, down)
    this.view.turned()
  }

  // ---- pointer and keys ----

  listen(volume) {
    const { svg } = volume
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return
      this.drag = { x: event.clientX, y: event.clientY, isTurning: false, place: pointed(volume, event) }
      svg.setPointerCapture(event.pointerId)
    })
    svg.addEventListener("pointermove", (event) => (this.drag ? this.onDrag(event) : this.onPoint(volume, event)))
    svg.addEventListener("pointerup", () => this.letGo(true))
    svg.addEventListener("pointercancel", () => this.letGo(false))
    svg.addEventListener("pointerleave", (event) => {
      if (!this.drag && event.pointerType === "mouse") this.look(null) // a finger that was lifted has pointed
    })
    svg.addEventListener("dblclick", () => {
      camera.reset()
      this.view.turned()
    })
  }

  onDrag({ clientX, clientY }) {
    const { drag } = this
    const [right, down] = [clientX - drag.x, clientY - drag.y]
    if (!drag.isTurning && Math.hypot(right, down) < CLICK) return
    Object.assign(drag, { x: clientX, y: clientY, isTurning: true })
    this.root.classList.add("turning")
    this.turn(right, down)
  }

  onPoint(volume, event) {
    const place = pointed(volume, event)
    // The picture can change under a pointer that rests; only a pointer that moved is meant.
    const isStill = this.lastX === event.clientX && this.lastY === event.clientY
    Object.assign(this, { lastX: event.clientX, lastY: event.clientY })
    if (isStill || JSON.stringify(place) === JSON.stringify(this.hover)) return
    if (place) this.player.pause()
    this.look(place)
  }

  letGo(isDone) {
    const { drag } = this
    this.drag = null
    this.root.classList.remove("turning")
    if (!isDone || !drag?.place || drag.isTurning) return
    if (drag.place.output) this.moveTo(this.view.indexOf(drag.place.output))
    else {
      this.player.pause()
      this.look(drag.place)
    }
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return
    const { key, shiftKey } = event
    const turns = { ArrowLeft: [-TURN, 0], ArrowRight: [TURN, 0], ArrowUp: [0, -TURN], ArrowDown: [0, TURN] }
    if (shiftKey && turns[key]) this.turn(...turns[key])
    else if (key === "Home" || key === "End") this.step(key === "Home" ? "first" : "last")
    else if (key === " " && !event.target.closest("button")) this.toggle()
    else if (!this.walk(key)) return
    event.preventDefault()
    event.stopPropagation()
  }

  // Arrows along columns and rows, Page up and down along the depth; at a border the cursor stays.
  walk(key) {
    const [axis, step] = {
      ArrowLeft: [2, -1], ArrowRight: [2, 1], ArrowUp: [1, -1], ArrowDown: [1, 1], PageUp: [0, -1], PageDown: [0, 1],
    }[key] ?? []
    if (!step) return false
    const place = this.cursor
    place[axis] = clamp(place[axis] + step, 0, this.payload.output.shape[axis] - 1)
    this.moveTo(this.view.indexOf(place))
    return true
  }

  // Timers stop when the page takes the stage away; a later call of the component brings it back.
  rest() {
    this.player.pause()
    this.observer.disconnect()
  }
}

function pointed(volume, event) {
  const cell = event.target.closest?.(".voxel")
  return cell ? { [volume.kind]: cell.dataset.at.split(",").map(Number) } : null
}

const sheets = await Promise.all(["../stage.css", "volume.css"].map((name) => styles(name, import.meta.url)))
const stages = new WeakMap()

export default function ({ data, parentElement }) {
  let entry = stages.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage volume", "data-testid": "volume-stage", tabindex: 0 })
    parentElement.append(root)
    wear(root, ...sheets)
    entry = { stage: new VolumeStage(root), calls: 0 }
    stages.set(parentElement, entry)
  }
  const call = ++entry.calls
  entry.stage.update(read(data))
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the stage.
  return () => {
    if (entry.calls === call) entry.stage.rest()
  }
}
