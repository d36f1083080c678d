// The document's language, and the links that choose another one; a page without a stage mounts this alone.

import { el } from "./dom.js"

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
export function read(data) {
  const payload = JSON.parse(new TextDecoder().decode(data))
  document.documentElement.lang = payload.language.tag
  return payload
}

export default ({ data }) => void read(data)
