"""The mirror: loans that other publishers tell the event stream of come to live in these books.

# Note [Two who tell of one loan]
The demo's stories keep loans of their own and tell their balances. On a loan that nobody else has
posted on, the books follow: each told balance is booked as the difference to the one told before.
Once somebody has posted on a loan by request, the story no longer knows what is owed. Its events
are still booked as the differences they stand for, as a payment is a payment; but then the ledger
tells its own snapshot, which comes after the story's in the stream and stands. So neither a
posting by staff nor one of the story is lost, and the last word is the ledger's.
"""
