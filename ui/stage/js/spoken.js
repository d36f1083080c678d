// What a screen reader is told when a picture has come: what was written, what it changed, and PyTorch's word.

import { answersOf } from "./panels.js"

const ENDED = /[.?!。？！：:]$/

export class Spoken {
  // `question` is what led to the picture, where somebody did; `nameOf` names the cell of an edit, with its value.
  of(payload, question, nameOf) {
    const { headline, changed } = payload
    const isChange = Boolean(changed) && headline.tone === "look"
    const line = isChange ? changed : lineOf(payload)
    const isTouched = isTouch(question)
    const isNew = isTouched && (isChange || line !== this.line)
    const parts = [isTouched && !isChange && question.edit && nameOf(question.edit), isNew && line, this.heard(payload)]
    if (isTouched || this.line === undefined) this.line = line
    return sentences(parts)
  }

  // PyTorch is heard when it was waited for or has changed its mind, not at each step that it agrees with.
  heard({ oracle, headline }) {
    const answers = [...answersOf(oracle), ...answersOf(headline.torch)]
    const wasWaiting = this.isWaiting
    this.isWaiting = answers.some(({ tone }) => tone === "waiting")
    if (this.isWaiting) return ""
    const text = sentences([...new Set(answers.map((answer) => answer.text))])
    const mind = headline.torch ? text : answers.map(({ tone }) => tone).join()
    const isOther = this.mind !== undefined && this.mind !== mind
    this.mind = mind
    return wasWaiting || isOther ? text : ""
  }
}

// Whether somebody turned something; PyTorch's later word on the same picture is no touch.
export function isTouch(question) {
  return Boolean(question?.isAnother) || (question?.before ?? null) !== null
}

// The line above the picture: of a call that is refused the rule and the nearest fix.
function lineOf({ headline: { title, text, lines = [] }, problems = [] }) {
  return sentences([title, text, ...lines, ...problems])
}

function sentences(parts) {
  return parts.filter(Boolean).map((part) => (ENDED.test(part) ? part : `${part}.`)).join(" ")
}
