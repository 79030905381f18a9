"""Routes and forms, one folder per side; nothing below this layer knows a request."""
