"""Good JSON, TOML, CSV and workbooks and chance in, hostile ones out."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from tests.bench.fuzz.bytes_changed import changed

VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 10**9, 10**30, -(10**400), 1e308, -0.0, 0.5, "", "a", "s1", "n1", "p1", "../x", "a\0b",
    "x" * 5000,
    "\u202e\ufeff\uffff", "😀", "=1+1", [], {}, [[]], [0] * 50, {"a": {"a": {}}}, ["n1", "n1"], [[0, 0]] * 4,
)  # fmt: skip
TOML = (
    "[", "]", "[[", "]]", "{", "}", "=", '"', "'", '"""', "'''", ",", ".", "#", "\n", "\r", "\0", "a.b.c", "1e400",
    "nan",
    "9" * 5000, "0x", "1979-05-27T07:32:00Z", "9999-99-99", "true", "[engines]", "[limits]", "[[lanes]]", "\\u0000",
    "\\UFFFFFFFF", "\ufeff", "a=" + "[" * 300, "a.=1", ".".join("a" * 150) + "=1", "stages=1\n", '"" = ""\n', "😀",
)  # fmt: skip
CELLS = (
    "", "n1", "n2", "note_id", "'=1", "'", "''-", "\0", '"', "\r", "\n", "😀", "9" * 400, "-1", "1e9", "v0000000000",
    "x" * 3000, ",", ";", "\t", "Discover", "pain point", "\ufeff", "\ud7ff\ue000", "=HYPERLINK(1)", " ", "\u2028",
)  # fmt: skip
XML = (
    "<", ">", "&", "&#0;", "&#x10FFFF;", "&lt;", "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "<?", "<v>1e999</v>",
    't="d"',
    't="s"', 't="n"', 't="e"', 't="inlineStr"', 's="9999999"', 'r="XFD1048576"', 'r="A0"', 'r="-1"', "<v>99999999</v>",
    "\0",
    '<row r="1048577">', '<row r="1"/>', 'min="1" max="16384"', 'xmlns="x"', "<c/>" * 60, "<v>-1</v>", "<f>A1</f>",
    "é", "xl/",
)  # fmt: skip


def changed_json(bases: Sequence[Any], chance: Random) -> bytes:
    """Values exchanged, dropped, doubled, wrapped; now and then the bytes themselves."""
    tree = copy.deepcopy(chance.choice(bases))
    for _ in range(1 + int(chance.expovariate(0.8))):
        _change_tree(tree, chance)
    text = json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.25:
        text = changed(text, [text], chance)
    if chance.random() < 0.01:
        text = text[: chance.randrange(len(text) + 1)] + b"[" * 5000
    return text


def _change_tree(tree: Any, chance: Random) -> None:
    at = tree
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(at[key], (dict, list)) and at[key] and chance.random() < 0.8:
            at = at[key]
            continue
        break
    pick = chance.random()
    if pick < 0.6:
        at[key] = copy.deepcopy(chance.choice(VALUES))
    elif pick < 0.75:
        del at[key]
    elif pick < 0.85 and isinstance(at, list):
        at[key:key] = copy.deepcopy([at[key]] * chance.choice((1, 2, 30)))
    elif isinstance(at, dict):
        at[chance.choice(("id", "notes", "file", "x", "é", "stage"))] = copy.deepcopy(at[key])
    else:
        at[key] = [at[key]]


def changed_toml(bases: Sequence[str], chance: Random) -> bytes:
    """Tokens put in, lines exchanged, letters changed."""
    text = chance.choice(bases)
    for _ in range(1 + int(chance.expovariate(0.5))):
        pick = chance.random()
        at = chance.randrange(len(text) + 1)
        if pick < 0.5:
            text = text[:at] + chance.choice(TOML) * chance.choice((1, 1, 1, 3, 40)) + text[at:]
        elif pick < 0.8:
            lines = text.split("\n")
            lines[chance.randrange(len(lines))] = chance.choice(lines)
            text = "\n".join(lines)
        else:
            text = text[:at] + text[at + chance.randrange(1, 20) :]
    data = text.encode("utf-8", "surrogatepass")
    return changed(data, [data], chance) if data and chance.random() < 0.1 else data


def changed_csv(bases: Sequence[bytes], chance: Random) -> bytes:
    """Cells exchanged, rows and columns doubled and dropped; now and then the bytes."""
    lines = chance.choice(bases).decode("utf-8-sig").split("\r\n")
    for _ in range(1 + int(chance.expovariate(0.5))):
        number = chance.randrange(len(lines))
        cells = lines[number].split(",")
        pick = chance.random()
        if pick < 0.6:
            cells[chance.randrange(len(cells))] = chance.choice(CELLS)
        elif pick < 0.7:
            del cells[chance.randrange(len(cells))]
        elif pick < 0.8:
            cells *= chance.choice((0, 2, 60))
        else:
            lines[number:number] = [lines[number]] * chance.choice((1, 3, 200))
        lines[number] = chance.choice(",,,,;\t").join(cells)
    data = chance.choice(("\r\n", "\r\n", "\n", "\r")).join(lines).encode("utf-8-sig", "surrogatepass")
    return changed(data, [data], chance) if chance.random() < 0.1 else data


def changed_workbook(bases: Sequence[bytes], chance: Random) -> bytes:
    """Mostly other XML in a sound archive; else a broken archive."""
    base = chance.choice(bases)
    if chance.random() < 0.15:
        return changed(base, [base], chance)
    parts = dict(_unpacked(base))
    for _ in range(1 + int(chance.expovariate(0.8))):
        name = chance.choice(list(parts))
        part = parts[name]
        at = chance.randrange(len(part) + 1)
        pick = chance.random()
        if pick < 0.5:
            parts[name] = part[:at] + chance.choice(XML).encode() + part[at:]
        elif pick < 0.8:
            parts[name] = changed(part, list(parts.values()), chance) if part else part
        elif pick < 0.9:
            parts[chance.choice(list(parts))] = part
        else:
            del parts[name]
            if not parts:
                break
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


@lru_cache(maxsize=8)
def _unpacked(base: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(base)) as book:
        return tuple((name, book.read(name)) for name in book.namelist())
