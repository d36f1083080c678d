// A number that several outputs add up to, while it grows: what the grid's data says it is after each of them.

// After `count` of a cell's outputs; nothing where none has come, or where the data does not tell.
export function sumSoFar({ sums }, r, c, count) {
  const part = count && sums?.[`${r},${c}`]?.[count - 1]
  return part ? { short: part[0], exact: part[1], heat: part[2] } : null
}
