// A link that is followed as Streamlit follows its own: without loading everything anew.

export function follow(address) {
  history.pushState({}, "", address)
  dispatchEvent(new PopStateEvent("popstate"))
}

// A click that asks for a tab of its own gets it.
export function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return !(button || ctrlKey || metaKey || shiftKey || altKey)
}

export function followed(node, go = follow) {
  node.addEventListener("click", (event) => {
    if (!isPlain(event)) return
    event.preventDefault()
    go(node.href)
  })
  return node
}
