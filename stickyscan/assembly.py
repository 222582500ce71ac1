"""Settings in, a ready `Scanner` out: what the command line, a batch's workers and Python callers start from."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from stickyscan.engines.catalogue import AUTO, build_finder, build_reader, reads_boards
from stickyscan.engines.language_codes import named_languages
from stickyscan.journey import JourneyMap
from stickyscan.pipeline import Observer, Scanner, Unobserved
from stickyscan.settings import EngineSettings, ScanSettings, Settings
from stickyscan.steps.decode_photo import DecodeLimits
from stickyscan.template import read_template


def assemble_scanner(settings: Settings, observer: Observer | None = None) -> Scanner:
    """Build the engines once, for any number of walls.

    Raises:
        UsageError: there is no engine of that name.
        InputError: the template cannot be read.
        EngineMissingError: an engine that was asked for is not installed.
    """
    engines = settings.engines
    template = None if settings.scan.template is None else read_template(settings.scan.template)
    build = partial(
        build_reader,
        language=engines.language,
        threads=engines.threads,
        vocabulary=template.expected_words if template else (),
        endpoint=settings.endpoint,
        device=engines.device,
    )
    with ThreadPoolExecutor(1) as beside:  # weights are unpacked without Python's lock
        finder = beside.submit(build_finder, engines.finder, threads=engines.threads, device=engines.device)
        reader = build(engines.reader)
    return Scanner(
        finder=finder.result(),
        reader=reader,
        template=template,
        languages=named_languages(engines.language),
        board_reader=None if reads_boards(engines.reader) else build(AUTO),
        observer=observer or Unobserved(),
        limits=DecodeLimits.of(settings.limits),
    )


def scan(
    photos: Sequence[str | Path], *, reader: str = AUTO, language: str | None = None, template: str | None = None
) -> JourneyMap:
    """One wall, photographed once or more, as a map: `scan(["wall.jpg"])`.

    Raises:
        StickyscanError: whatever `stickyscan scan` would report; each class has its exit code.
    """
    settings = Settings(engines=EngineSettings(reader=reader, language=language), scan=ScanSettings(template=template))
    return assemble_scanner(settings).scan([Path(photo) for photo in photos])
