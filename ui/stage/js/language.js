// What every page has: the document's language, the links that choose another one, and the key that leads to the search.
// A page without a stage mounts this alone.

import { el } from "./dom.js"
import "./find.js"

// The state stands in the address and is taken along.
addEventListener("click", (event) => {
  const language = event.composedPath()[0].closest?.(".languages a")?.hreflang
  if (!language || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const address = new URL(location.href)
  address.searchParams.set("lang", language)
  location.assign(address)
})

// Links to the other languages, each by its own name.
export function links(languages) {
  return Object.entries(languages).map(([language, name]) => el("a", { class: "tool", href: `?lang=${language}`, hreflang: language, lang: language }, name))
}

// A payload travels as bytes of JSON.
let here = location.pathname
export function read(data) {
  const payload = JSON.parse(new TextDecoder().decode(data))
  document.documentElement.lang = payload.language.tag
  if (location.pathname !== here) begin()
  return payload
}

// Another page begins at its top, wherever the link to it stood.
function begin() {
  here = location.pathname
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
}

export default ({ data }) => void read(data)
