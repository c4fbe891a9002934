from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "langbiang.foundation.search"
    label = "search"
    verbose_name = "Tìm kiếm"
