"""Notices to people by mail or chat, through Apprise: a title and an address, nothing personal."""


def send_notice(*, addresses: list[str], title: str, body: str) -> bool:
    """Send a notice to all Apprise addresses; tell whether every one of them took it.

    An address may hold a password, so none is ever named.
    """
    from apprise import Apprise  # a third of a second, which only the worker needs to spend

    messenger = Apprise()
    known = [messenger.add(address) for address in addresses]
    return all(known) and bool(messenger.notify(title=" ".join(title.split()), body=body))
