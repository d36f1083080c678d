// What is marked on the grids while one predicts: answers that were right or wrong, the cells that a wrong rule looked at,
// and the window that a hand draws.

import { el } from "../dom.js"

const MARKS = ["meant", "sought", "guess-wrong", "guess-right", "guess-told"]

export class Marking {
  constructor(predict) {
    this.predict = predict
    this.meant = []
    this.first = null
    this.node = el("div", { class: "outline drawn", "data-testid": "drawn", hidden: "" })
    const { plane } = this.input
    plane.append(this.node)
    plane.addEventListener("pointerdown", (event) => this.press(event))
    plane.addEventListener("pointermove", (event) => this.move(event))
    for (const name of ["pointerup", "pointercancel"]) plane.addEventListener(name, (event) => this.lift(event))
    plane.addEventListener("focusin", (event) => this.first && !this.isPressed && this.draw(placeOf(event.target)))
  }

  get input() {
    return this.predict.stage.pictures.planes.input
  }

  get draws() {
    const { predict } = this
    return Boolean(predict.isOpen && predict.game?.isSized && predict.game.kind === "window")
  }

  begin() {
    this.first = null
    this.node.hidden = true
  }

  // Nothing of a prediction is left on the grids.
  clear() {
    this.begin()
    this.meant = []
    this.predict.lesson.root.classList.remove("draws-window")
    for (const board of this.predict.stage.view.chain) for (const name of MARKS) board.markPlaces(name, [])
  }

  paint() {
    const { predict, input } = this
    const { game, board } = predict
    input.markPlaces("meant", this.meant)
    const answers = [...game.answers.values()].filter(({ at, kind }) => at && (kind === game.kind || !game.isOpen(at)) && kind !== "place")
    const of = (how) => answers.filter((answer) => answer.how === how).map(({ at }) => at)
    board?.markPlaces("sought", game.isSized && !game.isDone && game.truth.board !== "unpooled" ? [game.at] : [])
    board?.markPlaces("guess-wrong", of("wrong").filter((at) => game.isOpen(at)))
    board?.markPlaces("guess-right", [...of("right"), ...of("helped")])
    board?.markPlaces("guess-told", of("shown"))
    predict.lesson.root.classList.toggle("draws-window", this.draws)
    if (!this.draws) this.begin()
  }

  // ---- a window, by hand or by two corners ----

  press(event) {
    if (!this.draws || event.button !== 0 || event.target.closest(".handle")) return
    const place = this.placeAt(event)
    if (!place) return
    this.isPressed = true
    this.start = place
    this.end = place
    this.input.plane.setPointerCapture(event.pointerId)
  }

  move(event) {
    if (!this.isPressed) return
    const place = this.placeAt(event)
    if (!place || String(place) === String(this.end)) return
    this.end = place
    this.first ??= this.start
    this.draw(place)
  }

  lift(event) {
    if (!this.isPressed) return
    this.isPressed = false
    // A press that did not move is one corner.
    if (String(this.start) !== String(this.end)) this.whole(this.start, this.end)
    else if (event.type === "pointerup") this.corner(this.start)
  }

  corner(place) {
    if (this.first) return this.whole(this.first, place)
    this.first = place
    this.draw(place)
    this.predict.strip.corner()
  }

  whole(one, other) {
    this.draw(other)
    const spans = box(one, other)
    this.first = null
    this.predict.take({ kind: "window", at: this.predict.game.at, spans })
    this.node.hidden = false
    this.input.place(this.node, spans)
  }

  draw(place) {
    if (place) this.input.place(this.node, box(this.first ?? place, place))
  }

  // Capture sends a pointer's events to the plane; where it is counts.
  placeAt({ clientX, clientY }) {
    const { plane, size, frame: [top, left], height, width } = this.input
    const { left: x, top: y } = plane.getBoundingClientRect()
    const [r, c] = [Math.floor((clientY - y) / size), Math.floor((clientX - x) / size)]
    return r >= 0 && r < height && c >= 0 && c < width ? [r - top, c - left] : null
  }
}

function placeOf(node) {
  const { r, c } = node.dataset
  return r === undefined ? null : [Number(r), Number(c)]
}

function box(one, other) {
  return [0, 1].map((axis) => [Math.min(one[axis], other[axis]), Math.max(one[axis], other[axis]) + 1])
}
