"""
What customers write, in their words: subjects and texts by what happened.

Words only. ``{order}`` is the order as the writer quotes it, ``{item}`` what was
bought, ``{name}`` the writer's given name. Invented here.
"""

import random
from collections.abc import Mapping

FIRST_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "late_delivery": (
        (
            "Where is my order {order}?",
            "Hello, I ordered a {item} and it should be here by now. Where is it?",
        ),
        ("Order {order}", "The tracking has not moved for days. When will my {item} arrive?"),
        ("Still waiting", "I have been waiting for order {order} for two weeks. This is not acceptable."),
        ("Delivery", "Any news about my {item} please? It was for a birthday. Order {order}."),
    ),
    "question": (
        ("Where is my order {order}?", "Hi, just checking when my {item} will be delivered. Thanks!"),
        ("Order {order}", "Could you tell me whether the {item} runs small?"),
        ("Tracking number", "I cannot find the tracking number for order {order}. Could you send it?"),
    ),
    "lost": (
        ("Parcel lost? {order}", "The carrier says that my parcel cannot be found. What happens now?"),
        ("Where is my order {order}?", "No scan for a week. I think that it is lost."),
    ),
    "label_only": (
        ("Order {order} not moving", "It has said 'label created' for ten days. Did you send it?"),
    ),
    "not_shipped": (
        ("Order {order} not shipped", "Nothing has been sent yet. Please ship it or give me my money back."),
    ),
    "misdelivered": (
        ("Not delivered {order}", "Your carrier says delivered. I have nothing. That is not my address."),
    ),
    "returned_to_sender": (
        ("Parcel went back {order}", "My parcel is going back to you. My address is correct. Why?"),
    ),
    "customs_hold": (("Customs {order}", "My parcel is stuck in customs and they want money from me."),),
    "size_fit": (
        ("Wrong size {order}", "The {item} is too small. How can I exchange it for the next size?"),
        ("Return", "I would like to return the {item} of order {order}, it does not fit."),
        ("Exchange {order}", "Too big for me, can I have it one size smaller?"),
    ),
    "colour_style": (
        ("Colour of {item}", "The colour is not what the picture shows. Order {order}. Can I return it?"),
    ),
    "changed_mind": (
        ("Cancel order {order}", "Please cancel my order, I do not need it any more."),
        ("Return {order}", "I changed my mind about the {item}. How do I send it back?"),
    ),
    "cancellation_ignored": (
        ("Please cancel {order}", "I ordered by mistake ten minutes ago. Please cancel before you ship."),
    ),
    "address_change_missed": (
        ("Address change {order}", "I gave my old address. Please send the {item} to my new one."),
    ),
    "quality_defect": (
        ("Faulty {item}", "The seam came apart after one wear. Order {order}. I attach pictures."),
        ("Complaint {order}", "The quality of the {item} is really poor, the button fell off."),
    ),
    "damaged": (("Damaged {order}", "The {item} arrived with a large stain."),),
    "wrong_item": (("Wrong item {order}", "I ordered the {item} and got something else."),),
    "missing_item": (("Item missing {order}", "There was no {item} in the parcel."),),
    "not_as_described": (("Not as described {order}", "The {item} is not the fabric that you show."),),
    "no_support_reply": (
        (
            "Nobody answers! {order}",
            "I have asked about my {item} before and nobody answers. Is anybody there?",
        ),
    ),
    "refund_slow": (("Refund {order}", "I sent the {item} back two weeks ago. Where is my money?"),),
    "refund_not_processed": (
        ("Where is my refund {order}", "You got the {item} back weeks ago and I still have no refund."),
    ),
    "duplicate_charge": (("Charged twice", "My account was charged twice for order {order}."),),
    "wrong_amount": (("Wrong amount {order}", "You charged more than the total that I confirmed."),),
    "friendly_fraud_suspected": (("Not received {order}", "I did not get my parcel."),),
    "presale": (
        ("Question about size", "Hello, I am usually an M. Would the {item} fit me in S?"),
        ("Shipping to Norway?", "Do you ship to Norway and what does it cost?"),
        ("Wholesale", "We run a small boutique and would like to sell your {item}."),
        ("Discount code", "My code does not work. Could you check?"),
    ),
}
"""By cause: pairs of subject and text."""

OTHER_LETTERS = (
    ("Problem with {order}", "There is a problem with my order of a {item}. Please contact me."),
)

ABROAD: dict[str, tuple[tuple[str, str], ...]] = {
    "DE": (
        ("Wo bleibt meine Bestellung {order}?", "Guten Tag, wann kommt meine Bestellung? Schöne Grüße"),
        ("Bestellung {order}", "Das Paket müsste längst da sein. Bitte prüfen Sie das."),
    ),
    "FR": (("Commande {order}", "Bonjour, où est ma commande ? Elle devait arriver la semaine dernière."),),
    "ES": (("Pedido {order}", "Hola, ¿dónde está mi pedido? Debía llegar hace días."),),
    "IT": (
        ("Ordine {order}", "Buongiorno, il mio ordine non è ancora arrivato. È possibile saperne di più?"),
    ),
}
"""What people abroad write about late parcels, in their own language."""

LATE_CAUSES = frozenset({"late_delivery", "question", "lost", "customs_hold"})

REMINDERS = (
    "I wrote to you days ago and have heard nothing. Nobody answers. Please reply.",
    "Second mail about this. Is nobody there? I will dispute the payment if I hear nothing.",
    "Still no answer. This is a scam.",
)

AGAIN = (
    "Thank you, but that does not help me. When exactly will you solve this?",
    "OK, and what about the other question?",
    "The link does not work for me. Could you look yourself?",
)

THANKS = ("Thank you very much!", "Thanks, that helps.", "Great, thank you for the quick answer.")

ANSWERS: dict[str, tuple[str, ...]] = {
    "delivery": (
        "Thank you for writing. Your parcel is with the carrier; we expect the next scan within two days.",
        "We are sorry for the wait. We have asked the carrier to trace the parcel and will write tomorrow.",
    ),
    "product": (
        "We are sorry that it is not right. You can send it back; the label is attached.",
        "Sorry about that. We can send another one or give you your money back, whichever you prefer.",
    ),
    "other": ("Thank you for writing. We have looked into it and will see to it today.",),
}

DELIVERY_CAUSES = LATE_CAUSES | {
    "not_shipped", "label_only", "misdelivered", "returned_to_sender", "no_support_reply",
    "friendly_fraud_suspected",
}  # fmt: skip
PRODUCT_CAUSES = frozenset(
    {
        "size_fit",
        "colour_style",
        "quality_defect",
        "damaged",
        "wrong_item",
        "missing_item",
        "not_as_described",
    }
)


def first_letter(cause: str, country: str, words: Mapping[str, str], throw: random.Random) -> tuple[str, str]:
    """Return subject and text of a first letter; an order that is not quoted leaves no gap."""
    choices = FIRST_LETTERS.get(cause, OTHER_LETTERS)
    if cause in LATE_CAUSES and country in ABROAD and throw.random() < 0.35:
        choices = ABROAD[country]
    subject, text = throw.choice(choices)
    return _fill(subject, words), _fill(text, words)


def answer_to(cause: str, throw: random.Random) -> str:
    """Return what support writes about *cause*."""
    kind = "delivery" if cause in DELIVERY_CAUSES else "product" if cause in PRODUCT_CAUSES else "other"
    return throw.choice(ANSWERS[kind])


def _fill(text: str, words: Mapping[str, str]) -> str:
    filled = " ".join(text.format_map(words).split())
    return filled.replace(" ?", "?").replace(" .", ".") if not words["order"] else filled
