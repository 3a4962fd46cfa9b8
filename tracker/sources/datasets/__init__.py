"""OpenRouter's documented API and its keyless exports.

export.py data_api.py    daily tokens: keyless files, and by key
daily.py                 rows of `rankings-daily` → boards
app_rankings.py          apps by tokens and calls       catalog.py      names and prices
benchmarks.py            benchmark results              manifest.py     manifests of the exports
keyed.py                 shared by keyed responses      paging.py       paged responses
"""
