"""The demo's half-year: what Sở Thông tin và Truyền thông, the Office and two communes did until the demo begins."""

from .living import seed_half_year

__all__ = ["seed_half_year"]
