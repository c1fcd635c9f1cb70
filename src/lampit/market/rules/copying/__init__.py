"""The market as files: which address becomes which file, how a page is rewritten, what is written.

A copy lives without a server: from a stick (`file://`), an object store or any web host.
"""
