"""Tables that leave the tracker: CSV, JSON, Parquet, a workbook, a data package."""
