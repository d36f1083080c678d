// Parameters by hand: the window's corner is the kernel, the ghost of the next window the stride, the input's edge the
// padding, its corner the input's size. The outline follows at once; the numbers come with the answer. A whole drag is
// one step of undo, Escape takes it back.

import { clamp, el, say } from "./dom.js"
import { resized } from "./drafts.js"

const LARGEST = 16
const SIDES = ["top", "left", "bottom", "right"]

export class Handles {
  constructor(lesson) {
    this.lesson = lesson
    this.escape = this.escape.bind(this)
    this.stage = lesson.stage
    const { stage } = this
    this.view = stage.pictures.planes // a volume is turned by hand, and its parameters by their fields
    const { plane } = this.view.input
    this.next = el("div", { class: "outline next", hidden: "" })
    this.kernel = this.handle("kernel_size", "corner")
    this.stride = this.handle("stride", "grip")
    this.size = this.handle("size", "corner outer")
    this.edges = SIDES.map((side) => this.handle("padding", `strip ${side}`, side))
    for (const name of ["pointerenter", "pointerleave"]) this.stride.addEventListener(name, () => this.paint())
    plane.append(this.next, this.kernel, this.stride, this.size, ...this.edges)
    plane.addEventListener("pointerenter", () => this.show(true))
    plane.addEventListener("pointerleave", () => !this.drag && this.show(false))
  }

  get board() {
    return this.view.input
  }

  // Fields by parameter, and what they hold: {kernel_size: {keys: [row, column], values: [2, 2]}, ...}
  get told() {
    return this.stage.payload?.handles ?? {}
  }

  handle(parameter, look, side = null) {
    const node = el("div", { class: `handle ${look}`, "data-testid": `handle-${parameter}${side ? `-${side}` : ""}`, "aria-hidden": "true", hidden: "" })
    node.addEventListener("pointerdown", (event) => this.begin(event, node, parameter, side))
    node.addEventListener("pointermove", (event) => this.drag && this.move(event))
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(name, () => this.end())
    node.addEventListener("click", (event) => event.stopPropagation())
    return node
  }

  // ---- where they stand ----

  show(isNear) {
    this.isNear = isNear
    this.paint()
  }

  // The next window is what a step leads to.
  light(letter) {
    this.isStepLit = letter === "s"
    this.paint()
  }

  paint() {
    const { stage, board, told } = this
    const { player } = stage
    const isIdle = !player.playing && (this.isNear || this.drag || matchMedia("(pointer: coarse)").matches)
    const current = player.count ? (stage.pin ?? player.cursor) : null
    const output = isIdle ? current : null
    const box = output && this.view.windowOf(output)
    this.put(this.kernel, box && told.kernel_size && [box[0][1], box[1][1]])
    const next = box && told.stride && this.nextOf(output)
    // Drawn while its grip is held or pointed at: beside a hovered window a second frame only asks what it is.
    const isMeant = this.drag?.parameter === "stride" || this.stride.matches(":hover")
    board.place(this.next, isMeant ? next : this.isStepLit && current && told.stride ? this.nextOf(current) : null)
    // On the border that moves, where no number stands.
    const isBelow = next && next[1][0] === box[1][0]
    this.put(this.stride, next && (isBelow ? [next[0][1], (next[1][0] + next[1][1]) / 2] : [(next[0][0] + next[0][1]) / 2, next[1][1]]))
    const isSized = isIdle && stage.tensorOf(board)
    this.put(this.size, isSized && [board.rows, board.cols])
    const isPadded = isIdle && told.padding
    this.edges.forEach((node, k) => {
      const isAcross = k % 2 === 0
      // In one dimension the rows are channels, which have no padding.
      if (!isPadded || (isAcross && !told.padding.keys[0])) return (node.hidden = true)
      const at = [k === 2 ? board.rows : 0, k === 3 ? board.cols : 0]
      this.put(node, at)
      node.style.setProperty("--length", `${(isAcross ? board.cols : board.rows) * board.size}px`)
    })
  }

  // The window to the right, else the one below.
  nextOf([i, j]) {
    const { spans } = this.stage.payload
    if (j + 1 < spans[1].length) return [spans[0][i], spans[1][j + 1]]
    return i + 1 < spans[0].length ? [spans[0][i + 1], spans[1][j]] : null
  }

  put(node, place) {
    // A call that is refused has no windows, and the hand may yet come back: what it holds stays.
    if (!place && node === this.drag?.node) return
    node.hidden = !place
    if (!place) return
    const [top, left] = this.board.frame
    const { size } = this.board
    node.style.transform = `translate(${(place[1] + left) * size}px, ${(place[0] + top) * size}px)`
  }

  // ---- the hand ----

  begin(event, node, parameter, side) {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    node.setPointerCapture(event.pointerId)
    document.addEventListener("keydown", this.escape, true)
    this.stage.editor.settle()
    const output = this.stage.pin ?? this.stage.player.cursor
    this.drag = {
      node, parameter, side, x: event.clientX, y: event.clientY, last: null,
      size: this.board.size, // fewer outputs may make the cells larger, and the count of them must not jump back
      // As they are now: what is refused on the way has none.
      told: this.told[parameter],
      values: this.told[parameter]?.values ?? [this.board.rows, this.board.cols],
      box: this.stage.player.count ? this.view.windowOf(output) : null,
      isBelow: this.stage.player.count && output[1] + 1 >= this.stage.payload.spans[1].length,
    }
    this.stage.root.classList.add("turning")
  }

  move({ clientX, clientY }) {
    const { drag } = this
    const moved = [(clientY - drag.y) / drag.size, (clientX - drag.x) / drag.size].map(Math.round)
    if (String(moved) === drag.last) return
    drag.last = String(moved)
    this[`turn_${drag.parameter}`](moved)
  }

  end() {
    if (!this.drag) return
    this.drag = null
    document.removeEventListener("keydown", this.escape, true)
    this.stage.root.classList.remove("turning")
    this.stage.view.paint() // the outline, too, may stand where no answer came
  }

  // A hand that thinks better of it: everything is as it was.
  escape(event) {
    if (event.key !== "Escape" || !this.drag) return
    event.preventDefault()
    event.stopPropagation()
    const { store } = this.lesson
    if (store.hand === this.drag) store.undo()
    this.end()
  }

  turn_kernel_size([down, right]) {
    const { dilation } = this.drag.told
    const sides = [down, right].map((cells, axis) => this.drag.values[axis] + Math.round(cells / dilation[axis]))
    const grown = this.both("kernel_size", sides, [down, right], 1)
    const { box } = this.drag
    if (box && this.stage.player.count) this.board.place(this.board.outline, box.map(([start], axis) => [start, start + dilation[axis] * (grown[axis] - 1) + 1]))
  }

  turn_stride([down, right]) {
    const by = this.drag.isBelow ? down : right
    const to = this.drag.values.map((value, axis) => value + (axis === Number(!this.drag.isBelow) ? by : 0))
    this.both("stride", to, this.drag.isBelow ? [1, 0] : [0, 1], 1)
  }

  turn_padding([down, right]) {
    const out = { top: -down, bottom: down, left: -right, right }[this.drag.side]
    const isAcross = ["top", "bottom"].includes(this.drag.side)
    const to = this.drag.values.map((value, axis) => value + (isAcross === (axis === 0) ? out : 0))
    this.both("padding", to, isAcross ? [1, 0] : [0, 1], 0)
  }

  turn_size([down, right]) {
    const { stage, board } = this
    const tensor = stage.tensorOf(board)
    const most = [tensor.most_rows ?? tensor.most, tensor.most]
    const [rows, cols] = [down, right].map((cells, axis) => clamp(this.drag.values[axis] + cells, 1, most[axis]))
    this.lesson.writeTensor(tensor, resized(this.full(), rows, cols), { hand: this.drag })
  }

  // The tensor as it was when the hand took hold: cells that were cut come back while it still holds.
  full() {
    this.drag.texts ??= this.view.textsOf("input")
    return this.drag.texts
  }

  // Where one field holds both axes, the one that was moved more decides. Returns what both axes become.
  both(parameter, values, moved, low) {
    const { keys } = this.drag.told
    const bounded = values.map((value) => clamp(value, low, LARGEST))
    const axis = !keys[0] || Math.abs(moved[1]) >= Math.abs(moved[0]) ? 1 : 0
    const isOne = keys[0] === keys[1] || !keys[0]
    const changes = isOne ? { [keys[1]]: String(bounded[axis]) } : { [keys[axis]]: String(bounded[axis]) }
    if (!isOne && parameter === "kernel_size") keys.forEach((key, k) => (changes[key] = String(bounded[k])))
    this.lesson.store.change(changes, { hand: this.drag })
    return isOne ? [keys[0] ? bounded[axis] : 1, bounded[axis]] : bounded
  }

  // What a screen reader hears of them: nothing; the fields beside the picture do the same by keys.
  name(words) {
    for (const node of [this.kernel, this.stride, this.size, ...this.edges]) node.title = say(words, `drag.${node.dataset.testid.split("-")[1]}`)
  }
}
