"""stickyscan turns photos of sticky-note walls into structured, editable customer journey maps, offline.

The pipeline, one file per step in `stickyscan.steps`: decode_photo, find_notes, join_photos, name_colours, read_notes,
read_board, arrange_map. `stickyscan.pipeline.Scanner` runs them in order.
"""
