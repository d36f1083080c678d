// Every kind of picture that a lesson may have.

import { View } from "./view.js"
import { VolumeView } from "./volume/view.js"

export const PICTURES = { planes: View, volume: VolumeView }
