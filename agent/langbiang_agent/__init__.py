"""Signs at the person's own PC, with the token that is put in there, what a page of one known site asks for."""

VERSION = "0.1.0"
PROTOCOL = 1  # docs/reference/signing-agent.md
