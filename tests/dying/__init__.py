"""An app for the crash test alone: now and then its process dies between the file and the commit that names it."""
