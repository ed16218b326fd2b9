"""What is said in an application chat: questions, answers, and notes of the assessing agents.

Words in braces are filled in from the application.
"""

from typing import NamedTuple


class Exchange(NamedTuple):
    """One question of the assistant with answers that customers give, and what is learned."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]
    learns: tuple[str, ...]
    input_type: str = "text"


PURPOSES = (
    ("car repairs", "The clutch went and I need the car for work"),
    ("rental bond", "I'm moving and the bond is due before I get the old one back"),
    ("dental bill", "I cracked a tooth and the dentist wants to be paid on the day"),
    ("whitegoods", "Our fridge died on the weekend"),
    ("vet bill", "Our dog had to have an operation"),
    ("school costs", "Uniforms and a laptop for the new school year"),
    ("power bill", "Winter power bill, it was double what I expected"),
    ("travel to family", "I need to fly home, my nan isn't well"),
    ("car registration", "Rego and green slip came in the same week"),
    ("tools for work", "I start a new job on Monday and need my own tools"),
)

WORK = (
    ("warehouse picker", "I pick orders in a warehouse"),
    ("aged care worker", "I work in aged care, mostly nights"),
    ("barista", "I make coffee, five days a week"),
    ("apprentice electrician", "I'm a third year apprentice sparky"),
    ("retail assistant", "I'm at a hardware store, part time but steady"),
    ("delivery driver", "I drive a delivery van"),
    ("teacher's aide", "I'm a teacher's aide at a primary school"),
    ("cleaner", "I clean offices in the evening"),
    ("call centre agent", "I'm in a call centre, permanent"),
    ("kitchen hand", "I work in a pub kitchen"),
)

HOUSEHOLDS = (
    ("just me", 0),
    ("my little boy", 1),
    ("two kids", 2),
    ("my partner and a little one", 2),
    ("my mum lives with us", 1),
    ("three kids, every second week", 3),
)

OPENINGS = (
    "Hi, I need a small loan",
    "hello, is this where I apply?",
    "Hey, can I borrow some money until things calm down",
    "Hi there. My sister told me about you",
    "G'day, looking for a loan",
)

EXCHANGES = (
    Exchange(
        (
            "Hello, I'm Billie. I can help with that. How much would you like to borrow?",
            "Hi, you've come to the right place. What amount do you have in mind?",
        ),
        ("{amount}", "${amount} please", "about {amount} would do it", "{amount} dollars"),
        ("loanAmount",),
        "currency",
    ),
    Exchange(
        ("Thanks. What is the loan for?", "And what would you use the ${amount} for?"),
        ("{why}", "{why}.", "It's for {purpose}. {why}"),
        ("loanPurpose",),
    ),
    Exchange(
        ("What name should I put on the application?", "May I have your full name?"),
        ("{first} {last}", "It's {first} {last}", "{first} {last}, you can call me {name}"),
        ("customer",),
    ),
    Exchange(
        ("How would you like to repay: weekly, fortnightly or monthly?",),
        ("{frequency} suits me", "{frequency} please", "I get paid {frequency}, so {frequency}"),
        ("paymentFrequency", "loanTerm"),
        "choice",
    ),
    Exchange(
        ("That would be {payments} payments. What do you do for work, {name}?",),
        ("{work}", "{work}, going on {years} years now"),
        ("employment",),
    ),
    Exchange(
        ("And what do you take home in a {period}, after tax?",),
        ("around {income}", "${income}", "it varies but about {income}"),
        ("income",),
        "currency",
    ),
    Exchange(
        ("What do you pay for rent or mortgage in a {period}?",),
        ("{rent}", "{rent} for my share", "rent is {rent}"),
        ("housing",),
        "currency",
    ),
    Exchange(
        ("Does anybody depend on your income?",),
        ("{household}", "{household}.", "{household}, that's all"),
        ("dependants",),
    ),
)

BANKS = ("Harbour Bank", "Southern Mutual", "First Creek Credit Union")
CONSENT = (
    "To see whether the loan is affordable I need to look at 90 days of bank statements. "
    "May I send you a secure link?"
)
CONSENT_YES = ("yes", "ok send it", "Yes that's fine", "sure, go ahead")
CONSENT_NO = ("I'd rather not", "no, not giving out my bank login", "hmm let me think about that")
STATEMENTS_HERE = "Thank you, the statements have arrived. Give me a moment to look through them."
GOODBYE_UNFINISHED = (
    "That's all right. Your application stays open for seven days if you change your mind."
)

VERDICTS = {
    "APPROVED": (
        "Good news, {name}: your loan of ${amount} is approved. "
        "You repay ${payable} in {payments} {frequency} payments. "
        "I've sent you the agreement to sign."
    ),
    "DECLINED": (
        "I'm sorry, {name}. We can't offer you this loan right now, because {because}. "
        "You can ask us for the details at any time."
    ),
    "REFERRED": (
        "Thanks, {name}. One of our team will look at this in person and write to you by tomorrow."
    ),
}
THANKS = ("thank you so much!", "great, thanks", "ok thanks", "legend", "Thanks, signing it now")
SIGHS = ("ok", "that's a shame", "can I try again next month?", "alright, thanks anyway")
NODS = ("no worries", "ok, I'll wait", "How long does that take?")

DECLINE_REASONS = (
    ("SERVICEABILITY", "your expenses leave too little for the repayments"),
    ("ACCOUNT_CONDUCT", "several payments were dishonoured in the last 90 days"),
    ("EXISTING_DEBT", "you already have two loans of this kind"),
    ("IDENTITY", "we could not confirm your identity"),
)

HARDSHIP = (
    (
        "My hours got cut and I can't make this week's payment",
        "Thanks for telling me, {name}. Nothing bad happens by asking. Could you pay part of it?",
    ),
    (
        "Maybe half? The rest when I get paid",
        "That works. I've made a note, and our team will call you about the rest.",
    ),
    (
        "ok thank you, I was really worried",
        "You did the right thing. Is there anything else that we should know of?",
    ),
    ("no, just a rough month", "Understood. Take care, {name}."),
)

POSTS = {
    "identity::risk": "Document and face match agree; address found in two sources. Risk {level}.",
    "statements::reader": "Read 90 days of one account. Income {income} a {period}, regular.",
    "serviceability::analyst": "Surplus after living costs covers a payment {cover} times. {view}",
    "conduct::analyst": "{dishonours} dishonours in 90 days, gambling share {gambling} %. {view}",
    "fraud::watch": "Device seen {devices} times before, no shared bank details. Nothing to add.",
    "decision::chair": "All four reports in. {decision}.",
}
