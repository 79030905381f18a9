"""For gunicorn: `gunicorn app.wsgi:app`."""

from app import memory
from app.factory import create_app

app = create_app()
memory.collect_less_often()
