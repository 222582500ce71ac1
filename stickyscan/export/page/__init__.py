"""The parts of the HTML page: markup that cannot be broken by what notes say, and one file per section."""
