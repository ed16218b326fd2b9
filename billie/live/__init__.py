"""Pushing changes to browsers: server-sent events that say what changed, never what it is now.

Whoever has committed a change publishes its topics to one capped Redis stream (`publisher`). In
each web process one reader follows that stream (`hub`) and tells the open pages (`views`), which
fetch the parts they show again. So a page reads through the same permissions and queries as ever,
and an announcement that comes twice does no harm.
"""
