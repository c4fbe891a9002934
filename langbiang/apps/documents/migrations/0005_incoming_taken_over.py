"""What came before handlings were: each document gets its new columns, and each that was assigned its lead."""

from django.db import migrations

from langbiang.foundation.search.folding import fold


def take_over(apps, schema_editor):
    names = {}
    for version in apps.get_model("directory", "UnitVersion").objects.order_by("valid_from"):
        names[version.unit_id] = version.name
    documents = apps.get_model("documents", "IncomingDocument").objects.select_related("delivery__packet")
    for document in documents.filter(delivery__isnull=False).iterator(500):
        _complete(document)
        if document.assigned_unit_id is not None:
            _give_lead(apps.get_model("documents", "Handling"), document, names.get(document.assigned_unit_id, ""))


def _complete(document):
    packet = document.delivery.packet
    document.document_id = packet.document_id
    document.signer_name, document.signer_position = packet.signer_name, packet.signer_position
    issuer = fold(document.sender_name).replace(fold("Ủy ban nhân dân"), fold("UBND"))
    year = (document.dated or document.arrived_at).year
    document.folded = f"{issuer} {fold(document.code.strip().lstrip('0'))} {year}"[:500]
    document.save(update_fields=["document_id", "signer_name", "signer_position", "folded"])


def _give_lead(handlings, document, unit_name):
    done = document.state == "done"
    handlings.objects.create(
        document=document,
        role="lead",
        unit_id=document.assigned_unit_id,
        unit_name=unit_name,
        seat_id=document.assigned_to_id,
        seat_name=document.assigned_name,
        due_at=document.due_at,
        state={"assigned": "open", "working": "working"}.get(document.state, "done"),
        result=document.result,
        done_at=document.moved_at if done else None,
        arrived_at=document.arrived_at,
        live=not done,
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_incoming_work"), ("directory", "0002_periods_never_overlap")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
