"""How a messy office list becomes clean records: header, columns, places, values, doubles. Pure.

`reading.read_lists` walks the rows of a file once and yields what became of each one. Nothing
is guessed: a value that cannot be told stays empty and leaves a `Problem`.
"""
