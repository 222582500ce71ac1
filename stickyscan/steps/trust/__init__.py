"""How far the text of a note can be relied on: evidence gathered from its lines and its picture, and judged."""
