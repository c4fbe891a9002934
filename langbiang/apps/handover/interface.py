"""What other apps and the web may use of hand-overs."""

from .models import HandOver
from .services import CannotOrder, Order, order_hand_over, undo_hand_over

__all__ = ["CannotOrder", "HandOver", "Order", "order_hand_over", "undo_hand_over"]
