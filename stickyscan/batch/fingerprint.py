"""Settings in, a mark of all that a map depends on besides its photos out; no network is loaded for it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import version

from stickyscan.engines.catalogue import Chosen, choose_finder, choose_reader
from stickyscan.engines.weights import weights_path
from stickyscan.settings import Settings
from stickyscan.template import read_template


def choose_engines(settings: Settings) -> tuple[Chosen, Chosen]:
    """Finder and reader: what "auto" means here, so that a missing one is told once, and before any work.

    Raises:
        UsageError: there is no engine of that name.
        EngineMissingError: an engine, or the device, that was asked for is not there.
    """
    engines = settings.engines
    if engines.device == "cuda":
        from stickyscan.engines.open_network import providers

        providers(engines.device)
    reader = choose_reader(engines.reader, language=engines.language, endpoint=settings.endpoint)
    return choose_finder(engines.finder), reader


def fingerprint(settings: Settings, engines: tuple[Chosen, Chosen]) -> str:
    """What a map depends on, as a SHA-256: version, engines, language, template, endpoint, weights.

    Raises:
        InputError: the template cannot be read.
    """
    template = read_template(settings.scan.template).model_dump(mode="json") if settings.scan.template else None
    endpoint = (settings.endpoint.url, settings.endpoint.model) if settings.engines.reader == "endpoint" else None
    parts = {
        "version": version("stickyscan"),
        "engines": (*(engine.told for engine in engines), settings.engines.language),
        "template": template,
        "endpoint": endpoint,
        "weights": _weights(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _weights() -> str:
    """In a checkout the weights change while the version stays."""
    digest = hashlib.sha256()
    folder = weights_path("note_finder.onnx").parent
    for file in sorted((*folder.glob("*.onnx"), *folder.glob("*.json"))):
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
