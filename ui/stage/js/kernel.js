// A grid of weights: those that made the output looked at are lit, and each weight shows the cell that it multiplies.

// `cells` holds for each output its weights in the order of the window's taps.
export function weightsOf({ cells }, output) {
  return cells[output[0]]?.[output[1]] ?? []
}

// The box around these weights: they are whole rows of the grid.
export function boxOf(weights) {
  if (!weights.length) return null
  return [0, 1].map((axis) => [Math.min(...weights.map((place) => place[axis])), Math.max(...weights.map((place) => place[axis])) + 1])
}

// The cell of the input that a weight multiplies in the window looked at; none where another kernel is at work there.
export function multiplied(view, { output, weight, via }) {
  const at = weightsOf(view.extras.dataOf(via), output).findIndex(([r, c]) => r === weight[0] && c === weight[1])
  return at < 0 ? [] : [view.tapsOf(output)[at]]
}
