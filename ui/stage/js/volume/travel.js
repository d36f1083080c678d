// The page that travels with a volume.

import { travel } from "../travelling.js"
import { VolumeView } from "./view.js"

travel({ volume: VolumeView })
