// The page that finds a size as a Streamlit component.

import { mounted } from "../mounted.js"
import { STAGE, styles } from "../sheets.js"
import { Sizes } from "./sizes.js"

const sheets = await Promise.all([...STAGE, "sizes/sizes.css"].map(styles))

export default mounted("finder", "sizes", sheets, Sizes)
