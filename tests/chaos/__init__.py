"""Thousands of payments while everything dies: three sets of books have to agree at the end."""
