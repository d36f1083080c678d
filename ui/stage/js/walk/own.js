// The matrix that somebody wrote, and what it was pooled to: for the card.

import { own } from "./progress.js"

// `lesson`: the one whose matrices the card shows; `key`: of the matrix; `keys`: what is told of the call. Of a call of
// which there is more to tell the card shows nothing.
export function ownOf(step, { lesson, key: matrix, keys }, { input, output, controls, link }) {
  const told = [matrix, ...keys]
  if (step.lesson !== lesson || !output?.rows || !Object.keys(link).every((key) => told.includes(key))) return null
  const said = Object.values(controls).flat().filter(({ key }) => keys.includes(key)) // an empty field has a meaning
  const call = Object.fromEntries(said.map(({ key, value, means }) => [key, String(value || means)]))
  return own({ input: input.exact, output: output.short, call })
}
