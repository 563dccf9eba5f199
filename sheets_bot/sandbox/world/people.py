"""
Buyers and what they buy: invented names, addresses and clothes.

Plain values; no behaviour. No name here belongs to anyone in particular.
"""

import random
from dataclasses import dataclass

GIVEN_NAMES = (
    "Amelia", "Noor", "Jonas", "Priya", "Mateo", "Ines", "Luca", "Hannah", "Tomasz", "Aisha",
    "Emil", "Chloé", "Rafael", "Mei", "Oskar", "Zoë", "Daniel", "Fatima", "Bruno", "Siobhán", "Ivy",
    "Kofi", "Lena", "Marek", "Nadia", "Owen", "Paula", "Quinn", "Rosa", "Stefan", "Tara", "Uma",
    "Victor", "Wanda", "Yusuf", "Bea", "Cyrus", "Dana", "Elif", "Finn",
)  # fmt: skip

SURNAMES = (
    "Ashdown", "Bergqvist", "Castellano", "Dufresne", "Eriksen", "Fairweather", "Grünwald",
    "Hollis", "Ibarra", "Jankowski", "Kerrigan", "Lindholm", "Marchetti", "Novak", "O'Rourke",
    "Pemberton", "Quiroga", "Rosenthal", "Szabo", "Thornbury", "Ueda", "Vasquez", "Whitlock", "Xu",
    "Yardley", "Zielinski", "Abara", "Brandt", "Cervantes", "Delacroix",
)  # fmt: skip

PLACES = (
    ("12 Linden Row", "Portland", "OR", "97204", "US"),
    ("801 Canyon Street", "Austin", "TX", "78701", "US"),
    ("44 Harbor Avenue", "Boston", "MA", "02110", "US"),
    ("9 Mill Lane", "Bristol", "", "BS1 4DJ", "GB"),
    ("27 Castle Terrace", "Edinburgh", "", "EH1 2DP", "GB"),
    ("Ahornweg 5", "Hamburg", "", "20095", "DE"),
    ("Rosenstraße 18", "München", "", "80331", "DE"),
    ("3 rue des Tilleuls", "Lyon", "", "69002", "FR"),
    ("Calle Mayor 61", "Valencia", "", "46001", "ES"),
    ("Via dei Mille 7", "Torino", "", "10123", "IT"),
)

GOODS = (
    ("LINENSHIRT", "Linen shirt", 5900),
    ("WRAPDRESS", "Wrap dress", 8400),
    ("WOOLCOAT", "Wool coat", 18900),
    ("DENIMJACKET", "Denim jacket", 9900),
    ("KNITCARDIGAN", "Knit cardigan", 7200),
    ("PLEATEDSKIRT", "Pleated skirt", 6400),
    ("SILKSCARF", "Silk scarf", 3900),
    ("LEATHERBELT", "Leather belt", 4500),
    ("RIBBEDTEE", "Ribbed tee", 2600),
    ("TRENCHCOAT", "Trench coat", 15900),
)

SIZES = ("XS", "S", "M", "L", "XL")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who ordered, and where the parcel goes."""

    given_name: str
    surname: str
    account_id: str
    """PayPal's 13 characters for the buyer's account."""
    street: str
    city: str
    state: str
    postal_code: str
    country: str

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.given_name} {self.surname}"

    @property
    def email(self) -> str:
        """An address that no mail server will ever accept."""
        return f"buyer-{self.account_id.lower()}@mail.example"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order."""

    sku: str
    name: str
    quantity: int
    unit_minor: int


def somebody(throw: random.Random) -> Buyer:
    """Return a buyer."""
    street, city, state, postal_code, country = throw.choice(PLACES)
    return Buyer(
        given_name=throw.choice(GIVEN_NAMES),
        surname=throw.choice(SURNAMES),
        account_id=f"BUYER{throw.randrange(10**8):08d}",
        street=street,
        city=city,
        state=state,
        postal_code=postal_code,
        country=country,
    )


def basket(throw: random.Random) -> tuple[Line, ...]:
    """Return one to three lines of clothes."""
    lines = []
    for sku, name, price_minor in throw.sample(GOODS, throw.choice((1, 1, 1, 2, 2, 3))):
        quantity = 2 if throw.random() < 0.08 else 1
        lines.append(Line(f"{sku}{throw.choice(SIZES)}", name, quantity, price_minor))
    return tuple(lines)
