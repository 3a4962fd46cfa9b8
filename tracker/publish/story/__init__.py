"""The press kit on a sentence: verdict, paragraph, pictures, data, citation.

kit.py        the folder and its files         page.py       the page, in Markdown
paragraph.py  the paragraph of a claim         pictures.py   which charts show it
claimed.py    what is claimed, as a clause     findings.py   what was found, as a clause
further.py    what more there is to say        tables.py     data, long and wide
writer.py     numbers, dates and names         words.py      all words, English and Chinese
"""
