// SVG by the piece: marks, words, and the patterns that tell kinds apart without colour.

const SPACE = "http://www.w3.org/2000/svg"

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, typeof value === "number" ? Math.round(value * 100) / 100 : value)
  }
  node.append(...children)
  return node
}

export function rect(name, x, y, width, height, more = {}) {
  return svg("rect", { class: name, x, y, width: Math.max(0, width), height: Math.max(0, height), ...more })
}

export function words(name, text, x, y, more = {}) {
  return svg("text", { class: name, x, y, ...more }, String(text))
}

// The patterns of a picture, under names of its own.
export function patterns(id) {
  const ruled = (name, size, ...marks) =>
    svg("pattern", { id: `${id}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...marks)
  const line = (d) => svg("path", { class: "ink", d })
  return svg("defs", {},
    ruled("pool", 7, svg("rect", { class: "ground pool", width: 7, height: 7 }), line("M-1 8L8 -1M-1 1L1 -1M6 8L8 6")),
    ruled("other", 6, svg("rect", { class: "ground other", width: 6, height: 6 }), svg("circle", { class: "dot", cx: 3, cy: 3, r: 1 })),
    ruled("padding", 7, line("M-1 -1L8 8M-1 6L1 8M6 -1L8 1")),
    ruled("overhang", 6, line("M0 0L6 6M6 0L0 6")))
}

export function swatch(id, name, fill) {
  return svg("svg", { class: "sign", viewBox: "0 0 18 14", width: 18, height: 14, "aria-hidden": "true" },
    rect(`box ${name}`, 0.75, 0.75, 16.5, 12.5, { fill: fill && `url(#${id}-${fill})` }))
}

export function line(name) {
  return svg("svg", { class: "sign", viewBox: "0 0 18 14", width: 18, height: 14, "aria-hidden": "true" }, svg("path", { class: name, d: "M1 7H17" }))
}
