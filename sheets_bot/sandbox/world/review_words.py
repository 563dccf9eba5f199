"""
What authors of reviews and sellers write on the review page: titles, texts, replies.

Words only, invented here. ``{item}`` is what was bought.
"""

import random

GOOD: tuple[tuple[str, str], ...] = (
    ("Lovely {item}", "Came in good time and looks as in the picture."),
    ("Very happy", "The {item} fits perfectly. Would buy again."),
    ("Quick and friendly", "Ordered on Monday, here on Thursday. Thank you!"),
    ("Nice quality", "Better than expected at this price."),
    ("", "All good."),
)

BAD: dict[str, tuple[tuple[str, str], ...]] = {
    "delivery": (
        ("Scam, stay away", "I paid and nothing came. Nobody is helping me."),
        ("Late, late, late", "Weeks after the promised day still no {item}. Tracking is useless."),
        ("Where is my parcel?", "They took my money at once. The parcel took a month."),
        ("-1 star if I could", "Never arrived and no answer to my mails!"),
    ),
    "product": (
        ("Not what I ordered", "The {item} looks nothing like the picture."),
        ("Poor quality", "The seam opened after one evening."),
        ("Sizes are off", "Two sizes too small, and sending it back costs a fortune."),
    ),
    "money": (
        ("Where is my refund?", "Sent it back a month ago. No money, no answer."),
        ("Charged and ignored", "Something is wrong with my payment and nobody cares."),
    ),
}

DELIVERY_CAUSES = frozenset(
    {
        "late_delivery", "lost", "not_shipped", "label_only", "misdelivered", "returned_to_sender",
        "customs_hold", "no_support_reply", "friendly_fraud_suspected", "address_change_missed",
    }
)  # fmt: skip
PRODUCT_CAUSES = frozenset(
    {
        "quality_defect",
        "damaged",
        "wrong_item",
        "missing_item",
        "not_as_described",
        "size_fit",
        "colour_style",
    }
)

ABROAD = {
    "DE": ("de", ("Nie wieder", "Wochenlang gewartet, niemand antwortet."), ("Sehr schön", "Gerne wieder!")),
    "FR": ("fr", ("À éviter", "Colis jamais reçu, aucune réponse."), ("Parfait", "Livraison rapide, merci.")),
    "ES": ("es", ("Fatal", "No ha llegado y nadie contesta."), ("Genial", "Todo perfecto, gracias.")),
    "IT": ("it", ("Pessimo", "Mai arrivato, nessuna risposta."), ("Ottimo", "Tutto perfetto, grazie.")),
}
"""By country: language, a bad review, a good one."""

REPLIES_TO_GOOD: tuple[str, ...] = (
    "Thank you for your kind words!",
    "We are glad that you like it. Thank you!",
)
REPLIES_TO_BAD: tuple[str, ...] = (
    "We are sorry for the trouble. We have written to you by mail and will put it right.",
    "Thank you for telling us. This should not have happened; please look at your mail of today.",
)

RAISED = "Update: they got in touch and solved it in the end."


def review_words(
    cause: str, stars: int, country: str, item: str, throw: random.Random
) -> tuple[str, str, str]:
    """Return language, title and text of a review."""
    if country in ABROAD and throw.random() < 0.5:
        language, angry, content = ABROAD[country]
        return (language, *(angry if stars <= 3 else content))
    if stars > 3:
        choices = GOOD
    elif cause in DELIVERY_CAUSES:
        choices = BAD["delivery"]
    else:
        choices = BAD["product" if cause in PRODUCT_CAUSES or not cause else "money"]
    title, text = throw.choice(choices)
    return "en", title.format(item=item), text.format(item=item)
