"""Export of tables: CSV, JSON, Parquet, a workbook, a folder of all with its descriptions.

tables.py    which tables there are             exports.py    a table with its source
files.py     a table as one file                folder.py     all of them in a folder
parquet.py workbook.py                       the writers that need a library
datapackage.py croissant.py huggingface.py   the descriptions of a folder
datasette.py the views as a database, with descriptions and queries
"""
