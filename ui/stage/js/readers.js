// Which outputs read a cell of the input. Windows are products of the two axes, and so are their readers. Where not every
// window that holds a cell has to do with it, those that have are told cell by cell.

export function readersOf({ fed, readers, input }, r, c) {
  if (fed) return fed[r]?.[c] ?? []
  const cols = readers[1][c + input.frame[1]] ?? []
  return (readers[0][r + input.frame[0]] ?? []).flatMap((i) => cols.map((j) => [i, j]))
}
