"""Legal documents that were issued before publications were kept are to be published like later ones."""

from django.db import migrations

from langbiang.apps.documents.queries.publishing import rules_of_publication


def flag(apps, schema_editor):
    documents = apps.get_model("documents", "OutgoingDocument").objects.filter(type__normative=True)
    versions = apps.get_model("directory", "AgencyVersion").objects
    publications = apps.get_model("documents", "Publication").objects
    for document in documents.filter(state__in=["issued", "sent"]).iterator(500):
        known = versions.filter(agency=document.agency_id, valid_from__lte=document.issued_on)
        level = known.order_by("-valid_from").values_list("level", flat=True).first()
        for rule in rules_of_publication(level or ""):
            publications.create(
                document=document,
                agency_id=document.agency_id,
                medium=rule.medium,
                issued_on=document.issued_on,
                due_on=rule.due_on(document.issued_on),
            )


class Migration(migrations.Migration):
    dependencies = [("documents", "0030_publication"), ("directory", "0002_periods_never_overlap")]
    operations = [migrations.RunPython(flag, migrations.RunPython.noop)]
