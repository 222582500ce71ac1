"""The usual headings of journey maps, boards and retrospectives, in the languages that notes are read in.

One line per language, phrases parted by "|": English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish,
Polish. A phrase that is the same in two languages stands once.
"""

from __future__ import annotations

from stickyscan.journey import Kind

KIND_WORDS: dict[Kind, str] = {
    "pain_point": """
        pain|pains|pain point|pain points|problem|problems|frustrations|issues|barriers|challenges|blockers|obstacles
        schmerzpunkt|schmerzpunkte|probleme|hürden|hindernisse|ärgernisse|frust|schwierigkeiten
        irritants|points de douleur|points de friction|problèmes|freins|obstacles|difficultés
        puntos de dolor|problemas|frustraciones|dolores|barreras|obstáculos|dificultades
        problemi|criticità|punti dolenti|frustrazioni|ostacoli|difficoltà
        pijnpunten|knelpunten|problemen|frustraties|obstakels|ergernissen
        dores|pontos de dor|frustrações|barreiras|obstáculos|dificuldades
        smärtpunkter|problemområden|frustrationer|hinder|svårigheter|irritationsmoment
        bolączki|problemy|frustracje|przeszkody|trudności|bariery|punkty bólu""",
    "gain": """
        gain|gains|benefits|delights|highlights|wins|positives|high points|went well|what went well
        gewinne|vorteile|nutzen|erfolge|positives|höhepunkte|lief gut|was lief gut
        gains|bénéfices|avantages|points forts|points positifs
        beneficios|alegrías|ventajas|ganancias|puntos fuertes|logros
        vantaggi|benefici|punti di forza|guadagni
        voordelen|opbrengsten|winst|hoogtepunten|ging goed
        benefícios|ganhos|vantagens|pontos fortes
        fördelar|vinster|nytta|höjdpunkter|gick bra
        korzyści|zalety|zyski|sukcesy""",
    "opportunity": """
        opportunity|opportunities|how might we|chances|improvements|to improve
        chance|chancen|möglichkeiten|potenziale|potentiale|verbesserungen|wie könnten wir
        opportunité|opportunités|améliorations|comment pourrions nous|pistes d'amélioration
        oportunidad|oportunidades|mejoras|cómo podríamos
        opportunità|miglioramenti|come potremmo
        kans|kansen|verbeteringen|verbeterpunten|mogelijkheden|hoe kunnen we
        oportunidade|melhorias|como poderíamos
        möjlighet|möjligheter|förbättringar|hur kan vi
        szansa|szanse|możliwości|usprawnienia|jak możemy""",
    "idea": """
        idea|ideas|solutions|brainstorm|suggestions
        idee|ideen|lösungen|lösungsideen|vorschläge
        idée|idées|propositions
        soluciones|propuestas|sugerencias
        soluzioni|proposte|suggerimenti
        idee|ideeën|oplossingen|voorstellen
        ideia|ideias|soluções|propostas|sugestões
        idé|idéer|lösningar|förslag
        pomysł|pomysły|rozwiązania|propozycje""",
    "emotion": """
        emotion|emotions|feeling|feelings|feels|mood|emotional journey|emotion curve
        gefühl|gefühle|emotionen|stimmung|fühlt|emotionskurve|stimmungskurve
        émotions|ressenti|ressentis|sentiments|humeur
        emoción|emociones|sentimientos|siente|ánimo
        emozione|emozioni|sentimenti|sensazioni|umore
        emotie|emoties|gevoel|gevoelens|stemming
        emoções|sentimentos|sente|humor
        känsla|känslor|känner|stämning|humör
        emocje|uczucia|odczucia|nastrój|czuje""",
    "thought": """
        thoughts|thinking|thinks|mindset
        gedanken|denkt
        pensées|pense
        pensamientos|piensa
        pensieri|pensa
        gedachten|denken
        pensamentos
        tankar|tänker
        myśli""",
    "quote": """
        quotes|says|quote|verbatim
        zitat|zitate|sagt
        verbatims|citations|dit
        citas|dice|frases
        citazioni|dice
        citaten|quotes|zegt
        citações|diz
        citat|säger
        cytaty|mówi""",
    "touchpoint": """
        touchpoint|touchpoints|touch point|touch points|interactions|front stage|frontstage|onstage
        kontaktpunkt|kontaktpunkte|berührungspunkte|interaktionen
        point de contact|points de contact|interactions
        punto de contacto|puntos de contacto|interacciones
        punto di contatto|punti di contatto|interazioni
        contactpunt|contactpunten|contactmomenten|interacties
        ponto de contato|pontos de contato|pontos de contacto|interações
        kontaktpunkter|beröringspunkter|interaktioner
        punkt styku|punkty styku|punkty kontaktu|interakcje""",
    "channel": """
        channel|channels|media
        kanal|kanäle
        canal|canaux
        canales
        canale|canali
        kanaal|kanalen
        canais
        kanaler
        kanał|kanały""",
    "action": """
        action|actions|activity|activities|doing|does|tasks|task|steps|user actions|customer actions|action items
        handlungen|aktivität|aktivitäten|aufgaben|schritte|tätigkeiten|aktionen|tut|maßnahmen
        activités|tâches|étapes|fait
        acciones|actividades|tareas|pasos|hace
        azioni|attività|compiti|passi|passaggi
        acties|activiteiten|taken|stappen|doet
        ações|atividades|tarefas|passos|etapas
        handlingar|aktiviteter|uppgifter|steg|gör|åtgärder
        działania|aktywności|czynności|zadania|kroki|akcje""",
    "need": """
        need|needs|goal|goals|expectations|overall goal|jobs|jobs to be done|objectives
        bedürfnis|bedürfnisse|bedarf|ziel|ziele|erwartungen
        besoin|besoins|attentes|objectifs|but|buts
        necesidad|necesidades|objetivos|metas|expectativas
        bisogno|bisogni|obiettivi|aspettative|esigenze
        behoefte|behoeften|doel|doelen|verwachtingen
        necessidade|necessidades|expetativas
        behov|mål|förväntningar
        potrzeba|potrzeby|cele|cel|oczekiwania""",
    "question": """
        question|questions|open questions|unknowns|assumptions
        frage|fragen|offene fragen|annahmen
        questions ouvertes|hypothèses
        pregunta|preguntas|dudas|preguntas abiertas
        domanda|domande|dubbi|domande aperte
        vraag|vragen|open vragen|aannames
        pergunta|perguntas|dúvidas|perguntas em aberto
        fråga|frågor|öppna frågor|antaganden
        pytanie|pytania|otwarte pytania|założenia""",
    "metric": """
        metric|metrics|kpi|kpis|measures|success metrics
        kennzahl|kennzahlen|messgrößen|metriken
        indicateurs|mesures|métriques
        métricas|indicadores
        metriche|indicatori|misure
        metrieken|indicatoren
        métricas|indicadores
        mätetal|mått|nyckeltal
        metryki|wskaźniki|mierniki""",
    "evidence": """
        evidence|physical evidence|insights|data|facts|findings|research
        beleg|belege|erkenntnisse|daten|fakten|nachweise
        preuve|preuves|constats|données|éléments tangibles
        evidencia|evidencias|evidencia física|hallazgos|datos
        evidenza|evidenze|prove|dati
        bewijs|bewijzen|inzichten|feiten|fysiek bewijs
        evidência|evidências|dados|factos
        bevis|insikter|fakta|underlag
        dowód|dowody|dane|fakty|wnioski""",
    "backstage": """
        backstage|back stage|behind the scenes|back office|internal actions
        hinter den kulissen|hinter der bühne|interne prozesse
        coulisses|en coulisses|arrière scène
        entre bastidores|tras bambalinas|trastienda
        retroscena|dietro le quinte
        achter de schermen
        bastidores|nos bastidores
        bakom kulisserna|bakom scenen
        zaplecze|za kulisami""",
    "support": """
        support|support processes|systems|supporting processes|tools
        unterstützung|systeme|supportprozesse|unterstützende prozesse|werkzeuge
        processus de support|processus|systèmes|outils
        soporte|sistemas|procesos de soporte|herramientas
        supporto|sistemi|processi di supporto|strumenti
        ondersteuning|systemen|ondersteunende processen|hulpmiddelen
        suporte|sistemas|processos de suporte|ferramentas
        stöd|stödprocesser|system|verktyg
        wsparcie|systemy|procesy wspierające|narzędzia""",
    "department": """
        department|departments|team|teams|owner|owners|responsible|stakeholders
        abteilung|abteilungen|verantwortliche|zuständig|beteiligte
        département|départements|équipes|services|responsables
        departamento|departamentos|equipos|responsables
        reparto|reparti|dipartimenti|responsabili|squadre
        afdeling|afdelingen|verantwoordelijken|eigenaar
        equipas|equipes|responsáveis
        avdelning|avdelningar|ansvariga|ansvarig
        dział|działy|zespoły|odpowiedzialni""",
}

STAGE_WORDS = """
    aware|awareness|discover|discovery|consider|consideration|research|compare|decide|decision|purchase|buy|order
    onboarding|use|usage|service|retention|loyalty|advocacy|recommend|before|during|after|start|stop|continue|keep|drop
    backlog|product backlog|sprint backlog|to do|todo|doing|in progress|progress|work in progress|wip|next|ready|blocked
    review|in review|test|testing|qa|verify|done|closed|released|waiting|on hold|icebox|parking lot|later|now|sprint 1
    sprint 2|sprint 3|high|medium|low|mad|sad|glad|liked|learned|lacked|longed for|went well|to improve|must|should
    could|    monday|tuesday|wednesday|thursday|friday|saturday|sunday|strengths|weaknesses|threats|likely|unlikely|rare
    bewusstsein|aufmerksamkeit|information|informieren|vergleich|vergleichen|entscheidung|entscheiden|kauf|kaufen
    nutzung|nutzen|bindung|empfehlung|empfehlen|vorher|während|nachher|davor|danach|in arbeit|erledigt|fertig|offen
    zu erledigen|wartend|geplant|als nächstes|behalten|beginnen|aufhören|weitermachen
    découverte|considération|achat|utilisation|fidélisation|recommandation|avant|pendant|après|à faire|en cours|terminé
    fait|en attente|bloqué
    descubrimiento|consideración|compra|uso|fidelización|recomendación|antes|durante|después|por hacer|pendiente
    en curso|en progreso|hecho|terminado|bloqueado
    scoperta|considerazione|acquisto|utilizzo|fidelizzazione|raccomandazione|prima|durante|dopo|da fare|in corso|fatto
    completato|bloccato
    bewustwording|overweging|aankoop|gebruik|loyaliteit|aanbeveling|voor|tijdens|na|te doen|bezig|klaar|gedaan
    geblokkeerd
    descoberta|consideração|utilização|fidelização|recomendação|depois|a fazer|em andamento|em curso|feito|concluído
    bloqueado
    medvetenhet|övervägande|köp|användning|lojalitet|rekommendation|före|under|efter|att göra|pågår|pågående|klart|klar
    blockerad
    świadomość|rozważanie|zakup|użytkowanie|lojalność|polecenie|przed|w trakcie|po|do zrobienia|w toku|zrobione|gotowe
    zablokowane
"""

# How a heading that stands before the row of stages begins; plurals and compounds go on from there.
STAGES_AS_SUCH = """
    stage|phase|step|customer journey
    schritt|abschnitt|stufe|phase
    étape
    etapa|paso|fase
    fasi|passo
    stap
    steg|faser
    etap|faz|krok
"""

# What stands along an axis of a matrix, beside the names of its steps (low, medium, high).
AXIS_WORDS = """
    likelihood|probability|impact|effort|value|consequence|severity|urgency|importance|priority|complexity|feasibility
    desirability|confidence|frequency|influence|interest|risk|cost|benefit|business value|user value|ease
    wahrscheinlichkeit|eintrittswahrscheinlichkeit|auswirkung|schaden|aufwand|wert|nutzen|schwere|dringlichkeit
    wichtigkeit|priorität|komplexität|machbarkeit|häufigkeit|einfluss|risiko|kosten
    probabilité|vraisemblance|effort|valeur|conséquence|gravité|urgence|importance|priorité|complexité|faisabilité
    fréquence|influence|intérêt|risque|coût
    probabilidad|impacto|esfuerzo|valor|consecuencia|gravedad|urgencia|importancia|prioridad|complejidad|viabilidad
    frecuencia|influencia|interés|riesgo|coste|costo
    probabilità|impatto|sforzo|valore|conseguenza|gravità|urgenza|importanza|priorità|complessità|fattibilità|frequenza
    rischio|costo
    waarschijnlijkheid|kans|impact|inspanning|moeite|waarde|gevolg|ernst|urgentie|belang|prioriteit|complexiteit
    haalbaarheid|frequentie|invloed|risico|kosten
    probabilidade|esforço|consequência|gravidade|urgência|importância|prioridade|complexidade|viabilidade|frequência
    sannolikhet|påverkan|insats|värde|konsekvens|allvarlighetsgrad|brådska|vikt|prioritet|komplexitet|genomförbarhet
    prawdopodobieństwo|wpływ|wysiłek|nakład|wartość|skutek|pilność|ważność|priorytet|złożoność|wykonalność|ryzyko|koszt
"""


def listed(text: str) -> tuple[str, ...]:
    """The phrases of such a text, each once, in order."""
    return tuple(dict.fromkeys(p.strip() for line in text.strip().splitlines() for p in line.split("|")))
