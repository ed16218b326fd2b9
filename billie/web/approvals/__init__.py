"""Doors of the approval engine: the inbox, one request and its decision; the same as API."""
