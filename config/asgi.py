"""What the web server loads: Django's WSGI application, with header bytes as they came (`foundation.bridge`)."""

from contextlib import suppress

from django.db import OperationalError, connection

from config.wsgi import application as django
from langbiang.foundation.bridge import Bridge
from langbiang.foundation.durable import check_durable

THREADS = 8  # in each process: a slow sender holds one while its packet comes in

# No answer is given on a database that may lose what it has committed; one that is not there yet shows in /healthz.
with suppress(OperationalError):
    check_durable()
connection.close()

application = Bridge(django, threads=THREADS)
