// Links to steps and to their list. A plain click goes there as the menu does, by the page's own links, which keep the app
// loaded; any other click, and a page without them, is left to the browser.

import { el } from "../dom.js"

export const addressOf = ({ address }, number) => `${address}?walk=${number}`

export function way(name, act = follow) {
  const node = el("a", { class: name, "data-testid": name })
  node.addEventListener("click", (event) => {
    if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button)) act(event)
  })
  return node
}

export function follow(event) {
  const { pathname, search } = event.currentTarget
  const own = [...document.querySelectorAll(".st-key-ways a")].find((link) => link.pathname === pathname && link.search === search)
  if (!own) return
  event.preventDefault()
  own.click()
}
