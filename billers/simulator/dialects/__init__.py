"""How the simulated systems talk: one file a dialect, written apart from the client's own code.

They share nothing with `billers.connectors` but its WSDLs, or a mistake made there would be made
here too, and nobody would notice.
"""
