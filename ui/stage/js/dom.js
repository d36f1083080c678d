// Small DOM helpers. Data reaches the page only as text: textContent, attributes, custom properties.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value)
  }
  node.append(...children)
  return node
}

const ICONS = {
  first: "M5 4h2v12H5zM16 4v12l-8-6z",
  prev: "M14 4v12l-8-6z",
  play: "M6 3.5v13l11-6.5z",
  pause: "M5 4h3.5v12H5zM11.5 4H15v12h-3.5z",
  next: "M6 4v12l8-6z",
  present: "M2 4h16v10H2zM4 6v6h12V6zM7 16h6v2H7z",
  link: "M8 12l4-4M6.5 10.5l-2 2a2.5 2.5 0 0 0 3.5 3.5l2-2M13.5 9.5l2-2a2.5 2.5 0 0 0-3.5-3.5l-2 2",
  search: "M8.5 2.5a6 6 0 1 0 3.6 10.8l4.2 4.2 1.4-1.4-4.2-4.2A6 6 0 0 0 8.5 2.5zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  paste: "M7 2.5h6v2.5h3v12.5H4V5h3zM8.5 4v2.5h3V4zM5.5 6.5V16h9V6.5H13V8H7V6.5zM7 10h6v1.4H7zM7 12.8h6v1.4H7z",
  last: "M13 4h2v12h-2zM4 4v12l8-6z",
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(space, "svg")
  svg.setAttribute("viewBox", "0 0 20 20")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(space, "path")
  path.setAttribute("d", ICONS[name])
  svg.append(path)
  return svg
}

// A word that is missing shows its key, so that it is seen and the page still works.
export function say(words, key, values = {}) {
  const text = key.split(".").reduce((part, name) => part?.[name], words) ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole))
}

export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value))
}
