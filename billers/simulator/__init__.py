"""Billers and core banking that can be told to misbehave, for the demo and for tests.

One process on one port speaks for all eight billers in their own dialects (`dialects`), and for
the bank's core banking. It keeps books of what was really accepted (`books`, and `journal` for
books that outlive a kill), which tests compare with ours. It is never in production.

Made-up accounts always exist (`people`), apart from those whose number ends in 66404.

What can go wrong (`faults`), for an account whose number ends in 666 and the figures below, for
the next calls (`POST /_faults`), or by chance (`PUT /_faults`, `--fault-rate`):

  01  refuse             refused, as the biller refuses a customer's account
  02  refuse_setup       refused because of the bank's set-up
  03  refuse_used        refused as a used reference, although it is new
  10  slow               answered well, after some seconds
  11  silent_before      not taken; no answer until the client gives up
  12  silent             taken; no answer until the client gives up
  13  answer_lost        taken; the connection closes without an answer
  14  answer_cut         taken; half an answer, then the connection closes
  15  reset_before       not taken; the connection is reset
  16  reset              taken; the connection is reset
  17  answered_twice     taken; the answer is sent two times on one connection
  20  error_before       not taken; HTTP 503
  21  error              taken; HTTP 502
  22  http_conflict      taken; HTTP 409
  23  redirect           taken; HTTP 307 to the same address: who follows asks again
  30  garbage            taken; bytes without meaning
  31  empty              taken; HTTP 200 without a body
  32  page               taken; HTTP 200 with an HTML page
  33  dtd                taken; the answer carries a document type
  34  entities           taken; the answer carries entities that grow and that read a file
  35  huge               taken; an answer of 50 MB
  36  deep               taken; an answer of 100 000 nested elements
  37  encoding           taken; the answer is in another encoding than it says
  40  wrong_amount       taken; the answer tells another amount
  41  wrong_reference    taken; the answer tells another reference
  42  wrong_account      taken; the answer tells another account
  43  contradiction      taken; the answer says yes and no at once
  44  strange_word       taken; the answer's status is in nobody's table
  45  duplicate          taken; the answer tells the payment twice
  46  used               taken; answered as a used reference, as if it had been sent twice
  47  endless_receipt    taken; the answer's receipt has 5 000 letters
  50  late               no answer; taken only some seconds later, pending until then
  51  late_hidden        no answer; taken only some seconds later, not to be found until then
  52  late_refused       refused, and taken some seconds later nevertheless
  53  late_callback      no answer; taken only some seconds later, and then a callback
  60  callback           taken; no answer, but a signed callback
  61  callback_twice     taken; no answer, but the same signed callback twice
  62  callback_forged    not taken; no answer, and a forged callback that says it was
  63  callback_old       taken; no answer, but a callback signed two hours ago
  64  callback_contrary  taken; no answer, but a signed callback that says declined
"""
