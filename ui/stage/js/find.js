// The way to the search: the key "/" from any page, or a link; both end in its field.

import { follow, isPlain } from "./follow.js"

const PAGE = new URL("../../search", import.meta.url)
const FIELD = ".st-key-q input"
const FOUND = ".st-key-found a"
const WAIT = 10_000 // milliseconds for the page to come
// Where a "/" is written, or means something else.
const WRITES = "input:not([type=range], [type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable=true], .plane, .volumes"

// With the language that the address names, if it does.
export function searchAddress() {
  return withLanguage(PAGE)
}

export function withLanguage(page) {
  const language = new URLSearchParams(location.search).get("lang")
  const address = new URL(page)
  if (language) address.searchParams.set("lang", language)
  return address.href
}

export function toSearch() {
  if (location.pathname !== PAGE.pathname) follow(searchAddress())
  if (enter()) return
  const watch = new MutationObserver(() => enter() && watch.disconnect())
  watch.observe(document.body, { childList: true, subtree: true })
  setTimeout(() => watch.disconnect(), WAIT)
}

function enter() {
  const field = location.pathname === PAGE.pathname && document.querySelector(FIELD)
  if (!field) return false
  field.focus()
  field.select()
  return true
}

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  const [at] = event.composedPath()
  const isAlone = /[?&]embed=true/.test(location.search) || document.documentElement.classList.contains("poolscope-presents")
  if (isAlone || (at instanceof Element && at.closest(WRITES))) return
  event.preventDefault()
  toSearch()
})

// Streamlit would write the query of what is found into the search's own address, and Back would have lost the search.
addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(FOUND)
  if (!link || !isPlain(event)) return
  event.preventDefault()
  event.stopPropagation()
  follow(link.href)
}, true)
