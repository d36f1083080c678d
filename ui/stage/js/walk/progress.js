// What was walked, kept in this browser alone: of each step how it was predicted, whether it is done and the state in which
// it was left; where the walk stands; and the matrix that was written last. Whatever stands there is checked before use.

const KEY = "poolscope:walk"
const PREDICTED = "poolscope:predicted:"
const LONGEST = 100_000
const LONGEST_TEXT = 8000
const MOST_FIELDS = 40
const MOST_CELLS = 16
const NUMBER = /^[-+−]?(\d{1,20}(\.\d{0,20})?(e[-+]?\d{1,4})?|nan|inf|∞)$/i
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

export function checked(said, ids) {
  const given = record(said)
  const steps = Object.fromEntries(ids.map((id) => [id, step(record(record(given.steps)[id]))]))
  return { at: ids.includes(given.at) ? given.at : ids[0], steps, matrix: matrix(given.matrix) }
}

function read() {
  try {
    const text = localStorage.getItem(KEY) ?? ""
    return text.length > LONGEST ? null : JSON.parse(text || "null")
  } catch {
    return null
  }
}

function step({ guess, done, isShown, state }) {
  return {
    guess: GUESSES.includes(guess) ? guess : null,
    done: Number.isFinite(done) && done > 0 && done < 8.64e15 ? done : null,
    isShown: isShown === true,
    state: fields(state),
  }
}

function fields(said) {
  const pairs = Object.entries(record(said))
  const isText = ([key, text]) => /^\w{1,40}$/.test(key) && typeof text === "string" && text.length <= LONGEST_TEXT
  return said && pairs.length <= MOST_FIELDS && pairs.every(isText) ? Object.fromEntries(pairs) : null
}

function matrix(said) {
  const isLine = (line) => Array.isArray(line) && line.length === said[0].length && line.every((text) => typeof text === "string" && NUMBER.test(text))
  const isSmall = Array.isArray(said) && said.length > 0 && said.length <= MOST_CELLS && said[0]?.length > 0 && said[0].length <= MOST_CELLS
  return isSmall && said.every(isLine) ? said : null
}

function record(said) {
  return said && typeof said === "object" && !Array.isArray(said) ? said : {}
}
