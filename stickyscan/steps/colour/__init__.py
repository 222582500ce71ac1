"""How the paper's colour is told from the photo's: the parts of the step `name_colours`."""
