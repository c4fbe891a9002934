"""A Word document made by hand, as small as LibreOffice reads it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = "http://schemas.openxmlformats.org/package/2006"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{PARTS}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
LINKS = '<?xml version="1.0"?><Relationships xmlns="{parts}/relationships">{links}</Relationships>'
LINK = '<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"{more}/>'
RUN = (
    '<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="28"/></w:rPr>'
    "<w:t>{}</w:t></w:r></w:p>"
)
A4 = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/></w:sectPr>'
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing"><wp:extent cx="914400" cy="914400"/>'
    f'<wp:docPr id="1" name="anh"/><a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture">'
    f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="anh"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rId9"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def docx(*lines: str, picture: str = "", padding: int = 0) -> bytes:
    """Write paragraphs on A4; `picture` is the address of one that is linked, `padding` bytes unpack for nothing."""
    body = "".join(map(RUN.format, lines)) + (PICTURE if picture else "") + A4
    text = f'<w:document xmlns:w="{WORDS}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", _links("rId1", "officeDocument", "word/document.xml"))
        archive.writestr("word/document.xml", text)
        if picture:
            more = ' TargetMode="External"'
            archive.writestr("word/_rels/document.xml.rels", _links("rId9", "image", picture, more))
        if padding:
            archive.writestr("word/padding.bin", bytes(padding))
    return out.getvalue()


def _links(name: str, kind: str, target: str, more: str = "") -> str:
    link = LINK.format(id=name, office=OFFICE, kind=kind, target=target, more=more)
    return LINKS.format(parts=PARTS, links=link)
