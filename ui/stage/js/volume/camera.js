// Where the eye stands before a volume: sheets of cells, one behind the other, without perspective, so that equal cells
// stay equal. Both volumes are seen by one camera, which outlives a change of the view.

import { clamp } from "../dom.js"

const START = { yaw: 0.7, pitch: 0.13 } // from the right and a little from above
const FARTHEST = { yaw: 1.15, pitch: 0.9 } // farther round no number could be read
const APART = 0.8 // cells that stay free between two sheets, as seen from the start
const PER_PIXEL = 0.008

export class Camera {
  constructor() {
    this.reset()
  }

  reset() {
    Object.assign(this, START)
  }

  turn(right, down) {
    this.yaw = clamp(this.yaw - right * PER_PIXEL, -FARTHEST.yaw, FARTHEST.yaw)
    this.pitch = clamp(this.pitch + down * PER_PIXEL, -FARTHEST.pitch, FARTHEST.pitch)
  }
}

// So far from each other that from the start no sheet covers another.
export function sheetDistance([, , [left, right]]) {
  return ((right - left) * Math.cos(START.yaw) + APART) / Math.sin(START.yaw)
}

// Half-open spans of cells as places on the screen: sheets have no thickness.
export function rangesOf([[first, stop], ...spans]) {
  return [[first, stop - 1], ...spans]
}

// The box of a volume as seen from the start, in cells: the picture keeps this room however it is turned.
export function roomOf(spans) {
  return boxOf(stepsOf(START, sheetDistance(spans)), rangesOf(spans))
}

// What one step along depth, rows and columns is on the screen, in cells, x to the right and y downwards.
export function stepsOf({ yaw, pitch }, distance) {
  return [
    [Math.sin(yaw) * distance, -Math.sin(pitch) * Math.cos(yaw) * distance],
    [0, Math.cos(pitch)],
    [Math.cos(yaw), Math.sin(pitch) * Math.sin(yaw)],
  ]
}

export function onScreen(steps, place) {
  return [0, 1].map((side) => place.reduce((sum, at, axis) => sum + at * steps[axis][side], 0))
}

// The box on the screen around all places within `ranges`: its left, top, width and height.
export function boxOf(steps, ranges) {
  const ends = [0, 1].map((side) => ranges.map((range, axis) => range.map((at) => at * steps[axis][side])))
  const low = ends.map((along) => along.reduce((sum, pair) => sum + Math.min(...pair), 0))
  const high = ends.map((along) => along.reduce((sum, pair) => sum + Math.max(...pair), 0))
  return { left: low[0], top: low[1], width: high[0] - low[0], height: high[1] - low[1] }
}

export const camera = new Camera() // one for both volumes
