// How large the cells of two volumes are, beside or below each other: whichever makes them larger in the room there is.

import { roomOf } from "./camera.js"

// Around a volume, for the names of depths, rows and columns; where that is too much, of depths alone.
const NAMED = { left: 30, right: 8, top: 24, bottom: 34 }
const BARE = { left: 8, right: 8, top: 20, bottom: 4 }
const LEGIBLE = 26 // smaller cells have no room for names, nor for an output that may come
const LARGEST_ON_A_PAGE = 44
const HEIGHT_ON_A_PAGE = 330
const NARROW = 640
const GAP = 20
const CAPTION = 24
const TURNED = 1.3 // how much higher than at the start a turned volume may be

// `room` is width and height in pixels; a height of null is that of a page that scrolls.
export function arrange({ frame, input, payload }, room) {
  const { shape } = payload.output
  // An output counts as more than half as large as the input, so that few changes of the window change the size.
  const least = input.shape.map((size, axis) => Math.max(shape[axis], Math.min(size, Math.ceil(size / 2) + 1)))
  const largest = room[1] === null ? LARGEST_ON_A_PAGE : frame.largest
  const roomy = fitted([input.room, spanned(least)], NAMED, room, largest)
  if (roomy.unit >= LEGIBLE) return roomy
  return fitted([input.room, spanned(shape)], BARE, room, largest)
}

function spanned(shape) {
  return roomOf(shape.map((size) => [0, size]))
}

function fitted(rooms, edges, [width, height], largest) {
  const sides = edges.left + edges.right
  const ends = CAPTION + edges.top + edges.bottom
  const most = (key) => Math.max(...rooms.map((one) => one[key]))
  const sum = (key) => rooms.reduce((total, one) => total + one[key], 0)
  const high = height ?? HEIGHT_ON_A_PAGE
  const beside = Math.min(largest, (width - 2 * sides - GAP) / sum("width"), (high - ends) / most("height"))
  const tall = height === null ? Infinity : (height - 2 * ends) / sum("height")
  const below = Math.min(largest, (width - sides) / most("width"), tall)
  const isBelow = height === null ? width < NARROW : below > beside
  const unit = isBelow ? below : beside
  // Beside each other both have one height, and room to be turned.
  return { unit, isBelow, edges, isNamed: edges === NAMED, tall: isBelow ? 0 : Math.min((high - ends) / unit, TURNED * most("height")) }
}
