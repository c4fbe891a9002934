"""
What the rights walk expects: one table an area (`.txt`), tried by `tests/test_rights_walk.py`.

An area with things of its own has a module of the same name: `make_things(world)` puts them into `world.things`, each
with `world.mark(name)` in what people read of it, and `filled(world)` gives what a person fills into its forms.
"""
