"""Rotation plans and LIS1 allocation, as pure values and rules.

May use `pathways.types`; knows no database, web framework or clock.
"""
