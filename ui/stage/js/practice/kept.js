// What is kept of practising, in this browser alone: progress by topic, and the series that was left. It is somebody's
// text when it is read again: only what can be so is taken.

import { isCount, isLevel } from "./code.js"
import { COUNT, LEVELS, MOST_ITEMS, MOST_TURNS, NONE } from "./plan.js"

const STORED = "poolscope:practice"
const LONGEST = 20_000
const MOST_ASKED = 100_000
const NAME = /^[A-Z0-9]{1,8}$/

export function keep({ progress, series }) {
  try {
    const text = JSON.stringify({ progress, series })
    if (text.length <= LONGEST) localStorage.setItem(STORED, text)
  } catch {
    // A browser that keeps nothing begins anew each time.
  }
}

export function forget() {
  try {
    localStorage.removeItem(STORED)
  } catch {
    // There was nothing.
  }
}

// `topics` are the names of all topics.
export function kept(topics) {
  try {
    const text = localStorage.getItem(STORED) ?? "null"
    return read(text.length <= LONGEST ? JSON.parse(text) : null, topics)
  } catch {
    return read(null, topics)
  }
}

export function read(said, topics) {
  const progress = Object.fromEntries(topics.flatMap((topic) => {
    const one = topicOf(said?.progress?.[topic])
    return one ? [[topic, one]] : []
  }))
  return { progress, series: seriesOf(said?.series, topics) }
}

function topicOf(said) {
  const { level, row, right, asked } = said ?? {}
  const isSo = isWhole(level, 1, LEVELS) && isWhole(row, 0, MOST_ASKED) && isWhole(asked, 0, MOST_ASKED) && isWhole(right, 0, asked)
  return isSo ? { level, row, right, asked } : null
}

function seriesOf(said, topics) {
  const { code, items, at } = said ?? {}
  const chosen = topics.filter((topic) => Array.isArray(said?.topics) && said.topics.includes(topic))
  const levels = Object.fromEntries(chosen.map((topic) => [topic, isWhole(said.levels?.[topic], 1, LEVELS) ? said.levels[topic] : NONE.level]))
  const held = isLevel(said?.held) ? said.held : null
  const count = isCount(said?.count) ? said.count : COUNT
  const isSo = NAME.test(code) && chosen.length && Array.isArray(items) && items.length <= MOST_ITEMS && items.every(isItem)
  return isSo && isWhole(at, 0, items.length - 1) ? { code, topics: chosen, held, count, levels, items: items.map(itemOf), at } : null
}

function isItem(said) {
  const { number, turn, level, how } = said ?? {}
  return isWhole(number, 1, 99) && isWhole(turn, 0, MOST_TURNS) && (level === null || isWhole(level, 1, LEVELS)) && [null, "right", "wrong"].includes(how)
}

function itemOf({ number, turn, level, how }) {
  return { number, turn, level, how }
}

function isWhole(value, low, high) {
  return Number.isInteger(value) && value >= low && value <= high
}
