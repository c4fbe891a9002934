"""Whether a PDF is whole: asked of a strict reader, since a lenient one shows a broken file as an empty page."""

from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader


def opens_strictly(stream: BinaryIO) -> bool:
    """
    Say whether every page of a PDF can be read with its content; False for anything that is no PDF.

    A PDF that only restricts printing or copying opens without a password; one that asks for it does not.
    """
    try:
        reader = PdfFileReader(stream, strict=True)
        if reader.encrypted:
            reader.decrypt("")
        pages = int(reader.root["/Pages"]["/Count"])
        for number in range(pages):
            content = reader.find_page_for_modification(number)[0].get_object().get("/Contents")
            for part in content if isinstance(content, generic.ArrayObject) else [content]:
                if part is not None:
                    _ = part.get_object().data
    except Exception:
        return False  # a hostile file breaks the reader in any way; each way is "does not open"
    return pages > 0
