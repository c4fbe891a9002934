from django.apps import AppConfig


class LookingConfig(AppConfig):
    name = "langbiang.foundation.looking"
    label = "looking"
    verbose_name = "Nhật ký truy cập"
