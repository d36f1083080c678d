// What a link leaves out of the instrument and holds fast in it, so that a teacher tailors it to one task:
// hide= parts of the screen, lock= parameters by their fields, input among them, or "all".

const PARTS = ["tools", "examples", "controls", "tensors", "panels", "transport", "legend", "equation", "headline", "fields"]

export class Tailored {
  constructor(lesson) {
    this.lesson = lesson
  }

  said(name) {
    return (this.lesson.store.view[name] ?? "").split(",").filter(Boolean)
  }

  get locked() {
    return this.said("lock")
  }

  // Whether somebody may still turn to predicting is said apart.
  isLocked(name) {
    const { locked } = this
    return locked.includes(name) || (name !== "predict" && locked.includes("all"))
  }

  // A tensor is locked by its own field, or as the input that it is.
  holdsTensor(tensor) {
    return this.isLocked(tensor.key) || (tensor.board === "input" && this.isLocked("input"))
  }

  // A hand can turn only what its field can.
  handles(payload) {
    if (!this.locked.length) return payload
    const free = Object.entries(payload.handles ?? {}).filter(([, { keys }]) => !keys.some((key) => key && this.isLocked(key)))
    return { ...payload, handles: Object.fromEntries(free), revision: `${payload.revision} ${this.locked}` }
  }

  apply() {
    const { root, tensorBoxes, head } = this.lesson
    const hidden = this.said("hide")
    for (const part of PARTS) root.classList.toggle(`hides-${part}`, hidden.includes(part))
    for (const node of root.querySelectorAll("[data-key]")) hold(node, this.isLocked(node.dataset.key))
    for (const { node, tensor } of tensorBoxes) hold(node, this.holdsTensor(tensor))
    hold(head.list, this.isLocked("examples"))
  }
}

function hold(node, isHeld) {
  if (node.inert !== isHeld) node.inert = isHeld
  node.classList.toggle("held-fast", isHeld)
}
