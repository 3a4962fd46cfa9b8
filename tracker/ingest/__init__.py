"""From a response to the database.

collect.py        one run of one source            import_files.py   import saved response files
journey.py        archive, parse, check and record one capture
bundled.py        load the bundled history         outcome.py        the result of a run
reparse.py        rebuild from the archive         verify.py         compare archive and database
backup.py         the manifest of archive files
"""
