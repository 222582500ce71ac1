"""How notes hang together: columns, rows, headers, titles. Arithmetic on boxes in note sizes, no pixels."""
