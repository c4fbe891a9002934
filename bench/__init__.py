"""What `make bench` runs: each part prints, as its last line, one JSON object."""
