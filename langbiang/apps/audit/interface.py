"""What other apps and the web may use of controlling: nothing, for nobody above asks."""

__all__: list[str] = []
