// A grid that is held against another: a sign on each cell says whether the two agree there; of rows one is current.

export function compare(board, { compared, compared_words: words, current }) {
  board.board.classList.toggle("compared", Boolean(compared))
  board.cells.forEach((cell, index) => {
    const r = Math.floor(index / board.cols)
    const sign = compared?.[r][index % board.cols]
    if (sign) cell.dataset.compared = sign
    else delete cell.dataset.compared
    if (sign) cell.setAttribute("aria-description", words[sign])
    else cell.removeAttribute("aria-description")
    cell.classList.toggle("other-row", current !== undefined && r !== current)
  })
}
