"""Colours as painted, and how far apart two are by the rule of WCAG."""

# The colours as painted, whatever CSS function gave them: drawn on a canvas and read back.
PAINTED = """node => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (...colours) => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const page = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  const own = getComputedStyle(node);
  return { page: rgb(page), ground: rgb(page, own.backgroundColor), text: rgb(page, own.backgroundColor, own.color) };
}"""


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
