// What the reader's pointer and keys mean; each becomes an action of the stage or of the editor.

import { clamp } from "./dom.js"
import { readBlock } from "./editor.js"

export class Gestures {
  constructor(stage, pictures) {
    this.stage = stage
    const { root, controls, head, side, below } = stage.frame
    for (const picture of pictures) picture.onBoard((board) => this.bind(board))
    root.addEventListener("paste", (event) => this.onPaste(event))
    root.addEventListener("keydown", (event) => this.onKey(event))
    // A touch of the picture pauses; a parameter that is turned does not.
    const apart = [controls.node, head, side, below]
    root.addEventListener("pointerdown", ({ target }) => apart.some((node) => node.contains(target)) || stage.pause())
  }

  bind(board) {
    for (const name of ["pointerover", "pointermove"]) {
      board.plane.addEventListener(name, (event) => this.onHover(board, event))
    }
    board.plane.addEventListener("pointerleave", (event) => this.onLeave(event))
    board.plane.addEventListener("click", (event) => this.onClick(board, event))
    board.plane.addEventListener("focusin", (event) => this.onFocus(board, event))
    board.plane.addEventListener("focusout", () => this.stage.focused && this.stage.focusOn(null))
  }

  // The page can move under a pointer that rests; only a pointer that moved is meant.
  rests(event) {
    return this.lastX === event.clientX && this.lastY === event.clientY
  }

  onHover(board, event) {
    if (this.rests(event)) return
    Object.assign(this, { lastX: event.clientX, lastY: event.clientY })
    const place = placeOf(event)
    const { hover } = this.stage
    const isSame = place && hover?.via === board && String(hover.cell) === String(place)
    if (!place || isSame) return
    this.stage.pause()
    this.stage.look({ ...this.stage.lookOf(board, place), cell: place })
  }

  // What a resting pointer showed stays, though the page moved away below it, until it moves itself.
  onLeave(event) {
    if (event.pointerType !== "mouse" || !this.rests(event)) return this.stage.look(null)
    const onMove = (move) => {
      if (this.rests(move)) return
      removeEventListener("pointermove", onMove, true)
      this.stage.look(null)
    }
    addEventListener("pointermove", onMove, true)
  }

  onClick(board, event) {
    const place = placeOf(event)
    if (!place || !board.isReal(...place)) return
    this.stage.pause()
    const { editor } = this.stage
    if (this.stage.isTaken(board, place, true)) return
    if (this.isPicked(board)) {
      this.stage.focusCell(board, ...place)
      this.stage.setPin(...board.placeOf(...place))
    } else if (editor.cell && !editor.commit()) {
      editor.field.focus() // a text that was refused keeps its box until it is corrected or given up
    } else if (this.stage.tensorOf(board)) editor.open(board, ...place)
    else this.stage.focusCell(board, ...place)
  }

  // Outputs are chosen, not written on.
  isPicked(board) {
    return board.follows === "output" && !this.stage.tensorOf(board)
  }

  // A focused output is the cursor itself; any other cell that is focused is looked at.
  onFocus(board, event) {
    const place = placeOf(event)
    if (!place || this.isPicked(board)) return
    board.setTabStop(...place)
    this.stage.focusOn(board, place)
    this.stage.frame.speak(false)
  }

  onPaste(event) {
    const { editor, focused } = this.stage
    if (event.defaultPrevented || !focused || editor.cell || !this.stage.tensorOf(focused.board)) return
    event.preventDefault()
    editor.paste(focused.board, ...focused.place, readBlock(event.clipboardData?.getData("text/plain") ?? ""))
  }

  onKey(event) {
    const { stage } = this
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key, target } = event
    const board = stage.focusedBoard()
    if (key === "Escape") stage.letGo()
    else if (event.shiftKey && stage.view.turnBy(key)) return done(event)
    else if (target.closest("select, input, textarea, details, .head")) return
    else if (key === " " && !target.closest("button")) stage.toggle()
    else if (board && !this.isPicked(board)) {
      if (!this.walkCells(key, board)) return
    } else if (key === "Enter" && board) stage.setPin(...(stage.pin ?? stage.player.cursor))
    else if (!this.walkOutput(key, board)) return
    done(event)
  }

  walkOutput(key, board) {
    const { stage } = this
    const { player } = stage
    const to = player.count && inOrder(key, stage.pin ?? player.cursor, player)
    if (!to) return false
    stage.moveTo(player.indexOf(to))
    if (board) stage.focusCell(...stage.view.cellOf(board, to))
    return true
  }

  walkCells(key, board) {
    const { stage } = this
    const { place } = stage.focused
    const to = walk(key, place, [board.rows, board.cols])
    const deeper = { PageUp: -1, PageDown: 1 }[key]
    const other = deeper && stage.view.beside(board, deeper)
    stage.pause()
    if (other) stage.focusCell(other, ...place)
    else if (to) stage.focusCell(board, ...to)
    else if (key === "Enter" && stage.isTaken(board, place)) return true
    else if (!stage.tensorOf(board)) return false
    else if (key === "Enter" || key === "F2") stage.editor.open(board, ...place)
    else {
      // Typing on a cell starts the editor; everything is selected, so the key replaces the old text.
      if (key.length === 1) stage.editor.open(board, ...place)
      return false
    }
    return true
  }
}

function placeOf(event) {
  const cell = event.target.closest("[data-r]")
  return cell && [Number(cell.dataset.r), Number(cell.dataset.c)]
}

function done(event) {
  event.preventDefault()
  event.stopPropagation()
}

// Outputs are walked in reading order: past the end of a row comes the next.
function inOrder(key, place, player) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (!step) return walk(key, place, player.shape)
  return player.placeOf(clamp(player.indexOf(place) + step, 0, player.count - 1))
}

// Rows and columns are the last two axes; the one before them is walked by page.
function walk(key, place, shape) {
  if (key === "Home") return place.map(() => 0)
  if (key === "End") return shape.map((size) => size - 1)
  const [axis, step] = {
    ArrowUp: [2, -1], ArrowDown: [2, 1], ArrowLeft: [1, -1], ArrowRight: [1, 1], PageUp: [3, -1], PageDown: [3, 1],
  }[key] ?? []
  const which = place.length - axis
  if (!step || which < 0) return null
  return place.map((at, k) => (k === which ? clamp(at + step, 0, shape[k] - 1) : at))
}
