// What was opened of the lessons, and what was done: kept in this browser, never more than a mark for each lesson.

const KEY = "poolscope:way"
const LONGEST = 2000 // letters, of what this browser says it kept
export const MARKS = ["new", "open", "done"] // each is more than the one before

// The mark of each of these lessons; whatever else is kept there is nothing of ours.
export function marksOf(lessons) {
  const kept = read()
  return Object.fromEntries(lessons.map((lesson) => [lesson, MARKS.find((mark) => Object.hasOwn(kept, lesson) && kept[lesson] === mark) ?? MARKS[0]]))
}

export function raise(lesson, mark, lessons) {
  const marks = marksOf(lessons)
  if (!(lesson in marks) || MARKS.indexOf(mark) <= MARKS.indexOf(marks[lesson])) return
  write(JSON.stringify(Object.fromEntries(Object.entries({ ...marks, [lesson]: mark }).filter(([, kept]) => kept !== MARKS[0]))))
}

export function forget() {
  write(null)
}

// `act` is called when another tab has written; returns how to stop that.
export function watched(act) {
  const onStorage = ({ key }) => (key === KEY || key === null) && act()
  addEventListener("storage", onStorage)
  return () => removeEventListener("storage", onStorage)
}

function read() {
  try {
    const text = localStorage.getItem(KEY) ?? ""
    const kept = text.length <= LONGEST ? JSON.parse(text || "{}") : {}
    return kept instanceof Object ? kept : {}
  } catch {
    return {} // a browser that keeps nothing, or a text that is none of ours
  }
}

function write(text) {
  try {
    if (text === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
  } catch {
    // Then nothing is remembered, and everything else works.
  }
}
