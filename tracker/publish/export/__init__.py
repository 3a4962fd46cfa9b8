"""Export of tables: CSV, JSON, Parquet, a workbook, a data package.

tables.py    which tables there are             exports.py       a table with its source
files.py     a table as one file                datapackage.py   all of them in a folder
parquet.py workbook.py    the writers that need a library
datasette.py the views as a database, with descriptions and queries
"""
