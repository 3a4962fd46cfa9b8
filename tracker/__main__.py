"""Run `tracker` as `python -m tracker`."""

from tracker.cli import main

if __name__ == "__main__":  # a second process imports this module too
    main()
