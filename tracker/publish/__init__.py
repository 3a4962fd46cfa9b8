"""Publication of the record: figures, tables and the report.

figures/   a picture's data, its card, its citation
export/    tables as files, a workbook, a data package
site/      the report, a static site
"""
