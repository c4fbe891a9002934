"""Forms in the house's markup: govuk components, our own field templates, no class names in Python forms."""

from typing import Any

from django.forms import BoundField, Widget, widgets
from django.forms.renderers import TemplatesSetting

CLASSES: tuple[tuple[type[Widget], str], ...] = (
    (widgets.Select, "govuk-select"),
    (widgets.Textarea, "govuk-textarea"),
    (widgets.FileInput, "govuk-file-upload"),
    (widgets.TextInput, "govuk-input"),
    (widgets.EmailInput, "govuk-input"),
    (widgets.PasswordInput, "govuk-input"),
)


class HouseBoundField(BoundField):
    """A field that knows how its widget looks, and looks wrong when it is."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        name = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
        if name:
            wrong = f" {name.replace('govuk-select', 'govuk-input')}--error" if self.errors else ""
            built["class"] = f"{name} {widget.attrs.get('class', '')}{wrong}".strip()
        return built


class HouseRenderer(TemplatesSetting):
    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = HouseBoundField
