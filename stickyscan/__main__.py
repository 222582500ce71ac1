"""`python -m stickyscan` is the command `stickyscan`."""

# Guarded because worker processes of a batch import this file again, and need no command line.
if __name__ == "__main__":
    from stickyscan.cli import main

    main()
