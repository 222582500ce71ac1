"""Walls scanned on a Dask cluster, photos and results behind any address that fsspec knows; no disk is shared.

In order: `place` reads and writes, `scan_remotely` is what a worker does with one wall, `scan_walls` hands walls out.
"""

from stickyscan.cluster.place import Place
from stickyscan.cluster.scan_walls import ClusterSettings, find_remote_walls, scan_on_cluster

__all__ = ["ClusterSettings", "Place", "find_remote_walls", "scan_on_cluster"]
