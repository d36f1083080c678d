// Whether a task is done: what has to hold of the picture that Python sent, however it came to hold. Nothing is worked out
// here but counts and comparisons of what stands in the payload.

import { readersOf } from "../readers.js"

// What can be measured. `of` names a grid: input, output or the id of a further one; places below 0 count from the end.
const MEASURES = {
  // the name of the call
  operation: (_, payload) => payload.operation,
  // the number in a cell
  value: ({ of, at }, payload) => placed(gridOf(payload, of)?.exact, at),
  // the number that stands in every cell
  values: ({ of }, payload) => only(gridOf(payload, of)?.exact.flat()),
  // rows and columns of a grid
  size: ({ of }, payload) => sizeOf(gridOf(payload, of)),
  // how many outputs read a cell of the input
  readers: ({ at }, payload) => placed(readings(payload), at),
  // the most outputs that read one and the same cell
  shared: (_, payload) => Math.max(...readings(payload).flat()),
  // how many cells the narrowest side of a window spans
  span: (_, { spans }) => Math.min(...spans.flat().map(([start, stop]) => stop - start)),
  // how many rows the map behind a layer has; layer 0 is the input
  map: ({ at }, { stack }) => stack.columns.at(at)?.size,
}

const isRight = {
  is: (found, wanted) => found === wanted,
  not: (found, wanted) => found !== wanted,
  least: (found, wanted) => found >= wanted,
  most: (found, wanted) => found <= wanted,
  like: (found, of, payload) => found === sizeOf(gridOf(payload, of)),
}

export function isDone(goal, payload) {
  return hasResult(payload) && goal.every((condition) => holds(condition, payload))
}

export function measure(what, payload) {
  return MEASURES[what.what](what, payload)
}

function holds(condition, payload) {
  const found = measure(condition, payload)
  if (found === undefined || found === null) return false
  return Object.entries(isRight).every(([name, test]) => !(name in condition) || test(found, condition[name], payload))
}

// A call that is refused shows no result, and a stack with a layer that does not fit is none.
function hasResult({ operation, output, stack }) {
  return stack ? stack.misfit === null : Boolean(operation && output?.rows && output.cols)
}

function gridOf(payload, of) {
  return payload[of] ?? payload.extras?.find(({ id }) => id === of)
}

function sizeOf(grid) {
  return grid && `${grid.rows},${grid.cols}`
}

function readings(payload) {
  const { rows, cols } = payload.input
  const count = (r, c) => readersOf(payload, r, c).length
  return Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => count(r, c)))
}

function placed(cells, [r, c]) {
  return cells?.at(r)?.at(c)
}

function only(texts) {
  return texts?.every((text) => text === texts[0]) ? texts[0] : undefined
}
