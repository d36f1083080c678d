// The page of exercises as a Streamlit component.

import { mounted } from "../mounted.js"
import { STAGE, styles } from "../sheets.js"
import { Practice } from "./practice.js"

const sheets = await Promise.all([...STAGE, "practice/practice.css"].map(styles))

export default mounted("practice", "practice", sheets, Practice)
