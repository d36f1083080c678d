// A letter of a formula that is pointed at: every place of it below the picture is lit, and what it counts in the picture.

export class Letters {
  // `light` is told of the letter, or of null.
  constructor(root, light) {
    Object.assign(this, { root, light, lit: null })
    for (const name of ["pointerover", "focusin"]) root.addEventListener(name, ({ target }) => this.point(target))
    for (const name of ["pointerleave", "focusout"]) root.addEventListener(name, () => this.point(null))
  }

  point(node) {
    const letter = node?.closest?.("[data-letter]")?.dataset.letter ?? null
    if (letter === this.lit) return
    this.lit = letter
    for (const one of this.root.querySelectorAll("[data-letter]")) one.classList.toggle("pointed", one.dataset.letter === letter)
    if (letter) this.root.dataset.lit = letter
    else delete this.root.dataset.lit
    this.light(letter)
  }
}
