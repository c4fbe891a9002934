"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What was loaded stays for the life of the process: the collector need not walk it again in the middle of an answer.
gc.collect()
gc.freeze()
