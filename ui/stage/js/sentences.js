// A numbered list of sentences, of which one is chosen: radio buttons, so that the arrow keys walk it.

import { el } from "./dom.js"

export function sentences(turn, group) {
  const legend = el("legend", { class: "name" })
  const list = el("ol", { "data-testid": "numbered" })
  const node = el("fieldset", { class: "param numbered" }, legend, list)
  let said = ""
  const chosen = () => list.querySelector(":checked")?.closest("li")
  new ResizeObserver(() => chosen() && reveal(list, chosen())).observe(list)
  return {
    node,
    show: ({ label, options, value }) => {
      legend.textContent = label
      if (said !== JSON.stringify(options)) {
        said = JSON.stringify(options)
        list.replaceChildren(...options.map((option) => {
          const field = el("input", { type: "radio", name: group, value: option.value })
          field.addEventListener("change", () => turn(option.value))
          const face = el("span")
          face.textContent = option.label
          return el("li", {}, el("label", {}, field, face))
        }))
      }
      const before = chosen()
      for (const field of list.querySelectorAll("input")) field.checked = field.value === value
      if (chosen() !== before) reveal(list, chosen())
    },
  }
}

// Only the list scrolls, never the page.
function reveal(list, line) {
  const [outer, inner] = [list.getBoundingClientRect(), line.getBoundingClientRect()]
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom
}
