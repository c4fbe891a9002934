"""`python -m langbiang`: the same as `langbiang`, for child processes that must be of this very installation."""

from langbiang.command import main

main()
