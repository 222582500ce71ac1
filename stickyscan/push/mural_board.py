"""A mural, by Mural's public API v1 (developers.mural.co/public/reference): its calls and its pages.

25 calls a second are allowed, whatever they do; an answer has what was asked for as its `value`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from stickyscan.export.board_plan import Arrow, Item
from stickyscan.export.mural_plan import AREAS, ARROWS, NOTES
from stickyscan.push.exactly_once import Thing
from stickyscan.push.service_client import Answer, AnswerLostError, Patience, Service, ServiceClient

MURAL = "https://app.mural.co"
_SERVICE = Service(
    "Mural",
    {
        401: "the token is not valid (any more). Put a new one into the environment as MURAL_TOKEN.",
        403: "the token may not write to this mural. It needs the scopes murals:read and murals:write.",
        404: "there is no such mural, or the token may not see it. Its id is WORKSPACE.NUMBER, or give its address.",
    },
)
_CALL = 1
_PAGE = 100  # widgets; the most that Mural gives at once


class MuralBoard:
    """One mural, by its id."""

    at_once = 200  # of the 1,000 that Mural takes, so that an answer does not keep long waiting
    room_for_tags = sys.maxsize
    tags_come_along = True

    def __init__(self, token: str, board: str, address: str = MURAL, patience: Patience | None = None) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            UsageError: the address is not one that a token may be sent to.
        """
        root = f"{address.rstrip('/')}/api/public/v1/murals/{quote(board, safe='.')}"
        self.client = ServiceClient(_SERVICE, token, root, patience)

    def things(self) -> Iterator[Thing]:
        """See Whiteboard."""
        return map(_thing, self._widgets())

    def make(self, items: Sequence[Item], ids: Mapping[str, str], tags: Mapping[str, Sequence[str]]) -> Iterator[Thing]:
        """See Whiteboard; areas come one by one."""
        bodies = [
            {
                **item.body,
                **({"parentId": ids[item.frame]} if item.frame else {}),
                **({"tags": list(tags[item.key])} if item.call == NOTES else {}),
            }
            for item in items
        ]
        one = items[0].call == AREAS
        made = self.client.post(f"/{items[0].call}", bodies[0] if one else bodies, _CALL).get("value")
        return map(_thing, [made or {}] if one else made or [])

    def tags(self) -> Mapping[str, str]:
        """See Whiteboard."""
        return {str(tag["text"]): str(tag["id"]) for tag in self.client.get("/tags", _CALL).get("value", [])}

    def make_tag(self, title: str) -> str:
        """See Whiteboard."""
        return _id(self.client.post("/tags", {"text": title}, _CALL).get("value") or {})

    def tags_of(self, item: str) -> frozenset[str]:
        """See Whiteboard."""
        widget = self.client.get(f"/widgets/{quote(item)}", _CALL).get("value") or {}
        return frozenset(map(str, widget.get("tags") or []))

    def attach(self, item: str, tag: str) -> None:
        """See Whiteboard."""
        self.client.patch(f"/{NOTES}/{quote(item)}", {"tags": sorted({*self.tags_of(item), tag})}, _CALL)

    def connected(self) -> set[tuple[str, str]]:
        """See Whiteboard."""
        return {
            (str(widget.get("startRefId")), str(widget.get("endRefId")))
            for widget in self._widgets()
            if widget.get("type") == "arrow"
        }

    def connect(self, source: str, target: str, arrow: Arrow) -> None:
        """See Whiteboard."""
        self.client.post(f"/{ARROWS}", {"startRefId": source, "endRefId": target, **arrow.body}, _CALL)

    def _widgets(self) -> Iterator[Answer]:
        following: dict[str, str | int] = {}
        while True:
            page = self.client.get("/widgets", _CALL, limit=_PAGE, **following)
            yield from page.get("value") or []
            if not page.get("next"):
                return
            following = {"next": page["next"]}


def _thing(widget: Answer) -> Thing:
    # Once people have formatted a text, Mural tells it as HTML only.
    return Thing(_id(widget), " ".join(str(widget.get(name) or "") for name in ("text", "htmlText", "title")))


def _id(answer: Answer) -> str:
    if "id" not in answer:
        raise AnswerLostError("its answer names no id")
    return str(answer["id"])
