"""`python -m stickyscan` is the command `stickyscan`."""

from stickyscan.cli import main

# Guarded because worker processes of a batch import this file again.
if __name__ == "__main__":
    main()
