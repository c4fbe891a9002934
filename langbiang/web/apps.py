from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "langbiang.web"
    label = "web"
    verbose_name = "Trang"
