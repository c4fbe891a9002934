"""What the journal does for itself, by the clock."""

import logging
from datetime import datetime

from langbiang.foundation import signing

from .hearing import timer
from .stamping import stamp_heads

logger = logging.getLogger(__name__)


@timer(every=60)
def stamp_signed_heads(now: datetime) -> None:
    """Have time stamps put on the heads that have none yet; while the service is down they wait."""
    try:
        stamp_heads(now=now)
    except signing.NoStamp as failure:
        logger.warning("No time stamps on heads of the journal for now: %s", failure)
