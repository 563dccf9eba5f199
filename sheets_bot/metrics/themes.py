"""
Recurring complaints: texts that speak of the same, found by their words. The only importer of scikit-learn.

Words and pairs of words are weighed by how rare they are (TF-IDF), and texts are joined into one theme as
long as they are near each other on average (agglomerative clustering, average linkage, cosine). So the
number of themes follows from one rule, `NEAR`, and no seed: the same texts always give the same themes.
Everything happens on this machine. What is read is in `theme_texts.py`, the tab in `theme_rows.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_distances

from sheets_bot.metrics.theme_texts import PART

NEAR = 0.8
"""Two groups of texts are one theme while their average cosine distance (0 to 1) is below this (ours)."""
LEAST_TEXTS = 5
"""Fewer than this are no recurring complaint (ours)."""

LEAST_SHARED = 3
"""A word counts where so many texts have it, and stands in a label where so many of the theme do (ours)."""

MOSTLY = 0.8
"""A word that stands in a pair so often is named with the pair only (ours)."""

_LABEL_TERMS = 3
_NEGATIONS = frozenset({"no", "not", "nor", "never", "nothing", "nobody", "none", "without"})
"""English stop words that turn a complaint around: "received" is none, "not received" is."""

# The words of a language that stand in any text (ours, deliberately short).
_OTHER_LANGUAGES = """
der die das den dem des ein eine einen einem einer und oder aber ist sind war waren ich wir sie ihr mein
meine es er mit von vom zu zum zur auf für in im am an bei aus nach so wie was hat habe haben wird auch sehr
noch bitte le la les un une des du de et ou mais est sont était je nous vous ils elle mon ma mes avec pour
dans sur au aux que qui ce cette il en ai avez avons très encore bonjour merci el los las una unos y o pero
es son era yo nosotros mi mis con por para al se su lo ha he muy hola gracias gli uno e sono ero io noi mio
mia per di da del della nel nella che si ho molto ciao grazie het een van maar zijn was ik wij mijn met voor
op aan dat te heel hallo hello hi dear please thanks thank regards order orders mail
"""
_STOP_WORDS = (frozenset(ENGLISH_STOP_WORDS) - _NEGATIONS) | frozenset(_OTHER_LANGUAGES.split())


@dataclass(frozen=True, slots=True)
class Theme:
    """One recurring complaint."""

    label: str
    """Its most telling words, the first one first."""
    members: tuple[int, ...]
    """Places of its texts, the most typical first."""


def find_themes(texts: Sequence[str]) -> list[Theme]:
    """
    Return the themes of some texts, the one of most texts first; texts that are like no others are in none.

    *texts* are those of `theme_texts.py`: plain words, in parts that no pair of words reaches across. Time
    and memory grow with the square of their number: some seconds, and 72 MB a copy, for 3,000.
    """
    said = [frozenset(_terms(text)) for text in texts]
    counts = Counter(term for own in said for term in own)
    terms = sorted(term for term, count in counts.items() if count >= LEAST_SHARED)
    # A text without a shared word is like no other one, and as far from every text as can be.
    heard = [at for at, own in enumerate(said) if not own.isdisjoint(terms)]
    if len(heard) < LEAST_TEXTS:
        return []
    weigh = TfidfVectorizer(analyzer=_terms, vocabulary=terms, sublinear_tf=True)
    weights = weigh.fit_transform([texts[place] for place in heard])
    distances = cosine_distances(weights)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=NEAR
    )
    groups: dict[int, list[int]] = {}
    for at, group in enumerate(clustering.fit_predict(distances).tolist()):
        groups.setdefault(group, []).append(at)
    themes = []
    for own in groups.values():
        label = _label(_weights_by_term(weights[own], terms)) if len(own) >= LEAST_TEXTS else ""
        if not label:
            continue
        apart = distances[own][:, own].mean(axis=1).tolist()
        typical = sorted(range(len(own)), key=lambda at: (round(apart[at], 9), own[at]))
        members = tuple(heard[own[at]] for at in typical)
        themes.append(Theme(label, members))
    return sorted(themes, key=lambda theme: (-len(theme.members), theme.label, theme.members))


def _weights_by_term(weights: Any, terms: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Return for each term of some texts its weight in all of them, and in how many it stands."""
    sums, counts = weights.sum(axis=0).tolist()[0], weights.getnnz(axis=0).tolist()
    return {term: (sums[at], counts[at]) for at, term in enumerate(terms) if counts[at]}


def _label(found: Mapping[str, tuple[float, int]]) -> str:
    """
    Return the heaviest terms that share no word.

    Only what several people wrote can stand in a label, so a name that one of them gave cannot.
    """
    counts = {term: count for term, (_, count) in found.items() if count >= LEAST_SHARED}
    # "received" mostly stands in "not received": then only the pair says what is meant.
    paired = {
        word
        for term, count in counts.items()
        for word in term.split()
        if " " in term and count >= MOSTLY * counts.get(word, count)
    }
    shared = counts.keys() - paired - _NEGATIONS
    chosen: list[str] = []
    for term in sorted(shared, key=lambda term: (-round(found[term][0], 9), term)):
        words = set(term.split())
        if len(chosen) < _LABEL_TERMS and all(words.isdisjoint(each.split()) for each in chosen):
            chosen.append(term)
    return ", ".join(chosen)


def _terms(text: str) -> list[str]:
    """Return the words of a text that say something, and the pairs of them that stand together."""
    found: list[str] = []
    for part in text.split(PART):
        words = [word for word in part.split() if word not in _STOP_WORDS]
        found += [*words, *(f"{one} {next_}" for one, next_ in pairwise(words))]
    return found
