// The flat index of each cell, small in its corner. The payload names the boards and brings the texts.

import { el } from "./dom.js"

const LEAST = 34 // smaller cells have no room for a number beside their value

export function drawIndices({ indices }, input, chain) {
  const marked = indices.flatMap(({ board: id, texts }) => {
    const board = chain.find((one) => one.id === id)
    return board ? [{ board, texts }] : []
  })
  const clear = () => {
    for (const { board } of marked) {
      board.board.classList.remove("indexed")
      for (const mark of board.plane.querySelectorAll(".index")) mark.remove()
    }
  }
  for (const { board, texts } of marked) {
    texts.forEach((line, r) => line.forEach((text, c) => {
      const mark = el("span", { class: "index", "aria-hidden": "true" })
      mark.textContent = text
      board.at(r, c)?.append(mark)
    }))
  }
  const paint = () => {
    for (const { board } of marked) board.board.classList.toggle("indexed", board.size >= LEAST)
  }
  return { room: [0, 0, 0], paint, clear }
}
