"""Finding goods: words become terms, terms get weights, slips are mended, turns are dealt.

Pure and in integers, so that every database ranks alike; what the words mean stands in
`shops/data/words.csv` and is passed in as a `Vocabulary`.
"""
