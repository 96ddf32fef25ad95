"""`python -m flopwise`: the command line."""

from flopwise.cli import main

if __name__ == "__main__":
    main()
