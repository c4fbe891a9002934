"""What import-linter cannot see."""

import ast
import re

import pytest

from .house import APPS, HOUSE, calls, imported, modules, tree, where

INCLUDE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"'#]+)""")
SAVING = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
NO_MODELS = {"session", "messages", "headers", "initial"}  # request.session.update and the like


def test_no_app_fetches_a_model_by_its_name():
    """`apps.get_model` would get around the interface; migrations alone may."""
    found = [where(p, c) for p in modules() for c in calls(p) if getattr(c.func, "attr", "") == "get_model"]
    assert found == []


def test_no_model_has_a_name_in_another_app():
    """A key to another app ends in related_name="+": the app below knows nothing of those above."""
    from django.apps import apps

    named = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("langbiang.")
        for field in model._meta.concrete_fields
        if field.remote_field
        and field.remote_field.model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert named == []


@pytest.mark.parametrize("part", ["services", "queries", "models", "acts", "indexing", "holding", "keys"])
def test_services_queries_and_models_never_see_a_request(part):
    of_part = [p for p in modules(HOUSE / "apps") if p.stem == part or part in p.parts]
    found = [
        where(path, node)
        for path in of_part
        for node, name in imported(path)
        if name.startswith(("django.http", "django.shortcuts", "django.contrib.messages", "django.views"))
    ]
    found += [where(p, a) for p in of_part for a in ast.walk(tree(p)) if isinstance(a, ast.arg) and a.arg == "request"]
    assert found == []


def test_no_template_includes_a_part_of_another_app():
    found = []
    for app in APPS:
        for path in sorted(app.rglob("templates/**/*.html")):
            for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                owner = name.split("/")[0]
                if owner not in (path.relative_to(app / "templates").parts[0], "web", "components"):
                    found.append(f"{path.relative_to(HOUSE)}: {name}")
    assert found == []


def test_only_services_save():
    """Outside services nothing of an app's code writes rows; managers of models and the foundation are their own."""
    found = [
        where(path, call)
        for path in modules(HOUSE)
        if "services" not in path.parts and path.stem not in ("services", "models") and "models" not in path.parts
        if "foundation" not in path.parts
        for call in calls(path)
        if _saves(call)
    ]
    assert found == []


def _saves(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in SAVING:
        return False
    owner = call.func.value
    a_dictionary = isinstance(owner, ast.Name | ast.Dict) or getattr(owner, "attr", "") in NO_MODELS
    return not (call.func.attr == "update" and a_dictionary)


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_app_says_what_it_is_for_and_has_an_interface(app):
    readme = (app / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {app.name}\n")
    for word in ("**Words**", "**Interface**: `interface.py`", "**Asks**", "**Keeps**"):
        assert word in readme
    source = (app / "interface.py").read_text(encoding="utf-8")
    assert "__all__" in source
