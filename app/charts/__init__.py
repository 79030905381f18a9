"""Drawings as SVG: values in, markup out; no database, no request, no clock."""
