"""`python -m tracker` is `tracker`."""

from tracker.cli import main

if __name__ == "__main__":  # a second process of ours imports this module too
    main()
