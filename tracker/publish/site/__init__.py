"""The report: a static site of the whole record."""
