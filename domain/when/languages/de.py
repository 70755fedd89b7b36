"""German."""

DAYS = {
    "monday": "montag",
    "tuesday": "dienstag",
    "wednesday": "mittwoch",
    "thursday": "donnerstag",
    "friday": "freitag",
    "saturday": "samstag",
    "sunday": "sonntag",
}
PARTS = {
    "morning": ("früh", "morgen"),
    "mid morning": ("vormittag",),
    "midday": ("mittag",),
    "afternoon": ("nachmittag",),
    "evening": ("abend",),
    "night": ("nacht",),
}
ONES = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TENS = {20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig"}
STEMS = ("erst", "", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
ENDINGS = ("e", "en", "er", "es", "em")
WORDS = "\n".join(
    (
        *(f"{name}: {form}" for name, form in DAYS.items()),
        *(f"{name}s: {form}s" for name, form in DAYS.items()),
        *(
            f"{name} {part}: {day}{form} | {day} {form}"
            for name, day in DAYS.items()
            for part, forms in PARTS.items()
            for form in forms
        ),
        f"#2..: {' | '.join(ONES[1:])}",
        "#10..: zehn | elf | zwölf | dreizehn | vierzehn | fünfzehn | sechzehn | siebzehn",
        "#18..: achtzehn | neunzehn",
        *(f"#{number}: {word}" for number, word in TENS.items()),
        *(
            f"#{tens + ones}: {one}und{word}"
            for tens, word in TENS.items()
            for ones, one in enumerate(ONES, start=1)
        ),
        *(
            f"#{20 + ones}th: {one}undzwanzigsten | {one}undzwanzigste"
            for ones, one in enumerate(ONES, start=1)
        ),
        *(
            f"#{number}th: {' | '.join(stem + ending for ending in ENDINGS)}"
            for number, stem in enumerate(STEMS, start=1)
            if stem
        ),
    )
)
WORDS += "\n" + "\n".join(
    f"quarter #{number}of: viertel {word} | viertel {number}"
    for number, word in enumerate(("eins", *ONES[1:], "zehn", "elf", "zwölf"), start=1)
)
WORDS += "\n" + "\n".join(
    f"every #2 {name}: jeden zweiten {day} | jeden 2. {day} | ein {day} ja ein {day} nein"
    for name, day in DAYS.items()
)
WORDS += """
saturday: sonnabend
monday..?: mo | di / die | mi | do | fr | sa | so
january..: januar / jänner | februar | märz / mrz | april | mai | juni | juli | august | september
october..: oktober / okt | november | dezember / dez
second: sekunde | sekunden | sek
minute: minute | minuten
hour: stunde | stunden | std
day: tag | tage | tagen | tages
week: woche | wochen
month: monat | monate | monaten | monats
year: jahr | jahre | jahren | jahres
half hour: halbe stunde | halben stunde | halbstunde | halbes stündchen
quarter hour: viertelstunde | viertel stunde
threequarter hour: dreiviertelstunde | dreiviertel stunde
#1.5: anderthalb | eineinhalb | einundeinhalb
#2.5: zweieinhalb | zweiundeinhalb
#3.5: dreieinhalb
today: heute
tomorrow: morgen
overmorrow: übermorgen
yesterday: gestern | vorgestern
tomorrow morning: morgen früh | morgen vormittag
overmorrow morning: übermorgen früh
today morning: heute morgen | heute früh
today mid morning: heute vormittag
tomorrow midday: morgen mittag
in morning: morgens | am morgen | in der früh | in der frühe | frühmorgens
morning: früh
in mid morning: vormittags | am vormittag
mid morning: vormittag
in midday: mittags | am mittag | zu mittag
midday: mittag
in afternoon: nachmittags | am nachmittag
afternoon: nachmittag
in evening: abends | am abend
evening: abend
in night: nachts | in der nacht
night: nacht
noon: zwölf uhr mittags
midnight: mitternacht
tonight: heute nacht
every morning: jeden morgen | jeden früh
early: zeitig
late: spät
late evening: spätabends
weekend: wochenende
weekends: wochenenden | an wochenenden | am wochenende immer
weekdays: werktags | wochentags | an werktagen | an wochentagen | unter der woche
weekday: werktag | wochentag | arbeitstag | werktage | wochentage
next: nächste | nächsten | nächster | nächstes | nächstem
coming: kommende | kommenden | kommender | kommendes
afternext: übernächste | übernächsten | übernächster | übernächstes
previous: vorige | vorigen | vergangene | vergangenen
last: letzte | letzten | letzter | letztes | letztem
this: diese | diesen | dieser | dieses | diesem
at: um | @ | am | zu
on: am | den | an | der
the: das | dem | die
of: des | vom | von
in: in | im
for: für | lang
nowtime: zur gleichen zeit | gleiche zeit | um die gleiche zeit | um diese zeit | selbe zeit
later: später | ab jetzt | von jetzt an
ago>: vor
until: bis | bis zum
from: ab | von
starting: ab dem | beginnend | beginnend am | beginnend mit | ab sofort
past: nach
before: bevor
between: zwischen
and: und
withhalf: und eine halbe
or: oder
half: halbe | halben
halfto: halb
quarter: viertel | ein viertel
threequarter: dreiviertel
o'clock: uhr
at: so um | so gegen | so ab
around: gegen | etwa | ungefähr | circa | ca | genau | punkt | so gegen
#0..: null | ein / eine / einen / einer / einem / eins | zwo
#30: dreissig
second: zweite | zweiten | zweiter | zweites
#11th..: elfte / elften | zwölfte / zwölften | dreizehnte / dreizehnten | vierzehnte / vierzehnten
#15th: fünfzehnte | fünfzehnten
#20th: zwanzigste | zwanzigsten
#30th: dreißigste | dreißigsten
every: jeden | jede | jedes | jeder | jedem | alle | aller
daily: täglich | tagtäglich
weekly: wöchentlich
monthly: monatlich
yearly: jährlich
hourly: stündlich
every #2 week: zweiwöchentlich | vierzehntägig | 14-tägig
times: mal
once: einmal | einmal pro | einmal am | einmal im | einmal in der
time: zeit
twice: dreimal | dreimal am | viermal | dreimal täglich | zweimal | zweimal am | zweimal pro
eom: monatsende | ende des monats | am monatsende
eod: feierabend | tagesende | ende des tages
end: ende
start: anfang | beginn
mid: mitte
@12-24: heiligabend | heilig abend | heiliger abend
@12-25: weihnachten | erster weihnachtstag | 1. weihnachtstag
@12-26: 2. weihnachtstag | zweiter weihnachtstag | zweiten weihnachtstag
@12-31: silvester
@1-1: neujahr
@12-6: nikolaus
@2-14: valentinstag
@10-3: tag der deutschen einheit
timeish: ostern | pfingsten | paar | einige | einigen | bald | gleich | mehrere | mehreren
timeish: karfreitag | ostermontag | pfingstmontag | demnächst | sonnenaufgang | sonnenuntergang
sometime: irgendwann
greeting: guten morgen | gute nacht | guten abend | guten tag | schönen abend | schönes wochenende
timeish: dämmerung | morgengrauen | abenddämmerung
opener: erinnere mich daran | erinnere mich an | erinnere mich | erinner mich an | erinner mich
opener: erinner mich daran | bitte | kannst du mich | könntest du mich | erinnerung
opener: bitte erinnere mich daran | bitte erinnere mich an | bitte erinnere mich | erinnere uns
opener: erinnerung an | weck mich bitte | vergiss nicht | bitte erinnere mich daran, dass
link: daran | dass | zu
please: danke | mal bitte
carrier: zimmer | zi | bett | station | wohnung | whg | haus | hausnummer | block | gleis | linie
carrier: bus | zug | flug | tor | platz | sitz | reihe | tisch | seite | kapitel | folge | staffel
carrier: band | version | ticket | bestellung | rechnung | nummer | nr | telefon | tel | handy
carrier: durchwahl | pin | code | fall | akte | formular | kanal | hörsaal | saal | raum | labor
carrier: op | blutdruck | rr | puls | zucker | blutzucker | gewicht | dosis | charge
carrier: stufe | ebene | etage | stock | spur | spind | kabine | apotheke | kasse | schalter | gate
dose: mg | ml | µg | g | kg | gramm | ie | tabletten | tablette | pillen | pille | kapseln | kapsel
dose: tropfen | hübe | cm | mm | km | liter | leute | personen | gäste | euro | dollar | franken
dose: prozent | seiten | stück | mal täglich | wiederholungen | tassen | gläser
condition: wenn | falls | sofern | es sei denn | solange | feiertag | feiertage | feiertagen
condition: ferien | sommer | winter | schulferien | im sommer | im winter | während
except: außer | ausser | ausgenommen | bis auf | mit ausnahme von | mit ausnahme des | aber nicht
except: nur nicht | jedoch nicht | nicht aber | außer am | außer an | ohne | abgesehen von
nextlast: vorletzte | vorletzten | vorletzter | vorletztes
every #2 week: alle 14 tage | jede zweite woche | alle zwei wochen | alle 2 wochen | jede 2. woche
every #2 week: eine woche ja, eine woche nein | eine woche ja eine woche nein | 14-täglich
every #2 week: vierzehntäglich | im zweiwochenrhythmus | im 14-tage-rhythmus | im wechsel
week: kw | kalenderwoche | wo
hour: std. | stdn
minute: min. | min | minütchen
second: sek.
day: tg
weekday: werktagen | arbeitstage | arbeitstagen | arbeitstages | werktages | bankarbeitstag
weekday: bankarbeitstage | bankarbeitstagen
at: gegen
until: einschließlich | bis einschließlich | bis inklusive | bis einschl
by: spätestens | spätestens am | spätestens um | nicht später als
from: frühestens | nicht vor
before: noch vor
tomorrow: mrg | mrgn | morgn | mogen
overmorrow: übermrg | übermrgn | übermorg | ümorgen
today: heut | hte
evening: abds | abd
afternoon: nachm | nachm. | nm
morning: vorm | vorm. | vm
eod: dienstschluss
midnight: mitternachts
please: nochmal | noch einmal | und dann | insgesamt
plusquarter #1: eineinviertel | einundeinviertel
plusquarter #2: zweieinviertel | zweiundeinviertel
minusquarter #2: eindreiviertel | einunddreiviertel
minusquarter #3: zweidreiviertel | zweiunddreiviertel
rating: note | wertung | schmerz | schmerzen | film | buch | bewertung | schmerzskala | sterne
please: herum | rum | oder so | in etwa
september..: sep / sept | okt | nov | dez
february..: feb | mär | apr
august: aug
eom: monatsletzten | am monatsletzten | monatsletzter | monatsultimo
except: nicht am | nicht an | nie am | nie an
every #2 week: im zweiwochentakt | im 14-tage-takt
only: nur
threequarter: drei viertel
condition: bei gutem wetter | bei regen | bei schnee | je nach
timeish: beim abendessen | beim frühstück | beim mittagessen | beim essen | zum abendessen
late: späten
early: frühen
idiom: auf den tag genau | von zeit zu zeit
"""
SHARED = """
die in am an so mit um den man mal ein arm minute april august september november do di mi fr sa mo
es der ab so von null mai des acht
"""
NEVER_MENDED = """
sorgen borgen montage mortag freitags juno marz jahn jahres stunder abendessen nachtisch wachen
woches wacht monatlich haute beute heuten leute heuer weite mittig mittags sonntags dienstags tagen
stunds juni juli junis samstags
frei freit donner donne sonne mond monta
"""
