// What scrolls, and holds nothing to be reached by keys, is reached itself as long as there is something to scroll.

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const isLong = target.scrollHeight > target.clientHeight + 1 || target.scrollWidth > target.clientWidth + 1
    if (isLong) target.setAttribute("tabindex", 0)
    else target.removeAttribute("tabindex")
  }
})

export function reachable(node) {
  sizes.observe(node)
  return node
}
