"""The only place that writes hand-overs."""

from .ordering import CannotOrder, Order, order_hand_over, undo_hand_over
from .running import CHUNK, advance_hand_over

__all__ = ["CHUNK", "CannotOrder", "Order", "advance_hand_over", "order_hand_over", "undo_hand_over"]
