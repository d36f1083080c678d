// How large the cells of two volumes are, beside or below each other: whichever makes them larger in the room there is.

import { roomOf } from "./camera.js"
import { ROOM } from "./volume.js"

const NARROW = 640
const LARGEST_ON_A_PAGE = 44
const HEIGHT_ON_A_PAGE = 330
const GAP = 20
const CAPTION = 24
const TURNED = 1.3 // how much higher than at the start a turned volume may be

// `room` is width and height in pixels; a height of null is that of a page that scrolls.
export function arrange({ frame, input, payload }, [width, height]) {
  // An output counts as more than half as large as the input, so that few changes of the window change the size.
  const least = input.shape.map((size) => Math.min(size, Math.ceil(size / 2) + 1))
  const counted = payload.output.shape.map((size, axis) => [0, Math.max(size, least[axis])])
  const rooms = [input.room, roomOf(counted)]
  const sides = ROOM.left + ROOM.right
  const ends = CAPTION + ROOM.top + ROOM.bottom
  const largest = height === null ? LARGEST_ON_A_PAGE : frame.largest
  const most = (key) => Math.max(...rooms.map((one) => one[key]))
  const sum = (key) => rooms.reduce((total, one) => total + one[key], 0)
  const high = height ?? HEIGHT_ON_A_PAGE
  const beside = Math.min(largest, (width - 2 * sides - GAP) / sum("width"), (high - ends) / most("height"))
  const tall = height === null ? Infinity : (height - 2 * ends) / sum("height")
  const below = Math.min(largest, (width - sides) / most("width"), tall)
  const isBelow = height === null ? width < NARROW : below > beside
  const unit = isBelow ? below : beside
  // Beside each other both have one height, and room to be turned.
  return { unit, isBelow, tall: isBelow ? 0 : Math.min((high - ends) / unit, TURNED * most("height")) }
}
