// Undo and redo by their keys, wherever on the page the focus is; a text that is being written has its own.

const TEXTS = "input:not([type=range], [type=radio], [type=checkbox], [type=button], [type=number]), textarea, [contenteditable=true]"

export class Undoing {
  constructor(act) {
    this.onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return
      const [at] = event.composedPath()
      if (at instanceof Element && (at.matches(TEXTS) || "typed" in at.dataset)) return
      event.preventDefault()
      event.stopPropagation()
      act(event.shiftKey)
    }
  }

  listen() {
    addEventListener("keydown", this.onKey, true)
  }

  rest() {
    removeEventListener("keydown", this.onKey, true)
  }
}
