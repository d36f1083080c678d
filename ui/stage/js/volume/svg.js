// Nodes of SVG.

export function svgEl(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

export function short(number) {
  return Number(number.toFixed(3))
}

// The same hatches as on the grid.
export function hatches(name) {
  const line = (d) => svgEl("path", { d })
  const tile = { class: "hatch", width: 10, height: 10, patternUnits: "userSpaceOnUse" }
  const pattern = (kind, ...lines) => svgEl("pattern", { ...tile, id: `${name}-${kind}` }, ...lines)
  return svgEl("defs", {}, pattern("p", line("M0 10L10 0")), pattern("o", line("M0 10L10 0"), line("M0 0L10 10")))
}
