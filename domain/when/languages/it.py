"""Italian."""

DAYS = {
    "monday": "lunedì",
    "tuesday": "martedì",
    "wednesday": "mercoledì",
    "thursday": "giovedì",
    "friday": "venerdì",
    "saturday": "sabato",
    "sunday": "domenica",
}
WORDS = "\n".join(
    (
        *(f"{name}: {day}" for name, day in DAYS.items()),
        *(f"{name}s: ogni {day} e sempre | i {day}" for name, day in DAYS.items()),
        *(
            f"every #2 {name}: un {day} sì e uno no | un {day} su due | {day} alterni"
            f" | una {day} sì e una no | una {day} su due | ogni due {day}"
            for name, day in DAYS.items()
        ),
    )
)
WORDS += """
saturdays..: i sabati | le domeniche
monday..?: lun | mar | mer | gio | ven | sab | dom
january..: gennaio / gen | febbraio / feb | marzo / mar. | aprile / apr | maggio / mag
june..: giugno / giu | luglio / lug | agosto / ago | settembre / set / sett | ottobre / ott
november..: novembre / nov | dicembre / dic
second: secondo | secondi | sec
minute: minuto | minuti | min | minutino
hour~: ora | ore
day: giorno | giorni
week: settimana | settimane | sett
month: mese | mesi
year: anno | anni
half hour: mezz'ora | mezzora | mezza ora
quarter hour: quarto d'ora | un quarto d'ora
threequarter hour: tre quarti d'ora
#1.5 hour: un'ora e mezza | ora e mezza
today: oggi | oggi stesso
tomorrow: domani
overmorrow: dopodomani | dopo domani
yesterday: ieri | l'altro ieri | altro ieri
in morning: di mattina | la mattina | al mattino | in mattinata | stamattina
morning: mattina | mattino | del mattino | della mattina | mattinata
today morning: stamattina | questa mattina
in afternoon: di pomeriggio | nel pomeriggio | il pomeriggio | al pomeriggio
afternoon: pomeriggio | del pomeriggio
today afternoon: questo pomeriggio
in evening: di sera | la sera | in serata
evening: sera | della sera | serata
today evening: stasera | questa sera
in night: di notte | la notte | nella notte
night: notte | della notte
tonight: stanotte | questa notte
tomorrow morning: domani mattina | domattina
tomorrow evening: domani sera
tomorrow afternoon: domani pomeriggio
every morning: ogni mattina | tutte le mattine
every evening: ogni sera | tutte le sere
every night: ogni notte | tutte le notti
noon: mezzogiorno | a mezzogiorno
midnight: mezzanotte | a mezzanotte
dawn: notte fonda
early: presto
late: tardi
weekend: fine settimana | weekend | week-end
weekends: nei fine settimana | nei weekend | ogni weekend
weekdays: giorni feriali | nei giorni feriali | giorni lavorativi | nei giorni lavorativi
weekday: giorno feriale | giorno lavorativo
next: prossimo | prossima | prossimi | prossime
coming: che viene | seguente | entrante
previous: scorso | scorsa | passato | passata
last: ultimo | ultima | l'ultimo | l'ultima
nextlast: penultimo | penultima
this: questo | questa
at: alle | all' | alle ore | verso le | alla
at #1: all'una | all'una in punto
#1: l'una
on: il | nel | nella | per
the: le | la | lo | i | gli
of: di | del | della | dei | d'
in: tra | fra | entro
for: per | durante
later: più tardi | dopo | da adesso | da ora
ago: fa
until: fino a | fino al | fino alle | fino alla | sino a | fino
from: da | dalle | dal | dalla
starting: a partire da | a partire dal | dal giorno
after: dopo il | dopo la
before at: prima delle
after at: dopo le
before: prima di | prima del | prima della
between: tra le | fra le
and+: e | ed
or: o | oppure
minus: meno
half: mezza | mezzo
quarter: quarto | un quarto
o'clock: in punto
around: circa | verso | attorno alle | intorno alle | verso le
by at: entro le
by on: entro il
sometime: al più tardi
#0..: zero | un / uno / una | due | tre | quattro | cinque | sei | sette | otto | nove | dieci
#11..: undici | dodici | tredici | quattordici | quindici | sedici | diciassette | diciotto
#19..: diciannove | venti | ventuno | ventidue | ventitré | ventiquattro | venticinque
#30: trenta
#40: quaranta
#45: quarantacinque
#50: cinquanta
#60: sessanta
#90: novanta
#1th: primo | prima
#2th: seconda
#3th..: terzo / terza | quinto
th: º | ª | o
every: ogni | tutti i | tutte le | ciascun
every #2 week: ogni due settimane | una settimana sì e una no | ogni quindici giorni
every #2 day: un giorno sì e uno no | a giorni alterni
daily: quotidianamente | giornalmente | ogni giorno
weekly: settimanalmente
monthly: mensilmente
yearly: annualmente
hourly: ogni ora
times: volte
once: una volta | una volta al | una volta alla
twice: due volte | due volte al | tre volte al | due volte alla
eom: fine mese | a fine mese | fine del mese | alla fine del mese
eod: fine giornata
end: fine
start: inizio
@12-25: natale
@12-24: vigilia di natale
@12-31: san silvestro | capodanno vigilia
@1-1: capodanno
@8-15: ferragosto
timeish: pasqua | alcuni | qualche | presto | alba | tramonto
greeting: buongiorno | buonanotte | buona notte | buonasera
opener: ricordami di | ricordami che | ricordami | ricordarmi di | avvisami | per favore
opener: promemoria | promemoria per | puoi ricordarmi di
link: che
please: grazie | più o meno | di nuovo
except: tranne | eccetto | escluso | esclusa | salvo | tranne il | tranne la | ma non | ma non il
only: solo | soltanto
carrier: stanza | letto | camera | reparto | sala | aula | piano | appartamento | tavolo | posto
carrier: versione | numero | pagina | capitolo | binario | pressione | volo | dose | codice
rating: voto | film | dolore
dose: mg | ml | g | kg | compresse | compressa | pastiglie | gocce | persone | euro
condition: se | quando | a meno che | festivi | festivo | vacanze | ferie | pioggia | estate
"""
SHARED = "o a e di da in la le il me no si mar mer dom set sei una uno due tre venti sera entro"
NEVER_MENDED = "mattone seria serata natali marca notti domanda oggetto festa"
