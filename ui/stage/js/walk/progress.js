// What was walked, kept in this browser alone: of each step its first answer, how it was predicted, whether it is done, the
// state in which it was left and how far it is done again; where the walk stands; and the matrix that was written last, with what it was pooled to.
// Whatever stands there is checked before use.

const KEY = "poolscope:walk"
const PREDICTED = "poolscope:predicted:"
const LONGEST = 100_000
const LONGEST_TEXT = 8000
const MOST_FIELDS = 40
const MOST_CELLS = 8 // of a matrix on the card, along a side
const NUMBER = /^[-+−]?(\d{1,20}(\.\d{0,20})?(e[-+]?\d{1,4})?|nan|inf|∞)$/i
const AGAIN = ["predict", "do"] // how far a done step is done again
const GUESSES = ["right", "wrong", "none"]

// `ids` are the steps that there are.
export function progress(ids) {
  return checked(read(), ids)
}

export function keep(walked) {
  try {
    localStorage.setItem(KEY, JSON.stringify(walked))
  } catch {
    // A browser that keeps nothing can be walked in all the same.
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY)
    // What was predicted is asked again.
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREDICTED)) sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept.
  }
}

// What was predicted on a lesson is asked again.
export function unasked(lesson) {
  try {
    sessionStorage.removeItem(`${PREDICTED}${lesson}`)
  } catch {
    // Nothing was kept.
  }
}

export function checked(said, ids) {
  const given = record(said)
  const steps = Object.fromEntries(ids.map((id) => [id, step(record(record(given.steps)[id]))]))
  return { at: ids.includes(given.at) ? given.at : ids[0], steps, own: own(given.own) }
}

function read() {
  try {
    const text = localStorage.getItem(KEY) ?? ""
    return text.length > LONGEST ? null : JSON.parse(text || "null")
  } catch {
    return null
  }
}

function step({ first, guess, done, isShown, state, again }) {
  return {
    first: [first, guess].find((said) => GUESSES.includes(said)) ?? null,
    guess: GUESSES.includes(guess) ? guess : null,
    done: Number.isFinite(done) && done > 0 && done < 8.64e15 ? done : null,
    isShown: isShown === true,
    state: fields(state),
    again: done && AGAIN.includes(again) ? again : null,
  }
}

function fields(said) {
  const pairs = Object.entries(record(said))
  const isText = ([key, text]) => /^\w{1,40}$/.test(key) && typeof text === "string" && text.length <= LONGEST_TEXT
  return said && pairs.length <= MOST_FIELDS && pairs.every(isText) ? Object.fromEntries(pairs) : null
}

// A call of pooling with its two grids: all of it, or nothing.
export function own(said) {
  const { input, output, call } = record(said)
  const kept = { input: matrix(input), output: matrix(output), call: fields(call) }
  return Object.values(kept).every(Boolean) ? kept : null
}

function matrix(said) {
  const isLine = (line) => Array.isArray(line) && line.length === said[0].length && line.every((text) => typeof text === "string" && NUMBER.test(text))
  const isSmall = Array.isArray(said) && said.length > 0 && said.length <= MOST_CELLS && said[0]?.length > 0 && said[0].length <= MOST_CELLS
  return isSmall && said.every(isLine) ? said : null
}

function record(said) {
  return said && typeof said === "object" && !Array.isArray(said) ? said : {}
}
