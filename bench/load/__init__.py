"""An app for the bench alone: subjects to move, and a consumer that notes each act it hears."""
