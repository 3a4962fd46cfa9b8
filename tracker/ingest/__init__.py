"""The journey of a number, from an address to the database.

collect.py        fetch what is missing            import_files.py   bodies from files
journey.py        one capture: kept, parsed, checked, recorded
bundled.py        the history that comes with it   outcome.py        how a run went
reparse.py        the archive read anew            verify.py         the archive compared
backup.py         a list of the archive's files
"""
