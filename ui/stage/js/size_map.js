// A map over two sizes: for each pair a sign, and the pair that the picture shows framed. A place opens its own sizes.

import { clamp, el, say } from "./dom.js"

const FACES = { r: "●", w: "×", n: "" }
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

// `lines` hold the signs of each row, and what its row changes beside the field that its column is written to.
export function sizeMap(body, panel, turn) {
  const { lines, at, names, axes, field } = panel
  const isFocused = body.contains(body.getRootNode().activeElement)
  const shown = [clamp(at[0] - 1, 0, lines.length - 1), clamp(at[1] - 1, 0, lines.length - 1)]
  const open = (n, o) => turn({ ...lines[n].changes, [field]: String(o + 1) })
  const place = (sign, n, o) => {
    const isShown = n === at[0] - 1 && o === at[1] - 1
    const said = say(panel, "cell", { n: n + 1, o: o + 1, said: names[sign] })
    return el("td", { tabindex: n === shown[0] && o === shown[1] ? 0 : -1, "data-n": n, "data-o": o, "data-sign": sign, title: said, "aria-label": said, "aria-current": isShown ? "true" : null }, FACES[sign])
  }
  const head = el("tr", {}, el("th", { scope: "col" }, "n \\ o"), ...lines.map((_, o) => el("th", { scope: "col" }, String(o + 1))))
  const rows = lines.map(({ signs }, n) => el("tr", {}, el("th", { scope: "row" }, String(n + 1)), ...[...signs].map((sign, o) => place(sign, n, o))))
  const table = el("table", { class: "sizes-map", role: "grid", "aria-label": `${panel.title}, ${axes.join(", ")}` }, el("thead", {}, head), el("tbody", {}, ...rows))
  const cell = (n, o) => table.querySelector(`[data-n="${n}"][data-o="${o}"]`)
  const of = (node) => [Number(node.dataset.n), Number(node.dataset.o)]
  table.addEventListener("click", ({ target }) => target.dataset.sign && open(...of(target)))
  table.addEventListener("keydown", (event) => {
    const { key, target } = event
    if (!target.dataset.sign || event.ctrlKey || event.metaKey || event.altKey) return
    if (key === "Enter" || key === " ") open(...of(target))
    else if (MOVES[key]) {
      const [n, o] = of(target).map((place, axis) => clamp(place + MOVES[key][axis], 0, lines.length - 1))
      target.tabIndex = -1
      cell(n, o).tabIndex = 0
      cell(n, o).focus()
    } else return
    event.preventDefault()
    event.stopPropagation() // the stage listens for arrows too
  })
  body.replaceChildren(el("div", { class: "map-about" }, panel.text), el("div", { class: "wide" }, table))
  if (isFocused) cell(...shown).focus({ preventScroll: true })
}
