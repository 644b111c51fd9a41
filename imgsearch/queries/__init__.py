"""Builders of SQL; they execute nothing."""
