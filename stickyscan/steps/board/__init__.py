"""What `read_board` is made of: covering the notes, finding drawn and taped lines."""
