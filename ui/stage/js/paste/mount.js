// The page on which a text is pasted, as a Streamlit component.

import { el } from "../dom.js"
import { read } from "../language.js"
import { styles, wear } from "../sheets.js"
import { Paste } from "./paste.js"

const sheet = await styles("paste/paste.css")
const held = new WeakMap()

export default function ({ data, parentElement }) {
  const payload = read(data)
  let shown = held.get(parentElement)
  if (!shown) {
    const root = el("section", { class: "paste", "data-testid": "paste" })
    parentElement.append(root)
    wear(root, sheet)
    shown = new Paste(root)
    held.set(parentElement, shown)
  }
  shown.open(payload)
}
