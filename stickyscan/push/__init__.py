"""A finished map onto a whiteboard service, because somebody asked for it: the only part that talks to the internet.

A plan says what shall be there (stickyscan.export.board_plan), `MiroBoard` and `MuralBoard` ask their services and
wait, `Journal` remembers what was sent, and `push` brings the three together so that every note is on the board once,
however often it is run.
"""

from stickyscan.push.exactly_once import Pushed, Whiteboard, push
from stickyscan.push.journal import Journal
from stickyscan.push.miro_board import MIRO, MiroBoard
from stickyscan.push.mural_board import MURAL, MuralBoard
from stickyscan.push.service_client import Patience

__all__ = ["MIRO", "MURAL", "Journal", "MiroBoard", "MuralBoard", "Patience", "Pushed", "Whiteboard", "push"]
