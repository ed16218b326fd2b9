"""Whole pages and API answers, asked for as a signed-in browser or program would."""

from collections.abc import Callable
from random import Random
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.test import Client

from support import talk
from support.questions import Question, Samples, misspelt


def through_the_door(samples: Samples) -> dict[str, Question]:
    """Return the pages that staff open all day, and the API's answers to the same."""
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(username=talk.USERNAME),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    def get(address: Callable[[Random], str]) -> Question:
        def ask(chance: Random) -> None:
            response = client.get(address(chance))
            assert response.status_code == 200, (response.status_code, response.content[:500])

        return ask

    def customer(chance: Random) -> str:
        return chance.choice(samples.customer_ids)

    def typo(chance: Random) -> str:
        return urlencode({"q": misspelt(chance.choice(samples.customers).full_name, chance)})

    return {
        "page of a customer": get(lambda chance: f"/servicing/customers/{customer(chance)}"),
        "page of a conversation": get(
            lambda chance: f"/servicing/conversations/{chance.choice(samples.conversations)[0]}"
        ),
        "page of the dashboard": get(lambda chance: "/"),
        "page of customers": get(lambda chance: "/servicing/customers/"),
        "page of arrears": get(lambda chance: "/servicing/accounts/?arrears=yes"),
        "page of conversations": get(lambda chance: "/servicing/conversations/"),
        "page of search results, with a typo": get(lambda chance: f"/search?{typo(chance)}"),
        "palette, with a typo": get(lambda chance: f"/search?part=options&{typo(chance)}"),
        "api/customer": get(lambda chance: f"/api/customer/{customer(chance)}"),
        "api/accounts": get(lambda chance: "/api/accounts?limit=50"),
        "api/accounts in arrears": get(lambda chance: "/api/accounts?inArrears=true&limit=50"),
        "api/conversations": get(
            lambda chance: f"/api/conversations/{chance.choice(samples.conversations)[0]}"
        ),
        "api/search, with a typo": get(lambda chance: f"/api/search?{typo(chance)}"),
    }
