// What stands on the screen: two grids, the window as numbers, what can be turned; and the names of all this.

import { Parameters } from "../controls.js"
import { el, icon, say } from "../dom.js"
import { Grid } from "./grid.js"
import { Lens } from "./lens.js"

export class Parts {
  // `acts`: toggle(), clear(), nudge(by), compare(), choose(changes).
  constructor(root, most, acts) {
    Object.assign(this, { root, most })
    this.input = new Grid("input", most)
    this.output = new Grid("output", most)
    this.lens = new Lens(most)
    this.pad = el("div", { class: "pad", role: "application", tabindex: 0 }, this.input.plane)
    this.shown = el("div", { class: "shown", role: "img" }, this.output.plane)
    this.play = button("play", acts.toggle)
    this.clear = button("clear", acts.clear, "first")
    this.left = button("left", () => acts.nudge(-1), "prev")
    this.right = button("right", () => acts.nudge(1), "next")
    this.compare = button("compare", acts.compare, null)
    this.softens = el("div", { class: "softens" })
    this.nudgeName = el("span", { class: "name" })
    this.moved = el("span", { class: "moved", "data-testid": "moved" })
    this.nudge = el("div", { class: "nudge", role: "group" }, this.nudgeName,
      el("div", { class: "row" }, this.left, this.moved, this.right), this.softens)
    const chips = el("div", { class: "chips" })
    this.choices = new Parameters(chips, acts.choose)
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    const transport = el("div", { class: "transport" }, this.play, this.clear)
    root.append(el("div", { class: "sheet" },
      el("div", { class: "from" }, el("div", { class: "line" }, this.input.caption, transport), this.pad,
        el("div", { class: "line" }, this.input.change, this.compare)),
      el("div", { class: "into" }, this.output.caption, this.shown, this.output.change),
      el("div", { class: "beside" }, this.lens.node, this.nudge), chips), this.live)
  }

  get grids() {
    return [this.input, this.output]
  }

  // Whenever something else is chosen.
  name({ words, choices }, numbers) {
    const [inputs, outputs] = this.grids.map(({ cells }) => cells.length)
    for (const grid of this.grids) {
      const count = grid.cells.length
      grid.caption.textContent = say(words, grid.name, { side: grid.side, count })
      const change = say(words, "change", { by: numbers.change(grid.name), most: this.most })
      grid.change.textContent = numbers.shift ? change : ""
    }
    this.root.setAttribute("aria-label", say(words, "stage"))
    this.pad.setAttribute("aria-label", say(words, "picture", { count: inputs, most: this.most }))
    this.pad.setAttribute("aria-description", say(words, "keys"))
    this.shown.setAttribute("aria-label", say(words, "pooled", { count: outputs }))
    for (const key of ["clear", "left", "right"]) label(this[key], say(words, key))
    this.nudgeName.textContent = say(words, "nudge")
    this.nudge.setAttribute("aria-label", say(words, "nudge"))
    this.moved.textContent = words.moved[numbers.shift]
    this.softens.textContent = say(words, "softens")
    this.compare.textContent = say(words, "compare")
    this.compare.setAttribute("aria-pressed", numbers.isChangeShown)
    this.root.dataset.moved = numbers.shift !== 0
    this.root.dataset.view = numbers.isChangeShown ? "change" : "picture"
    // A button that is disabled would lose the focus.
    this.left.setAttribute("aria-disabled", numbers.isFarLeft)
    this.right.setAttribute("aria-disabled", numbers.isFarRight)
    this.choices.show(choices.map((choice) => ({ ...choice, value: numbers.choice[choice.key] })), words)
  }

  face(words, isPlaying) {
    const name = isPlaying ? "pause" : "play"
    this.root.dataset.playing = isPlaying
    if (this.play.dataset.face === name) return
    this.play.dataset.face = name
    this.play.replaceChildren(icon(name))
    label(this.play, say(words, name))
  }

  tell(...sentences) {
    this.live.textContent = sentences.filter(Boolean).join(" ")
  }
}

function button(name, act, face) {
  const node = el("button", { type: "button", class: "tool", "data-testid": name }, ...(face ? [icon(face)] : []))
  node.addEventListener("click", act)
  return node
}

function label(node, text) {
  node.setAttribute("aria-label", text)
  node.title = text
}
