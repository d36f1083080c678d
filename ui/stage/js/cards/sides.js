// Small stages, what was claimed and what comes out: an input, an arrow, a result; cells that differ carry a sign.

import { emWidth } from "../board.js"
import { el } from "../dom.js"

const ROOM = 5 // hundredths of a cell's heat, as on the large stage: text has to stay legible
const SPAN = 40

export function sides(all) {
  return all.map((side) => el("figure", { class: `side-of ${side.kind}`, "data-testid": `${side.kind}-side` }, ...parts(side)))
}

function parts({ title, code, said, input, output }) {
  const grids = [input && grid(input, "x"), output && grid(output, "y")].filter(Boolean)
  const isRow = Math.max(...[input, output].map((one) => (one ? one.rows : 0))) === 1
  if (grids.length === 2) grids.splice(1, 0, el("span", { class: "leads", "aria-hidden": "true" }, isRow ? "↓" : "→"))
  return [
    el("figcaption", {}, title),
    ...(code ? [el("code", {}, code)] : []),
    el("div", { class: `grids${isRow ? " rows" : ""}` }, ...grids),
    ...(said ? [el("p", { class: "said-of torch" }, said)] : []),
  ]
}

function grid({ rows, cols, short, heat, caption, label, frame = [0, 0, 0, 0], kinds, fill = {}, marks, column_labels: names }, kind) {
  const [top, left, bottom, right] = frame
  const plane = el("div", { class: "plane", role: "img", "aria-label": label, "data-testid": `${kind}-of` })
  plane.style.setProperty("--cols", left + cols + right)
  plane.style.setProperty("--em", Math.max(1.5, ...short.flat().map(emWidth)).toFixed(2))
  for (const name of names ?? []) plane.append(el("span", { class: "axis" }, name))
  for (let r = -top; r < rows + bottom; r++) {
    for (let c = -left; c < cols + right; c++) {
      const isReal = r >= 0 && r < rows && c >= 0 && c < cols
      const sort = kinds?.[r + top][c + left] ?? "r"
      const value = el("span", { class: "value" }, isReal ? short[r][c] : fill[sort] ?? "")
      const cell = el("span", { class: "cell", "data-kind": sort }, value)
      const place = isReal ? heat[r][c] : null
      if (place !== null) cell.style.setProperty("--heat", `${(ROOM + SPAN * place).toFixed(1)}%`)
      if (isReal && marks?.[r]?.[c]) {
        cell.classList.add("differs")
        cell.append(el("span", { class: "unlike" }, "≠"))
      }
      plane.append(cell)
    }
  }
  return el("div", { class: "grid-of" }, el("div", { class: "caption-of" }, caption), plane)
}
