// The page on which a text is pasted, as a Streamlit component.

import { mounted } from "../mounted.js"
import { styles } from "../sheets.js"
import { Paste } from "./paste.js"

const sheet = await styles("paste/paste.css")

export default mounted("paste", "paste", [sheet], Paste)
