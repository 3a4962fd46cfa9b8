"""What is claimed about the figures in one line, and whether the figures bear it out.

The line is read by grammar.py, the numbers in it by numbers.py; how far a figure found may lie
from a figure claimed is in tolerances.py.
"""
