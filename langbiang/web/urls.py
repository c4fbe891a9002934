from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("tim/goi-y/", views.suggestions, name="suggestions"),
    path("nhat-ky/", views.journal, name="journal"),
    path("tuong-phan/", views.contrast, name="contrast"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("", include("langbiang.apps.documents.urls")),
    path("", include("langbiang.apps.workfiles.urls")),
    path("", include("langbiang.apps.direction.urls")),
    path("", include("langbiang.apps.identity.urls")),
    path("kiem-soat/", include("langbiang.apps.audit.urls")),
    path("su-co/", include("langbiang.apps.incidents.urls")),
    path("ban-giao/", include("langbiang.apps.handover.urls")),
    path("", include("langbiang.apps.directory.urls")),
    path("", include("langbiang.apps.deadlines.urls")),
    path("", include("langbiang.apps.exchange.urls")),
]
