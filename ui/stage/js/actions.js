// An action among the controls: it turns what others hold.

import { el } from "./dom.js"

// A button that writes several fields at once, some of them with a text thrown among many.
export function action(turn) {
  const node = el("div", { class: "param action" })
  let now
  const field = el("button", { type: "button" })
  field.addEventListener("click", () => {
    const thrown = Object.entries(now.draws).map(([key, texts]) => [key, texts[Math.floor(Math.random() * texts.length)]])
    turn({ ...now.acts, ...Object.fromEntries(thrown) })
  })
  node.append(field)
  return {
    node,
    show: (control) => {
      now = control
      field.textContent = control.label
      field.disabled = Boolean(control.off)
      node.title = control.help ?? ""
    },
  }
}
