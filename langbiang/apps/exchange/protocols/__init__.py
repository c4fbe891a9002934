"""What the protocols of the axis look like on the wire; they know no database and no request."""
