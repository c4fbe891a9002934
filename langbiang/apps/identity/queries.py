"""Asks about accounts, the seat in use and deputies; never writes."""

from dataclasses import dataclass
from datetime import date

from allauth.idp.oidc.models import Token
from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Person, Role, Seat, list_seats_in, list_seats_of

from .models import Deputation, User

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


def list_deputised(user: User, day: date) -> list[tuple[Seat, Deputation]]:
    """List the seats of others from which an account may act on a day, each with the deputation it acts under."""
    if not user.person_id:
        return []
    rows = Deputation.objects.filter(state=Deputation.State.GRANTED, begins__lte=day, ends__gte=day)
    rows = rows.filter(deputy__person=user.person_id).select_related(
        "principal__person", "principal__agency", "principal__unit", "deputy__person"
    )
    found = []
    for row in rows.order_by("begins", "pk"):
        if row.principal.holds_on(day) and row.deputy.holds_on(day):
            row.principal.acted_by = row.deputy
            found.append((row.principal, row))
    return found


def choose_seat(user: User, wished: str, day: date) -> Seat | None:
    """Give the wished seat (`Seat.used_as`) if the person may act from it today, else the first own one, else None."""
    seats = list_seats(user, day)
    if "." in wished:
        for seat, _ in list_deputised(user, day):
            if seat.used_as == wished:
                return seat
    return next((seat for seat in seats if seat.used_as == wished), seats[0] if seats else None)


def may_deputise_for_others(seat: Seat) -> bool:
    """Say whether a seat sets deputies for others of its agency: a leader's, used by the leader."""
    return seat.has(Role.LEADER) and seat.acted_by is None


def list_deputations(seat: Seat) -> QuerySet[Deputation]:
    """List the deputations that a seat gave, received, or, a leader's, those of the whole agency; newest first."""
    mine = Q(principal=seat) | Q(deputy=seat)
    if may_deputise_for_others(seat):
        mine |= Q(principal__agency=seat.agency_id)
    return Deputation.objects.filter(mine).select_related("principal__person", "deputy__person")


def list_colleagues(seat: Seat, day: date) -> list[Seat]:
    """List who may be chosen as deputy, or as who is away: everybody of the agency on a day."""
    return list_seats_in(seat.agency_id, day)


@dataclass(frozen=True)
class ApiClient:
    """A program of another system, and what its token lets it do."""

    id: str
    scopes: frozenset[str]


def find_api_client(authorization: str) -> ApiClient | None:
    """Find whose token an Authorization header carries; None for none, an unknown one, or one that has run out."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        return None
    token = Token.objects.only("client_id", "scopes").lookup(Token.Type.ACCESS_TOKEN, value.strip())
    if token is None or token.client_id is None:
        return None
    return ApiClient(token.client_id, frozenset(token.get_scopes()))
