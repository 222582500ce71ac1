"""A Miro board, by its REST API v2 (developers.miro.com): its calls, its pages, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from stickyscan.export.board_plan import Arrow, Item
from stickyscan.export.miro_plan import FRAMES
from stickyscan.push.exactly_once import Thing
from stickyscan.push.service_client import Answer, AnswerLostError, Patience, Service, ServiceClient

MIRO = "https://api.miro.com"
_SERVICE = Service(
    "Miro",
    {
        401: "the token is not valid (any more). Put a new one into the environment as MIRO_TOKEN.",
        403: "the token may not write to this board. It needs the scopes boards:read and boards:write.",
        404: "there is no such board, or the token may not see it. The id is the part of its address after /board/.",
    },
)
_READ, _WRITE = 50, 100  # credits that a call of the first and second level costs
_PAGE = 50  # things; the most that Miro gives at once


class MiroBoard:
    """One board, by its id."""

    at_once = 20
    room_for_tags = 100
    tags_come_along = False

    def __init__(self, token: str, board: str, address: str = MIRO, patience: Patience | None = None) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            UsageError: the address is not one that a token may be sent to.
        """
        root = f"{address.rstrip('/')}/v2/boards/{quote(board, safe='=')}"
        self.client = ServiceClient(_SERVICE, token, root, patience)

    def things(self) -> Iterator[Thing]:
        """See Whiteboard."""
        return map(_thing, self._pages("/items"))

    def make(
        self, items: Sequence[Item], ids: Mapping[str, str], _tags: Mapping[str, Sequence[str]]
    ) -> Iterator[Thing]:
        """See Whiteboard; frames come one by one."""
        bodies = [{**i.body, **({"parent": {"id": ids[i.frame]}} if i.frame else {})} for i in items]
        one = items[0].call == FRAMES
        made = self.client.post(f"/{items[0].call}", bodies[0] if one else bodies, _WRITE * len(bodies))
        return map(_thing, [made] if one else made.get("data", []))

    def tags(self) -> Mapping[str, str]:
        """See Whiteboard."""
        found: dict[str, str] = {}
        while page := self.client.get("/tags", _WRITE, limit=_PAGE, offset=len(found)).get("data", []):
            found.update((str(tag["title"]), str(tag["id"])) for tag in page)
            if len(page) < _PAGE:
                break
        return found

    def make_tag(self, title: str) -> str:
        """See Whiteboard."""
        return _id(self.client.post("/tags", {"title": title, "fillColor": "blue"}, _READ))

    def tags_of(self, item: str) -> frozenset[str]:
        """See Whiteboard."""
        return frozenset(str(tag["id"]) for tag in self.client.get(f"/items/{item}/tags", _WRITE).get("tags", []))

    def attach(self, item: str, tag: str) -> None:
        """See Whiteboard."""
        self.client.post(f"/items/{item}", None, _READ, tag_id=tag)

    def connected(self) -> set[tuple[str, str]]:
        """See Whiteboard."""
        return {
            (str(line.get("startItem", {}).get("id")), str(line.get("endItem", {}).get("id")))
            for line in self._pages("/connectors")
        }

    def connect(self, source: str, target: str, arrow: Arrow) -> None:
        """See Whiteboard."""
        self.client.post("/connectors", {"startItem": {"id": source}, "endItem": {"id": target}, **arrow.body}, _WRITE)

    def _pages(self, path: str) -> Iterator[Answer]:
        """All things of a list that goes on with cursors."""
        cursor: dict[str, str | int] = {}
        while True:
            page = self.client.get(path, _WRITE, limit=_PAGE, **cursor)
            yield from page.get("data", [])
            following = page.get("cursor")
            if not following or cursor.get("cursor") == following:
                return
            cursor = {"cursor": following}


def _thing(answer: Answer) -> Thing:
    data = answer.get("data") or {}
    return Thing(_id(answer), f"{data.get('content', '')} {data.get('title', '')}")


def _id(answer: Answer) -> str:
    if "id" not in answer:
        raise AnswerLostError("its answer names no id")
    return str(answer["id"])
