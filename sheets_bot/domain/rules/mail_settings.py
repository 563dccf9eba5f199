"""
What people may set about the mailbox: how far back, what counts as ours, which words tell what.

Definitions and the ready values. Which account is read, and with what password, is in the
configuration file; how a cell is judged is `rules.py`.
"""

import re
from dataclasses import dataclass
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_whole, text_of
from sheets_bot.sheets.row import Value

OTHER = "Other"
"""The category of a thread in which none of the words occurs."""

_BETWEEN = re.compile(r"[,;\n]")
_MOST_PHRASES = 200
_DAYS = frozenset({"d", "day", "days"})


@dataclass(frozen=True, slots=True)
class MailRules:
    """What `Settings` says about mail."""

    days: int
    """How many days back mail is read."""
    quiet_days: int
    """An answered thread counts as closed after so many days without a word."""
    own_addresses: frozenset[str]
    """Ours beside the accounts' own, in small letters; ``@shop.example`` stands for all of a domain."""
    notifier_domains: frozenset[str]
    """Whoever writes from here, or from a part of it, is a program."""
    order_words: tuple[str, ...]
    """What people write in front of an order number."""
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    """Name of a category and the phrases that speak for it, in the order that settles a draw."""


def read_phrases(value: Value) -> tuple[str, ...]:
    """Words or phrases, separated by commas or lines, in small letters, each once."""
    phrases = (" ".join(part.split()).casefold() for part in _BETWEEN.split(text_of(value)))
    found = tuple(dict.fromkeys(filter(None, phrases)))
    if len(found) > _MOST_PHRASES:
        raise Unreadable(f"at most {_MOST_PHRASES} words or phrases can be used")
    return found


DAYS = Setting(
    "Mail read back (days)",
    "60",
    "How many days back the mailbox is read. Threads older than that keep their rows as they stand.",
    "a whole number of days from 0 to 730, such as 60",
    partial(read_whole, most=730, units=_DAYS),
)
QUIET = Setting(
    "Answered thread closes after (days)",
    "14",
    "A thread that we answered shows WAITING for this long, then CLOSED. A new mail opens it again.",
    "a whole number of days from 0 to 365, such as 14",
    partial(read_whole, most=365, units=_DAYS),
)
OWN = Setting(
    "Own mail addresses",
    "",
    "Addresses of yours beside the mailbox itself: aliases, the shop's sender, colleagues. "
    "@shop.example means everybody there. Mail from them is not a customer's.",
    "addresses such as hello@shop.example, @shop.example",
    read_phrases,
)
NOTIFIERS = Setting(
    "Senders of notifications",
    "trustpilot.com, shopify.com, shopifyemail.com, paypal.com, paypal.de, paypal.co.uk, stripe.com, "
    "klaviyomail.com, google.com, facebookmail.com",
    "Domains from which only programs write. Their mail waits for no answer, unless it names "
    "a customer to reply to.",
    "domains such as trustpilot.com, shopify.com",
    read_phrases,
    empty_means="-",
)
ORDER_WORDS = Setting(
    "Words before an order number",
    "order, order no, order nr, order number, order id, bestellung, bestellnummer, bestellnr, auftrag, "
    "auftragsnummer, commande, numéro de commande, pedido, número de pedido, ordine, numero ordine, "
    "bestelling, bestelnummer",
    "A number behind one of these words is taken for an order number, and so is one behind #.",
    "words or phrases such as order, order number, bestellung",
    read_phrases,
    empty_means="order",
)


def _about(name: str, default: str) -> Setting[tuple[str, ...]]:
    return Setting(
        f"Mail about: {name}",
        default,
        f'Words and phrases that make a thread "{name}". The category with most of them wins, the first '
        "of them in a draw; you overrule it in the column Category (yours).",
        "words or phrases, separated by commas",
        read_phrases,
        empty_means="-",
    )


ABOUT_PARCELS = "Where is my order"
"""The category that the metrics count by itself."""

CATEGORIES = (
    _about(
        "Cancel or change",
        "cancel my order, cancel the order, want to cancel, please cancel, cancellation, change my order, "
        "change the address, change my address, change of address, address change, wrong address, old "
        "address, new address, correct address, delivery address, shipping address, following address, "
        "i moved, i have moved, i've moved, i am moving, i'm moving, we moved, we have moved, we've moved, "
        "we are moving, we're moving, moved house, moving house, moved flat, to my new, house number, wrong "
        "street, wrong postcode, wrong zip, stornieren, storno, umgezogen, umzug, ziehe um, ziehen um, neue "
        "adresse, neuen adresse, neue anschrift, alte adresse, alten adresse, falsche adresse, falschen "
        "adresse, richtige adresse, adresse ändern, adressänderung, lieferadresse, lieferanschrift, "
        "hausnummer, annuler, déménag, nouvelle adresse, changer l'adresse, changer mon adresse, mauvaise "
        "adresse, adresse de livraison, cancelar, me he mudado, nueva dirección, cambiar la dirección, "
        "dirección equivocada, annulla, traslocato, nuovo indirizzo, cambiare indirizzo, cambiare "
        "l'indirizzo, indirizzo sbagliato",
    ),
    _about(
        "Damaged or wrong item",
        "damaged, broken, defective, faulty, torn, ripped, a hole, stained, large stain, fell off, came "
        "apart, wrong item, wrong colour, wrong color, wrong product, something else, missing item, item "
        "missing, is missing, there was no, not what i ordered, not as described, not the fabric, "
        "quality, complaint, counterfeit, fake, beschädigt, kaputt, defekt, falscher artikel, cassé, "
        "défectueux, endommagé, roto, dañado, difettoso, danneggiato",
    ),
    _about(
        "Size or exchange",
        "size, sizing, too small, too big, too large, too tight, runs small, runs large, does not fit, "
        "doesn't fit, exchange, größe, zu klein, zu groß, umtausch, taille, trop petit, trop grand, "
        "échange, talla, taglia",
    ),
    _about(
        "Return or refund",
        "return, refund, money back, where is my money, send it back, changed my mind, reimbursement, "
        "rücksendung, rückgabe, zurückgeben, erstattung, geld zurück, retoure, retour, remboursement, "
        "reembolso, devolución, rimborso",
    ),
    _about(
        ABOUT_PARCELS,
        "where is my order, where is my package, where is my parcel, where is it, where's my, tracking, "
        "not arrived, not received, not get my, hasn't arrived, has not arrived, haven't received, have "
        "not received, should be here, still waiting, been waiting, any news, when will, no scan, not "
        "moving, lost, in customs, delivery, delivered, shipped, shipping, is late, wo ist, wann kommt, "
        "lieferung, paket, nicht angekommen, noch nicht erhalten, sendungsverfolgung, où est, livraison, "
        "colis, pas reçu, dónde está, envío, no ha llegado, dov'è, non è ancora arrivato, spedizione, "
        "consegna",
    ),
    _about(
        "Payment",
        "payment, paid twice, charged, double charge, wrong amount, invoice, code does not work, discount "
        "code, voucher, gift card, zahlung, doppelt abgebucht, rechnung, gutschein, paiement, facture, "
        "pago, factura, pagamento, fattura",
    ),
    _about(
        "No answer from us",
        "nobody answers, no answer, no reply, no response, not answered, not replied, heard nothing, "
        "keine antwort, pas de réponse, sin respuesta, nessuna risposta",
    ),
    # The last, so that in a draw whatever went wrong with an article comes before a question about one.
    _about(
        "Product question",
        "washable, machine wash, hand wash, wash it, wash this, how do i wash, can i wash, dry clean, tumble "
        "dry, iron it, care instructions, care label, what material, which material, what fabric, which "
        "fabric, is the fabric, is the material, made of, made from, where is it made, is it cotton, is it "
        "wool, is it silk, is it linen, real leather, real silk, vegan, see through, is it lined, stretchy, "
        "does it stretch, waterproof, have pockets, the measurements, in stock, out of stock, sold out, "
        "restock, still available, available again, is it available, be available, available in, does it "
        "come in, does this come in, do they come in, other colours, other colors, product question, "
        "question about a product, question about the product, question about an item, question about the "
        "item, waschbar, waschmaschine, maschine waschen, wie wasche, trockner, bügeln, pflegehinweis, "
        "pflegeanleitung, welches material, welchem material, welcher stoff, welchem stoff, blickdicht, "
        "gefüttert, wasserdicht, dehnbar, vorrätig, auf lager, ausverkauft, verfügbar, lieferbar, anderen "
        "farben, andere farben, frage zum artikel, frage zum produkt, frage zu einem artikel, frage zu "
        "einem produkt, lavable, en machine, quelle matière, quel tissu, en stock, disponible, se puede "
        "lavar, lavadora, qué material, qué tela, agotado, lavabile, in lavatrice, che materiale, che "
        "tessuto, disponibile, esaurito",
    ),
)

SETTINGS: tuple[Setting[object], ...] = (DAYS, QUIET, OWN, NOTIFIERS, ORDER_WORDS, *CATEGORIES)
"""All settings of this file, in the order of the tab."""


def read_mail_rules(reader: Reader) -> MailRules:
    """Return what counts for mail; the reader collects what cannot be used."""
    return MailRules(
        days=reader.read(DAYS),
        quiet_days=reader.read(QUIET),
        own_addresses=frozenset(reader.read(OWN)),
        notifier_domains=frozenset(domain.lstrip("@") for domain in reader.read(NOTIFIERS)),
        order_words=reader.read(ORDER_WORDS),
        categories=tuple((setting.name.partition(": ")[2], reader.read(setting)) for setting in CATEGORIES),
    )
