// How large the cells of two volumes are, beside or below each other: whichever makes them larger in the room there is.
// Of four the way back stands below the way there.

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
  if (payload.extras?.length) return squared(payload, input.room, room, room[1] === null ? LARGEST_ON_A_PAGE : frame.largest)
  // An output counts as more than half as large as the input, so that few changes of the window change the size.
  const least = input.shape.map((size, axis) => Math.max(shape[axis], Math.min(size, Math.ceil(size / 2) + 1)))
  const largest = room[1] === null ? LARGEST_ON_A_PAGE : frame.largest
  const roomy = fitted([input.room, spanned(least)], NAMED, room, largest)
  if (roomy.unit >= LEGIBLE) return roomy
  return fitted([input.room, spanned(shape)], BARE, room, largest)
}

// Input and output above; below the output what is beside it on the way back, below the input where it ends.
function squared(payload, input, [width, height], largest) {
  const [beside, end] = payload.extras.map(({ shape }) => spanned(shape))
  const lines = [[input, spanned(payload.output.shape)], [end, beside]]
  const wide = [0, 1].reduce((sum, column) => sum + Math.max(...lines.map((line) => line[column].width)), 0)
  const high = lines.reduce((sum, line) => sum + Math.max(...line.map((one) => one.height)), 0)
  const isBelow = height === null && width < NARROW
  const widest = Math.max(...lines.flat().map((one) => one.width))
  const unit = (edges) => {
    const [sides, ends] = [edges.left + edges.right, CAPTION + edges.top + edges.bottom]
    if (isBelow) return Math.min(largest, (width - sides) / widest)
    const tall = height === null ? Infinity : (height - 2 * ends) / high
    return Math.min(largest, (width - 2 * sides - GAP) / wide, tall)
  }
  const edges = unit(NAMED) >= LEGIBLE ? NAMED : BARE
  return { unit: unit(edges), isBelow, edges, isNamed: edges === NAMED, tall: 0 }
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
