"""What `read_marks` is made of: dots, arrows, moods and emphasis that people put on or around their notes."""
