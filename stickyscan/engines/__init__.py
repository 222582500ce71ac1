"""Engines that find and read notes, each behind a small Protocol (`protocols.py`); none knows another."""
