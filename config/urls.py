"""Root of the addresses; each app keeps its own below one Vietnamese word."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
