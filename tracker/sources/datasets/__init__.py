"""OpenRouter's documented API and its keyless exports.

export.py data_api.py    daily tokens: keyless files, and by key
daily.py                 rows of `rankings-daily` → boards
app_rankings.py          apps by tokens and calls       catalog.py      names and prices
benchmarks.py            results of benchmarks          manifest.py     what a manifest promises
keyed.py                 what the keyed answers share   paging.py       answers in pages
"""
