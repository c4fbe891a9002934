"""Asks about accounts and the seat in use; never writes."""

from datetime import date

from langbiang.apps.directory.interface import Person, Seat, list_seats_of

from .models import User

# The people of the demo's main journey, in its order.
GUIDES = (
    "Vũ Hồng Nhung",
    "Đinh Quốc Việt",
    "Bùi Thị Kim Chi",
    "Hồ Văn Thành",
    "Trần Đình Phúc",
    "Nguyễn Thị Thu Hà",
    "Ka Hương",
    "Lâm Quang Huy",
    "Tô Minh Khánh",
)


def find_account(person: Person) -> User | None:
    return User.objects.filter(person=person, is_active=True).first()


def list_seats(user: User, day: date) -> list[Seat]:
    """List the seats an account may act from on a day, the first by rank first."""
    return list(list_seats_of(user.person_id, day)) if user.person_id else []


def choose_seat(user: User, uid: str, day: date) -> Seat | None:
    """Give the wished seat if it is the person's own and in force, else the person's first, else None."""
    seats = list_seats(user, day)
    return next((seat for seat in seats if str(seat.uid) == uid), seats[0] if seats else None)
