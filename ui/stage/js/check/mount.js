// The page of random calls as a Streamlit component.

import { mounted } from "../mounted.js"
import { STAGE, styles } from "../sheets.js"
import { Check } from "./check.js"

const sheets = await Promise.all([...STAGE, "check/check.css"].map(styles))

export default mounted("checker", "check", sheets, Check)
