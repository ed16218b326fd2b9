"""To whom what is written about a customer belongs."""

from servicing.models import Customer
from servicing.queries.customers import CustomerNotKnown, has_customer


def get_living(customer_id: str) -> str:
    """Return the id of the customer to whom all that is about this id belongs.

    :raises CustomerNotKnown: if no event has named it (`servicing.queries.customers`)
    """
    merged_into: str | None = (
        Customer.objects.filter(pk=customer_id).values_list("merged_into_id", flat=True).first()
    )
    if merged_into is None and not has_customer(customer_id):
        raise CustomerNotKnown(customer_id)
    return merged_into or customer_id
