"""How Chinese is set: a space between Chinese and Latin, none beside wide punctuation, and no narrow stop after it."""

import re

HAN, STOPS = "\u4e00-\u9fff", "，。：；？！、"
WIDE = f"{STOPS}“”（）"
SLIPS = re.compile(
    rf"[{HAN}][A-Za-z0-9(]|[A-Za-z0-9)][{HAN}]|[{WIDE}] | [{WIDE}]|[{HAN}{STOPS}][,.;:!?](?!\w)|  |[{{}}]"
)


def slips(text: str) -> list[str]:
    """Where a text is set otherwise, each with what stands around it.

    Example:
        >>> slips("步幅 stride 为 2。")
        []
        >>> slips("步幅stride 为 2。")
        ['步幅stride']
    """
    return [text[max(0, found.start() - 1) : found.end() + 5].strip() for found in SLIPS.finditer(text)]
