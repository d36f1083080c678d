// What was guessed, kept in this browser: for each card the guess, whether it was right, and whether it was told.

const KEY = "poolscope:guesses"
const LONGEST = 20_000 // characters; what is longer nobody here has written

// Of the cards that there are; whatever else is stored is not looked at.
export function guessesOf(ids) {
  const kept = read()
  const found = new Map()
  for (const id of ids) if (Object.hasOwn(kept, id) && isGuess(kept[id])) found.set(id, entry(kept[id]))
  return found
}

export function keep(ids, id, said) {
  const found = guessesOf(ids)
  if (said) found.set(id, said)
  else found.delete(id)
  write(Object.fromEntries([...found].map(([each, { guess, right, told }]) => [each, [guess, right, told]])))
}

export function clear() {
  write({})
}

function isGuess(kept) {
  return Array.isArray(kept) && kept.length === 3 && ["true", "false"].includes(kept[0]) && kept.slice(1).every((one) => typeof one === "boolean")
}

function entry([guess, right, told]) {
  return { guess, right, told }
}

function read() {
  try {
    const text = localStorage.getItem(KEY) ?? "{}"
    const kept = text.length > LONGEST ? {} : JSON.parse(text)
    return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {}
  } catch {
    return {}
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing still has the card that is shown.
  }
}
