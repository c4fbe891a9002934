from django.db import models

from langbiang.foundation.journal.subjects import Subject


class Paper(Subject):
    SUBJECT_KIND = "sample.paper"
    OFFICIAL_FIELDS = ("title", "number", "signed_on", "agency")

    title = models.CharField(max_length=200)
    number = models.IntegerField(null=True)
    signed_on = models.DateField(null=True)
    agency = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="draft")

    def __str__(self):
        return self.title


class Effect(models.Model):
    """What a consumer did, once for each time: nothing here forbids a double."""

    consumer = models.CharField(max_length=20)
    act = models.UUIDField()
    note = models.TextField(blank=True)

    def __str__(self):
        return f"{self.consumer} {self.act}"
