// A row of buttons under the parameters: each writes the changes of state that it comes with.

import { el } from "./dom.js"

export class Actions {
  constructor(turn) {
    this.turn = turn
    this.node = el("div", { class: "actions", "data-testid": "actions", hidden: "" })
  }

  // Buttons stay, and the focus with them, as long as there are as many.
  show(actions = []) {
    this.actions = actions
    this.node.hidden = !actions.length
    while (this.node.children.length > actions.length) this.node.lastChild.remove()
    while (this.node.children.length < actions.length) this.node.append(this.button(this.node.children.length))
    actions.forEach(({ label }, at) => (this.node.children[at].textContent = label))
  }

  button(at) {
    const node = el("button", { type: "button" })
    node.addEventListener("click", () => this.turn(this.actions[at].changes))
    return node
  }
}
