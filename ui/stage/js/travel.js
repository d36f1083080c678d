// The page that travels with grids.

import { travel } from "./travelling.js"
import { View } from "./view.js"

travel({ planes: View })
