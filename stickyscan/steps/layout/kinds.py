"""What the notes under a heading are, from the words of the heading."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from stickyscan.journey import Kind

# English, German, French, Spanish, Italian, Portuguese, Dutch; compared without case and accents.
WORDS: dict[Kind, tuple[str, ...]] = {
    "pain_point": (
        "pain",
        "pains",
        "pain point",
        "pain points",
        "problems",
        "frustrations",
        "issues",
        "barriers",
        "schmerzpunkte",
        "probleme",
        "irritants",
        "points de douleur",
        "problemes",
        "freins",
        "puntos de dolor",
        "problemas",
        "frustraciones",
        "problemi",
        "criticita",
        "dores",
        "pijnpunten",
        "knelpunten",
    ),
    "gain": (
        "gains",
        "benefits",
        "delights",
        "highlights",
        "gewinne",
        "vorteile",
        "gagner",
        "benefices",
        "beneficios",
        "alegrias",
        "vantaggi",
        "voordelen",
    ),
    "opportunity": (
        "opportunities",
        "opportunity",
        "how might we",
        "chancen",
        "moglichkeiten",
        "opportunites",
        "oportunidades",
        "opportunita",
        "kansen",
    ),
    "idea": (
        "ideas",
        "idea",
        "solutions",
        "ideen",
        "losungen",
        "idees",
        "solutions",
        "soluciones",
        "idee",
        "soluzioni",
        "ideias",
        "ideeen",
        "oplossingen",
    ),
    "emotion": (
        "emotions",
        "emotion",
        "feelings",
        "feeling",
        "mood",
        "gefuhle",
        "emotionen",
        "stimmung",
        "ressentis",
        "emociones",
        "sentimientos",
        "emozioni",
        "emocoes",
        "emoties",
        "gevoelens",
    ),
    "thought": (
        "thoughts",
        "thinking",
        "thinks",
        "gedanken",
        "pensees",
        "pensamientos",
        "pensieri",
        "pensamentos",
        "gedachten",
    ),
    "quote": ("quotes", "says", "zitate", "verbatims", "citations", "citas", "citazioni", "citacoes", "citaten"),
    "touchpoint": (
        "touchpoints",
        "touchpoint",
        "touch points",
        "kontaktpunkte",
        "points de contact",
        "puntos de contacto",
        "punti di contatto",
        "pontos de contato",
        "contactpunten",
    ),
    "channel": ("channels", "channel", "kanale", "canaux", "canales", "canali", "canais", "kanalen"),
    "action": (
        "actions",
        "action",
        "activities",
        "doing",
        "does",
        "tasks",
        "steps",
        "user actions",
        "customer actions",
        "handlungen",
        "aktivitaten",
        "aufgaben",
        "activites",
        "acciones",
        "actividades",
        "azioni",
        "attivita",
        "acoes",
        "acties",
        "activiteiten",
    ),
    "need": (
        "needs",
        "need",
        "goals",
        "expectations",
        "bedurfnisse",
        "ziele",
        "erwartungen",
        "besoins",
        "attentes",
        "objectifs",
        "necesidades",
        "objetivos",
        "bisogni",
        "obiettivi",
        "necessidades",
        "behoeften",
        "doelen",
    ),
    "question": (
        "questions",
        "question",
        "open questions",
        "fragen",
        "offene fragen",
        "preguntas",
        "domande",
        "perguntas",
        "vragen",
    ),
    "metric": (
        "metrics",
        "kpis",
        "kpi",
        "measures",
        "kennzahlen",
        "indicateurs",
        "metricas",
        "indicadores",
        "metriche",
        "metrieken",
    ),
    "evidence": (
        "evidence",
        "physical evidence",
        "insights",
        "data",
        "belege",
        "erkenntnisse",
        "preuves",
        "evidencias",
        "evidenze",
        "bewijs",
    ),
    "backstage": (
        "backstage",
        "back stage",
        "behind the scenes",
        "hinter den kulissen",
        "coulisses",
        "entre bastidores",
        "retroscena",
        "bastidores",
    ),
    "support": (
        "support",
        "support processes",
        "systems",
        "systeme",
        "unterstutzung",
        "processus de support",
        "soporte",
        "sistemas",
        "supporto",
        "suporte",
        "ondersteuning",
    ),
    "department": (
        "departments",
        "department",
        "teams",
        "owner",
        "owners",
        "abteilungen",
        "abteilung",
        "services",
        "departamentos",
        "dipartimenti",
        "afdelingen",
    ),
}
CLOSE = 0.85  # similarity at which a misread word still counts


def folded(text: str) -> str:
    """Lower case, without accents, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", letters).strip()


def similarity(a: str, b: str) -> float:
    """0..1, of two folded texts."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def kind_of_heading(title: str | None) -> Kind | None:
    """The kind a heading names, if it is one of the usual words (or nearly so), else None."""
    said = folded(title or "")
    if not said:
        return None
    exact = [kind for kind, words in WORDS.items() if said in words]
    if exact:
        return exact[0]
    near = [(similarity(said, word), kind) for kind, words in WORDS.items() for word in words if len(word) >= 5]
    score, kind = max(near)
    return kind if score >= CLOSE else None
