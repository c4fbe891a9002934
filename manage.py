#!/usr/bin/env python
"""Django's usual entry; the product's own name for it is `langbiang`."""

from langbiang.command import main

if __name__ == "__main__":
    main()
