// Controls of text: several lines of it, and a menu of lines to add.

import { el } from "./dom.js"

let numbered = 0

// Lines of text, taken over when the box is left or by Ctrl+Enter; what is being typed is never overwritten.
export function lines(turn) {
  const id = `lines${++numbered}`
  const field = el("textarea", { id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", wrap: "off" })
  const label = el("label", { for: id, class: "name" })
  const node = el("div", { class: "param multiline" }, label, field)
  let now = ""
  const commit = () => field.value !== now && turn(field.value)
  field.addEventListener("change", commit)
  field.addEventListener("keydown", (event) => {
    event.stopPropagation() // Streamlit listens for single letters on the page
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      commit()
    }
  })
  return {
    node,
    show: (control) => {
      label.textContent = control.label
      if (control.longest) field.maxLength = control.longest
      mend(field, control.problem)
      const isAdded = control.value.startsWith(`${now}\n`)
      if (field.value === now || !field.matches(":focus")) field.value = control.value
      if (now && isAdded) field.scrollTop = field.scrollHeight // the line that was added last is seen
      now = control.value
    },
  }
}

// A text that cannot be read stays where it was typed.
export function mend(field, problem) {
  if (problem) field.setAttribute("aria-invalid", "true")
  else field.removeAttribute("aria-invalid")
}

// Actions that unfold; it stays open, so that several can follow each other.
export function menu(turn) {
  const title = el("summary")
  const list = el("div", { class: "entries" })
  const node = el("details", { class: "param menu-of" }, title, list)
  let said = ""
  return {
    node,
    show: ({ label, entries, start = {} }) => {
      title.textContent = label
      node.classList.toggle("empty", !entries.length)
      const now = JSON.stringify([entries, start])
      if (said === now) return
      said = now
      while (list.children.length > entries.length) list.lastChild.remove()
      entries.forEach((entry, at) => {
        const one = list.children[at] ?? list.appendChild(el("button", { type: "button" }))
        one.title = entry.label
        one.setAttribute("aria-label", `${entry.label}: ${entry.code}`)
        one.replaceChildren(el("span", {}, entry.label), el("code", {}, entry.code))
        const added = Object.entries(entry.adds ?? {}).map(([key, more]) => [key, start[key] + more])
        one.onclick = () => turn({ ...entry.changes, ...Object.fromEntries(added) })
      })
    },
  }
}
