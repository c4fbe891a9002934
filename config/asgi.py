"""What the web server loads: Django's WSGI application, with header bytes as they came (`foundation.bridge`)."""

from config.wsgi import application as django
from langbiang.foundation.bridge import Bridge

THREADS = 8  # in each process: a slow sender holds one while its packet comes in

application = Bridge(django, threads=THREADS)
