// What the reader's pointer and keys mean; each becomes an action of the stage or of the editor.

import { clamp } from "./dom.js"
import { readBlock } from "./editor.js"

export class Gestures {
  constructor(stage) {
    this.stage = stage
    this.view = stage.view
    const { root, input, output, extras, controls } = this.view
    for (const board of [input, output]) this.bind(board)
    extras.onMake = (board) => this.bind(board)
    root.addEventListener("paste", (event) => this.onPaste(event))
    root.addEventListener("keydown", (event) => this.onKey(event))
    root.addEventListener("pointerdown", (event) => {
      if (!controls.node.contains(event.target)) stage.pause()
    })
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
    const isSame = place && hover?.via === board && String(hover.place) === String(place)
    if (!place || isSame) return
    this.stage.pause()
    this.stage.look({ ...this.stage.lookOf(board, place), place })
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
    const { editor } = this.stage
    if (this.isPicked(board)) {
      this.stage.focusCell(board, ...place)
      this.stage.setPin(...place)
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
  }

  onPaste(event) {
    const { editor, focused } = this.stage
    if (!focused || editor.cell || !this.stage.tensorOf(focused.board)) return
    event.preventDefault()
    editor.paste(focused.board, ...focused.place, readBlock(event.clipboardData?.getData("text/plain") ?? ""))
  }

  onKey(event) {
    const { stage } = this
    if ((event.ctrlKey || event.metaKey) && !event.altKey && stage.lesson && event.key.toLowerCase() === "z") {
      if (event.target.closest("input[type=text], textarea")) return // a text has its own undo
      event.preventDefault()
      event.stopPropagation()
      return event.shiftKey ? stage.store.redo() : stage.store.undo()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key, target } = event
    const board = stage.focusedBoard()
    if (key === "Escape") stage.letGo()
    else if (target.closest("select, input, textarea, details, .head")) return
    else if (key === " " && !target.closest("button")) stage.toggle()
    else if (board && !this.isPicked(board)) {
      if (!this.walkCells(key, board)) return
    } else if (key === "Enter" && board) stage.setPin(...(stage.pin ?? stage.player.cursor))
    else if (!this.walkOutput(key, board)) return
    event.preventDefault()
    event.stopPropagation()
  }

  walkOutput(key, board) {
    const { stage } = this
    const { rows, cols, count, cursor } = stage.player
    const to = inOrder(key, stage.pin ?? cursor, rows, cols)
    if (!count || !to) return false
    stage.moveTo(to[0] * cols + to[1])
    if (board) stage.focusCell(board, ...to)
    return true
  }

  walkCells(key, board) {
    const { stage } = this
    const { place } = stage.focused
    const to = walk(key, place, board.rows, board.cols)
    stage.pause()
    if (to) stage.focusCell(board, ...to)
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
  const cell = event.target.closest(".cell")
  return cell && [Number(cell.dataset.r), Number(cell.dataset.c)]
}

// Outputs are walked in reading order: past the end of a row comes the next.
function inOrder(key, [r, c], rows, cols) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (!step) return walk(key, [r, c], rows, cols)
  const flat = clamp(r * cols + c + step, 0, rows * cols - 1)
  return [Math.floor(flat / cols), flat % cols]
}

function walk(key, [r, c], rows, cols) {
  const to = {
    ArrowUp: [r - 1, c], ArrowDown: [r + 1, c], ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1],
    Home: [0, 0], End: [rows - 1, cols - 1],
  }[key]
  return to && [clamp(to[0], 0, rows - 1), clamp(to[1], 0, cols - 1)]
}
