"""French."""

DAYS = {
    "monday": "lundi",
    "tuesday": "mardi",
    "wednesday": "mercredi",
    "thursday": "jeudi",
    "friday": "vendredi",
    "saturday": "samedi",
    "sunday": "dimanche",
}
WORDS = "\n".join(
    f"every #2 {name}: un {day} sur deux | un {day} sur 2 | un {day} oui un {day} non"
    f" | tous les deux {day}s | {day} sur deux"
    for name, day in DAYS.items()
)
WORDS += """
monday..: lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche
mondays..: lundis | mardis | mercredis | jeudis | vendredis | samedis | dimanches
mondays..: les lundis | les mardis | les mercredis | les jeudis | les vendredis | les samedis
sundays: les dimanches
monday..?: lun | mar | mer | jeu | ven | sam | dim
january..: janvier / janv | février / fév / févr | mars | avril / avr | mai | juin
july..: juillet / juil | août | septembre / sept | octobre / oct | novembre / nov | décembre / déc
second: seconde | secondes
minute: minute | minutes | mn
hour~: heure | heures
day: jour | jours | journée
week: semaine | semaines
month: mois
year: an | ans | année | années
weekend: weekend | week-end | we
half hour: demi-heures | demi-heure | une demi-heure | demie heure | une demie heure
quarter hour: quart d'heure | un quart d'heure
threequarter: trois quarts | trois-quarts
threequarter hour: trois quarts d'heure | trois-quarts d'heure
#1.5 hour: heure et demie | une heure et demie | heure et demi | une heure et demi
today: aujourd'hui | aujourdhui
tomorrow: demain
overmorrow: après-demain | apres-demain
yesterday: hier | avant-hier
in morning: le matin | au matin | dans la matinée
morning: matin | du matin | matinée | mat
in afternoon: l'après-midi | dans l'après-midi
afternoon: après-midi | de l'après-midi | d'après-midi | aprèm | aprem
in evening: le soir | en soirée | au soir | dans la soirée
evening: soir | du soir | soirée
in night: la nuit | de nuit
night: nuit
dawn: de la nuit | aube
today morning: ce matin
today afternoon: cet après-midi | cette après-midi
today evening: ce soir
tonight: cette nuit
midday: du midi
noon: midi
midnight: minuit
early: tôt | de bonne heure
late: tard
weekend: fin de semaine
weekends: les week-ends | week-ends | weekends
weekdays: jours ouvrés | jours ouvrables | en semaine | les jours de semaine | jours de semaine
weekday: jour ouvré | jour ouvrable | jour de semaine
sunday?: dim.
coming: prochains | prochaines
coming: prochain | prochaine | suivant | suivante | qui vient
week: en huit
previous: passé | passée
last: dernier | dernière | derniers | dernières
this: ce | cet | cette
at: à | vers | au
a~: a
in: dans | d'ici | en | sous
on: le | pour le | pour
the: la | les
of: de | du | des
for: pendant | durant
nowtime: à la même heure | même heure | à cette heure-ci
later: plus tard | après
ago>: il y a | y a
until: jusqu'à | jusqu'au | jusqu'en | jusque
from: dès | depuis | à partir de
starting: à partir du | à compter du
after: après le | après les
before: avant | avant le
between: entre
to: au
and+: et
or: ou
minus: moins | moins le
half: demi | demie
quarter: quart | un quart | le quart
o'clock: pile | heures pile | heure pile
around: vers les | environ | aux alentours de
#0..: zéro | un / une | deux | trois | quatre | cinq | six | sept | huit | neuf | dix | onze
#12..: douze | treize | quatorze | quinze | seize | dix-sept | dix-huit | dix-neuf | vingt
#21: vingt-et-un | vingt et un | vingt et une | vingt-et-une
#30: trente
#40: quarante
#50: cinquante
#60: soixante
#90: quatre-vingt-dix
#1th: premier | première | premiers | premières | 1er | 1ère
second: deuxième
#3th: troisième
#4th: quatrième
th: er | ère | ème | e | eme
every morning: tous les matins
every evening: tous les soirs
every: chaque | tous les | toutes les | tout les
every #2 day: un jour sur deux | tous les deux jours
every #2 week: une semaine sur deux
daily: quotidiennement | quotidien
weekly: hebdomadaire
monthly: mensuellement
times: fois
once: une fois | une fois par
twice: deux fois | deux fois par
eom: fin du mois | la fin du mois | fin de mois
eod: fin de journée | fin de la journée
eow: la fin de la semaine | fin de la semaine
mid: mi
end: fin
start: début
@12-24: réveillon de noël | veille de noël
@12-25: noël | jour de noël
@12-31: réveillon | saint-sylvestre | réveillon du nouvel an | la saint-sylvestre
@1-1: jour de l'an | nouvel an
@2-14: saint-valentin
@7-14: fête nationale
timeish: pâques | quelques | bientôt | plusieurs | tantôt | ramadan | pentecôte
greeting: bonne nuit | bonne soirée | bonne journée | bon après-midi | bonne semaine
timeish: crépuscule | lever du soleil | coucher du soleil | tombée de la nuit | lever du jour
opener: rappelle-moi de | rappelle-moi que | rappelle-moi | rappelez-moi de | rappelle moi de
opener: rappelle moi | rappelez-moi | fais-moi penser à | s'il te plaît | s'il vous plaît
opener: préviens-moi | me rappeler de | peux-tu me rappeler de | tu peux me rappeler de
opener: n'oublie pas de | rappel | rappel pour | avertis-moi | stp | svp | peux-tu me rappeler
link: que
please: merci
carrier: chambre | ch | lit | salle | bâtiment | bât | appartement | appart | étage | porte | quai
carrier: voie | bus | ligne | vol | siège | rang | place | table | casier | page | chapitre
carrier: épisode
carrier: saison | tome | version | v | billet | commande | facture | numéro | num | n° | nº | tél
carrier: téléphone | portable | poste | code | dossier | formulaire | chaîne | amphi | labo
carrier: bureau
carrier: tension | ta | pouls | glycémie | poids | dose | lot | niveau | box
carrier: unité | service | bloc | guichet | quartier | piste
dose: mg | ml | µg | g | kg | ui | grammes | comprimés | comprimé | cachets | cachet | gélules
dose: gélule | gouttes | bouffées | cm | mm | km | litres | litre | personnes | invités | euros
dose: euro
dose: dollars | pourcent | pages | fois par jour | tasses | verres | pièces
condition: si | sauf si | à moins que | quand | lorsque | tant que | férié | fériés | jours fériés
condition: vacances | été | hiver | pluie | jour férié
except: sauf | excepté | hormis | à part | mais pas | mais pas le | en dehors de | sans
except: à l'exception de
except: à l'exception du | sauf le | sauf les | excepté les | excepté le | hors | exceptés
except: mais jamais
nextlast: avant-dernier | avant-dernière | avant dernier | pénultième
every #2 week: une semaine sur 2 | toutes les deux semaines | tous les quinze jours
every #2 week: toutes les 2 semaines | une semaine oui une semaine non | tous les 15 jours
every #2 week: une semaine oui, une semaine non | semaine sur deux
fortnight: quinzaine | quinzaine de jours | en quinze
week: huitaine | sem
in: d'ici à
in #7 day: d'aujourd'hui en huit | aujourd'hui en huit
in #14 day: d'aujourd'hui en quinze | aujourd'hui en quinze
by: au plus tard | pas plus tard que | pour au plus tard | au plus tard à
from: pas avant | au plus tôt
tomorrow: dem | dem1 | 2main | dmain | deman | 2m1
today: auj | ajd | aujd'hui | aujourd hui
overmorrow: après dem | ap demain | après dem1 | apres dem
minute: min.
second: sec
afternoon: apm | aprm | l'aprem | l'aprèm
evening: soire
please: encore | puis | au total
for: pendant encore
noon: midi pile | midi pétant
around: autour de
condition: à moins qu'il | à moins qu'elle | à moins qu'on | s'il | s'ils | si j'ai | sauf s'il
condition: sauf quand
nextlast: l'avant-dernier | l'avant-dernière
rating: note | score | vision | film | douleur | livre | noté | étoiles
around: aux environs de | aux environs | dans les
please: à peu près | plus ou moins | ou à peu près
around: sur les coups de | sur le coup de
except: pas le | jamais le
sometime: au plus tard | dernier délai
only: seulement | uniquement
every hour: d'heure en heure
condition: selon | par beau temps | si possible
timeish: au dîner | au petit déjeuner | au petit-déjeuner | au déjeuner | au souper | au goûter
idiom: à jour | mise à jour | mises à jour
"""
SHARED = """
me a an on six sept dix mars mai mar mer sam dim ou en le la les de des un une sous minute minutes
midi fin mois second pile tout pour
"""
NEVER_MENDED = """
matins mardis satin lundis jeudis samedis demains soirs avrils jeux juins maire martin mais marie
juillets janviers quintes maudit
vendre vendr same sames
"""
