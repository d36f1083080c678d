// Editing in place: one text box laid over a cell, and the refusal bubble.

import { clamp, el, say } from "./dom.js"

export class Editor {
  // `host` answers: input(), words(), textOf(board, r, c), nameOf(board, r, c), commit(board, edit),
  // focusCell(board, r, c), changed(); and may answer problemOf(board, text, [r, c]), nextAfter([r, c])
  constructor(board, root, host) {
    Object.assign(this, { board, root, host, cell: null })
    this.field = el("input", {
      type: "text", class: "editor", "data-testid": "editor",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    })
    this.bubble = el("div", { class: "refusal", role: "alert", "data-testid": "refusal", hidden: "" })
    this.bubble.id = "refusal"
    root.append(this.bubble)
    this.field.addEventListener("keydown", (event) => this.onKey(event))
    this.field.addEventListener("input", () => this.forgive())
    this.field.addEventListener("paste", (event) => this.onPaste(event))
    this.field.addEventListener("blur", () => this.onBlur())
  }

  open(board, r, c, text = this.host.textOf(board, r, c)) {
    this.forgive()
    if (board !== this.board) this.field.remove()
    this.board = board
    this.cell = [r, c]
    this.field.value = text
    this.field.setAttribute("aria-label", this.host.nameOf(board, r, c))
    // Moving a focused field would blur it, and so close it.
    if (!this.field.isConnected) this.board.ground.append(this.field)
    this.place()
    this.field.focus({ preventScroll: true })
    this.field.scrollIntoView({ block: "nearest", inline: "nearest" })
    this.field.select()
    this.board.reveal([c, c + 1])
    this.host.changed()
  }

  close() {
    if (!this.cell) return
    this.cell = null
    this.field.remove()
    this.forgive()
    this.host.changed()
  }

  place() {
    if (!this.cell) return
    const { left, top, wide, tall, room } = this.board.boxOf(...this.cell)
    const wanted = Math.min(room, Math.max(wide, 64, this.field.value.length * 9 + 24))
    this.field.style.left = `${clamp(left - (wanted - wide) / 2, 0, room - wanted)}px`
    this.field.style.top = `${top}px`
    this.field.style.width = `${wanted}px`
    this.field.style.height = `${tall}px`
  }

  // The reason why a text cannot be a number here, in words; empty when it can.
  problem(r, c, text) {
    const { number, max_length: longest } = this.host.input()
    const words = this.host.words()
    const own = this.host.problemOf?.(this.board, text, [r, c])
    if (own !== undefined) return own
    if (longest && text.length > longest) return say(words, "too_long", { max: longest, text: text.slice(0, 12) + "…" })
    try {
      return new RegExp(`^(?:${number})$`, "i").test(text) ? "" : say(words, "refused", { text })
    } catch {
      return "" // a pattern this browser cannot read: Python judges
    }
  }

  refuse(r, c, message) {
    this.forgive()
    this.bubble.textContent = message
    this.bubble.hidden = false
    this.wrong = this.board.at(r, c)
    this.wrong?.classList.add("wrong")
    if (this.cell && this.cell[0] === r && this.cell[1] === c) {
      this.field.classList.add("wrong")
      this.field.setAttribute("aria-invalid", "true")
      this.field.setAttribute("aria-describedby", "refusal")
    }
    const cell = (this.wrong ?? this.board.plane).getBoundingClientRect()
    const room = this.root.getBoundingClientRect()
    const left = cell.left + cell.width / 2 - room.left - this.bubble.offsetWidth / 2
    this.bubble.style.left = `${clamp(left, 0, Math.max(0, room.width - this.bubble.offsetWidth))}px`
    this.bubble.style.top = `${cell.bottom - room.top + 6}px`
  }

  forgive() {
    this.bubble.hidden = true
    this.wrong?.classList.remove("wrong")
    this.field.classList.remove("wrong")
    this.field.removeAttribute("aria-invalid")
    this.field.removeAttribute("aria-describedby")
    this.place()
  }

  // What is being written is taken in before anything else is turned.
  settle() {
    if (this.cell && this.commit()) this.close()
  }

  // True when nothing is left to correct.
  commit() {
    if (!this.cell) return true
    const [r, c] = this.cell
    const text = this.field.value.trim()
    const before = this.host.textOf(this.board, r, c)
    if (text === before) return true
    const message = this.problem(r, c, text)
    if (message) {
      this.refuse(r, c, message)
      return false
    }
    this.host.commit(this.board, { row: r, col: c, rows: [[text]] })
    return true
  }

  onKey(event) {
    // Streamlit listens for single letters on the page; what is typed here is not for it.
    event.stopPropagation()
    if (event.isComposing) return
    if (event.key === "Escape") {
      const [r, c] = this.cell
      this.close()
      this.host.focusCell(this.board, r, c)
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault()
      if (!this.commit()) return
      const [r, c] = this.cell
      const next = this.neighbour(r, c, event.key, event.shiftKey ? -1 : 1)
      if (next) this.open(this.board, ...next)
      else {
        this.close()
        this.host.focusCell(this.board, r, c)
      }
    }
  }

  neighbour(r, c, key, step) {
    const next = this.host.nextAfter?.([r, c])
    if (next !== undefined) return next
    const { rows, cols } = this.board
    if (key === "Enter") return this.board.isReal(r + step, c) ? [r + step, c] : null
    const flat = r * cols + c + step
    return flat >= 0 && flat < rows * cols ? [Math.floor(flat / cols), flat % cols] : null
  }

  onBlur() {
    // Closing removes the field, which blurs it once more.
    if (this.cell && this.commit()) this.close()
  }

  onPaste(event) {
    const block = readBlock(event.clipboardData?.getData("text/plain") ?? "")
    if (block.length === 1 && block[0].length === 1) return
    event.preventDefault()
    this.paste(this.board, ...this.cell, block)
  }

  // A block travels as one edit; Python decides what becomes of the part that reaches past the grid.
  paste(board, r, c, block) {
    if (!block.length) return
    this.board = board
    for (let i = 0; i < block.length; i++) {
      for (let j = 0; j < block[i].length; j++) {
        const message = this.problem(r + i, c + j, block[i][j])
        if (message) {
          const seen = this.board.isReal(r + i, c + j) ? [r + i, c + j] : [r, c]
          return this.refuse(...seen, message)
        }
      }
    }
    this.close()
    this.host.focusCell(this.board, r, c)
    this.host.commit(board, { row: r, col: c, rows: block })
  }
}

export function readBlock(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "").split("\n")
  const separator = text.includes("\t") ? "\t" : text.includes(",") ? "," : /\s+/
  return text.trim() ? lines.map((line) => line.trim().split(separator).map((cell) => cell.trim())) : []
}
