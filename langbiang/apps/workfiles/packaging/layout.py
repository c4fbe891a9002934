"""
What a package looks like: a ZIP without compression, so that equal files give equal bytes.

    metadata.xml           the data fields of Decree 30/2020, Annex VI: of the file, and of each document in it
    documents/NNN-….pdf    what the documents consist of, NNN being the number in the table of contents
    long-term/NNN-….pdf    in a package written once more: the same PDF with the data by which its signatures are judged
                           for long (PAdES B-LTA); it begins with the bytes of the one in documents/
    history/NNN.jsonl      what was done to each document, one act a line; history/file.jsonl the same of the file
    manifest-sha256.txt    the digest of each of these, as `sha256sum -c` reads it
"""

MEDIA_TYPE = "application/zip"
METADATA = "metadata.xml"
MANIFEST = "manifest-sha256.txt"
DOCUMENTS = "documents/"
LONG_TERM = "long-term/"
HISTORY = "history/"
ROOT = "WorkFilePackage"
VERSION = "1"
