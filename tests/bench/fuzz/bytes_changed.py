"""Good bytes and chance in, broken bytes out: anywhere, or in the fields of the file's own structure."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

NUMBERS = (0, 1, 2, 7, 8, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
Change = Callable[[bytearray, Random], None]


def changed(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """Some changes, one on top of the other; `others` lend pieces."""
    work = bytearray(data)
    for _ in range(1 + int(chance.expovariate(0.7))):
        if not work:
            break
        pick = chance.random()
        if pick < 0.4:
            _field(work, chance)
        elif pick < 0.7:
            chance.choice(_ANYWHERE)(work, chance)
        elif pick < 0.75:
            other = chance.choice(others)
            at = chance.randrange(len(work))
            work[at : at + chance.randrange(64)] = other[(start := chance.randrange(len(other))) : start + 64]
        else:
            _structure(work)(work, chance)
    return bytes(work)


def _place(work: bytearray, chance: Random) -> int:
    """Headers are where decisions are made."""
    reach = len(work) if chance.random() < 0.3 else min(len(work), 600)
    return chance.randrange(reach)


def _field(work: bytearray, chance: Random) -> None:
    size, code = chance.choice(((1, "B"), (2, "H"), (4, "I")))
    order = chance.choice("<>")
    at = _place(work, chance)
    number = chance.choice(NUMBERS) if chance.random() < 0.7 else chance.getrandbits(32)
    work[at : at + size] = struct.pack(order + code, number & (256**size - 1))


def _flip(work: bytearray, chance: Random) -> None:
    work[_place(work, chance)] ^= 1 << chance.randrange(8)


def _cut(work: bytearray, chance: Random) -> None:
    at = _place(work, chance)
    del work[at : at + chance.choice((1, 2, 4, 16, 64, 10**9))]


def _repeat(work: bytearray, chance: Random) -> None:
    at, length = _place(work, chance), chance.randrange(1, 200)
    work[at:at] = work[at : at + length] * chance.choice((1, 1, 2, 30))


def _swap(work: bytearray, chance: Random) -> None:
    a, b, length = _place(work, chance), _place(work, chance), chance.randrange(1, 40)
    work[a : a + length], work[b : b + length] = bytes(work[b : b + length]), bytes(work[a : a + length])


_ANYWHERE: tuple[Change, ...] = (_flip, _flip, _cut, _repeat, _swap)


def _structure(work: bytearray) -> Change:
    head = bytes(work[:12])
    if head.startswith(b"\xff\xd8"):
        return _jpeg
    if head.startswith(b"\x89PNG"):
        return _png
    if head[:4] in (b"II*\0", b"MM\0*"):
        return _tiff
    return _boxes if head[4:8] == b"ftyp" else _field


def _jpeg(work: bytearray, chance: Random) -> None:
    """A segment twice, elsewhere, gone, of another kind, or of another length."""
    starts = [2]
    while len(starts) < 40 and starts[-1] + 4 <= len(work) and work[starts[-1]] == 0xFF:
        starts.append(starts[-1] + 2 + int.from_bytes(work[starts[-1] + 2 : starts[-1] + 4], "big"))
    number = chance.randrange(max(1, len(starts) - 1))
    start, end = starts[number], starts[min(number + 1, len(starts) - 1)]
    segment = bytes(work[start:end])
    what = chance.randrange(4)
    if what == 0:
        work[start:start] = segment * chance.choice((1, 3, 100))
    elif what == 1:
        del work[start:end]
    elif what == 2 and start + 1 < len(work):
        work[start + 1] = chance.choice((0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE1, 0xE2, 0xEE, 0xD9))
    else:
        work[start + 2 : start + 4] = chance.getrandbits(16).to_bytes(2, "big")


def _png(work: bytearray, chance: Random) -> None:
    """A chunk changed, with the checksum that belongs to it, so that the reader goes on."""
    chunks: list[tuple[bytes, bytearray]] = []
    at = 8
    while at + 12 <= len(work) and len(chunks) < 200:
        length = int.from_bytes(work[at : at + 4], "big")
        chunks.append((bytes(work[at + 4 : at + 8]), bytearray(work[at + 8 : at + 8 + length])))
        at += 12 + length
    if not chunks:
        return
    number = chance.randrange(len(chunks))
    kind, body = chunks[number]
    if body and chance.random() < 0.8:
        _field(body, chance)
    elif chance.random() < 0.5:
        chunks[number:number] = [(kind, body)] * chance.choice((1, 50))
    else:
        kind = chance.choice((b"tRNS", b"PLTE", b"iCCP", b"acTL", b"fcTL", b"fdAT", b"eXIf", b"zTXt", b"IDAT"))
    if number < len(chunks):
        chunks[number] = (kind, body)
    packed = (struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks)
    work[8:] = b"".join(packed)


def _tiff(work: bytearray, chance: Random) -> None:
    """One of the twelve-byte entries of the first directory: its tag, type, count or value."""
    order = "<" if work[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", work, 4)
    if at + 2 > len(work):
        return
    (count,) = struct.unpack_from(order + "H", work, at)
    entry = at + 2 + 12 * chance.randrange(max(1, min(count, 60)))
    if entry + 12 > len(work):
        return
    if chance.random() < 0.2:
        tag = chance.choice((256, 257, 258, 259, 262, 273, 277, 278, 279, 317, 322, 324, 330, 339, 34665, 34675))
        struct.pack_into(order + "H", work, entry, tag)
    elif chance.random() < 0.3:
        struct.pack_into(order + "H", work, entry + 2, chance.randrange(20))
    else:
        struct.pack_into(order + "I", work, entry + chance.choice((4, 8)), chance.choice(NUMBERS))


def _boxes(work: bytearray, chance: Random) -> None:
    """A box of HEIF or AVIF: its size, its name, or a field behind it."""
    names = (b"meta", b"iloc", b"iprp", b"ipco", b"ipma", b"ispe", b"pixi", b"hvcC", b"av1C", b"iref", b"iinf", b"irot")
    places = [place for name in names if (place := work.find(name)) >= 4]
    if not places:
        return
    at = chance.choice(places)
    what = chance.randrange(3)
    if what == 0:
        struct.pack_into(">I", work, at - 4, chance.choice(NUMBERS))
    elif what == 1:
        work[at : at + 4] = chance.choice(names)
    else:
        place = at + 4 + chance.randrange(40)
        work[place : place + 4] = struct.pack(">I", chance.choice(NUMBERS))
