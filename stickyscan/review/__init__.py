"""The page on which people check and correct a wall in the browser, and the server behind it."""
