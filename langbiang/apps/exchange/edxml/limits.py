"""How much of one packet is believed. The numbers are ours but where a source is named."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one packet may cost: above, the packet is refused, or the ZIP counts as damaged."""

    packet_bytes: int = 500 * MEGABYTE  # as the hub of Lâm Đồng counts, on the encoded packet
    header_chars: int = 5 * MEGABYTE  # all text, names and attributes but the attachments' contents
    text_chars: int = 64 * 1024  # of one element
    tag_bytes: int = 256 * 1024  # one tag or comment: the parser holds it whole
    depth: int = 32
    names: int = 20_000  # elements, attributes, prefixes
    attachments: int = 200
    expanded_bytes: int = 2048 * MEGABYTE  # what all ZIPs of the packet may expand to
    ratio: int = 200  # expanded to packed, of one ZIP larger than the next number
    ratio_from_bytes: int = 10 * MEGABYTE


DEFAULT_LIMITS = Limits()
