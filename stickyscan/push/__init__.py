"""A finished map onto a whiteboard service, because somebody asked for it: the only part that talks to the internet.

`plan` says what shall be there (stickyscan.export.miro_plan), `MiroClient` asks and waits, `Journal` remembers what was
sent, and `push_to_miro` brings the three together so that every note is on the board once, however often it is run.
"""

from stickyscan.push.journal import Journal
from stickyscan.push.miro_client import MiroClient, Patience
from stickyscan.push.to_miro import Pushed, push_to_miro

__all__ = ["Journal", "MiroClient", "Patience", "Pushed", "push_to_miro"]
