"""Charts that leave the tracker: a picture's data, the picture with its card, its citation."""
