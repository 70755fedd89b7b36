"""Spanish of Spain and of the Americas."""

DAYS = {
    "monday": "lunes",
    "tuesday": "martes",
    "wednesday": "miércoles",
    "thursday": "jueves",
    "friday": "viernes",
    "saturday": "sábado",
    "sunday": "domingo",
}
WORDS = "\n".join(
    (
        *(f"{name}: {forms}" for name, forms in DAYS.items()),
        *(f"{name} morning: {forms.split(' |')[0]} mañana" for name, forms in DAYS.items()),
    )
)
WORDS += "\n" + "\n".join(
    f"every #2 {name}: un {day} sí y otro no | un {day} sí, otro no | {day} sí, {day} no"
    f" | un {day} sí y un {day} no | {day} por medio | {day} sí {day} no | cada dos {day}"
    f" | un {day} de cada dos | cada segundo {day} | un {day} sí, un {day} no | {day} alternos"
    for name, forms in DAYS.items()
    for day in (forms.split(" |")[0],)
)
WORDS += """
mondays..: los lunes | los martes | los miércoles | los jueves | los viernes | los sábados
sundays: los domingos
morning: de la mañana | de mañana
in morning: por la mañana | en la mañana | a la mañana
afternoon: de la tarde | tarde
in afternoon: por la tarde | en la tarde | a la tarde
evening: de la tardecita
night: de la noche | noche
in night: por la noche | en la noche | a la noche | de noche
dawn: de la madrugada | madrugada
in dawn: de madrugada | en la madrugada | por la madrugada
midday: del mediodía | del medio día | de mediodía
monday..?: lun | mar | mié / mie / mier | jue | vie | sáb | dom
january..: enero / ene | febrero | marzo | abril / abr | mayo | junio | julio | agosto / ago
september..: septiembre / setiembre | octubre | noviembre | diciembre / dic
second: segundo | segundos | seg
minute: minuto | minutos
hour~: hora | horas | hs | hrs
day: días
day~: día | el día
week: semana | semanas
fortnight: quincena
month: mes | meses
year: año | años
in #7 day: de hoy en ocho
half hour: media hora | media horita
quarter hour: cuarto de hora | un cuarto de hora
threequarter hour: tres cuartos de hora
#1.5 hour: hora y media | una hora y media
today: hoy | hoy mismo | hoy día
tomorrow: mañana | mañana mismo
overmorrow: pasado mañana
tomorrow morning: mañana por la mañana | mañana en la mañana | mañana temprano
tomorrow morning: mañana a la mañana
today morning: esta mañana | hoy por la mañana | hoy en la mañana
today afternoon: esta tarde
tonight: esta noche
every morning: cada mañana | todas las mañanas
every afternoon: todas las tardes | cada tarde
every night: todas las noches | cada noche
yesterday: ayer | anteayer | antier | anoche | antes de ayer
noon: mediodía | medio día | el mediodía
midnight: medianoche | media noche | la medianoche
early: temprano
late: última hora
weekend: fin de semana | finde
weekends: fines de semana | los fines de semana | los findes
weekdays: entre semana | días laborables | días hábiles | los días laborables | los días hábiles
weekday: día laborable | día hábil | días de semana | día de semana | días entre semana
coming: próximo | próxima | que viene | que entra | siguiente | entrante | próximos
previous: pasado | pasada
last: último | última | últimos
this: este | esta | éste | ésta
at: a las | a los | a | al | desde las | @ | para las | a eso de las
at #1: a la una
#1: la una
to: para la | para las
on: el | en el | para el
the: la | las | lo | los
of: de | del | de la | de las
in: en | dentro de | de aquí a | de acá a
for: por | durante
nowtime: a la misma hora | misma hora | a esta hora | a esta misma hora
later: más tarde | después | a partir de ahora | desde ahora
ago>: hace
until: hasta | hasta el | hasta las | hasta la
from: desde | desde el | a partir de las
starting: a partir del | a partir de | empezando | comenzando | empezando el | comenzando el
after at: después de las
after: después de | después de la | después del | tras
before at: antes de las
before: antes de | antes del | antes de la | antes
between: entre | entre las
and+: y | e
or: o | u
minus: menos
past: pasadas | pasado las
half: media | medio
quarter: cuarto | un cuarto | el cuarto
o'clock: en punto | h en punto
around: sobre | sobre las | hacia las | alrededor de las | aproximadamente | tipo
am: a. m
pm: p. m
#0..: cero | un / una / uno | dos / par de / un par de | tres | cuatro | cinco | seis | siete
#8..: ocho | nueve | diez | once | doce | trece | catorce | quince | dieciséis | diecisiete
#18..: dieciocho | diecinueve | veinte | veintiuno / veintiún / veintiuna | veintidós | veintitrés
#24: veinticuatro
#25: veinticinco
#30: treinta
#40: cuarenta
#45: cuarenta y cinco
#35: treinta y cinco
#55: cincuenta y cinco
#50: cincuenta
#60: sesenta
#90: noventa
#1th: primeros | primeras | primero | primer | primera
second: segunda
#3th: tercero | tercer | tercera
th: º | ª | ro | er | ero
every: cada | todos los | todas las | todo | toda | todos | todas
other: por medio
every #2 day: día por medio | un día sí y otro no | cada dos días | día de por medio
every #2 week: cada dos semanas | semana por medio | cada quincena
daily: diariamente | a diario | diario
weekly: semanalmente
monthly: mensualmente
yearly: anualmente
times: veces
once: una vez | una vez al | una vez a la | una vez por
twice: dos veces | dos veces al | dos veces por
eom: fin de mes | a fin de mes | final de mes | fines de mes | a finales de mes
eod: final del día | fin del día
eow: fin de la semana
end: fin | final | finales | a finales
start: principios | principio | inicio | a principios | comienzo
@12-24: nochebuena | noche buena
@12-25: navidad | día de navidad
@12-31: nochevieja | fin de año | noche vieja
@1-1: año nuevo
@1-6: día de reyes | reyes
@2-14: san valentín | día de los enamorados
timeish: semana santa | pascua | algún | unos | unas | pronto | rato | luego | atardecer
timeish: amanecer | quizás | ratito | unos cuantos
greeting: buenas noches | buenos días | buenas tardes
timeish: anochecer | alba | puesta del sol | salida del sol | crepúsculo | ocaso
opener: recuérdame que | recuérdame | recuérdame de | recordame | recordame que | acuérdame de
opener: recuérdanos | avísame | avísame que | avisame de | por favor | hazme acordar de
opener: recordarme | recuérdame por favor | puedes recordarme | podrías recordarme
opener: haceme acordar de | recordatorio | recordatorio de | recordatorio para | no olvides
opener: quiero que me recuerdes
link: que
please: gracias | favor | porfa | vale
carrier: habitación | hab | cama | sala | planta | piso | apartamento | apto | bloque | edificio
carrier: puerta | andén | vía | bus | línea | vuelo | asiento | fila | mesa | taquilla | página
carrier: capítulo | episodio | temporada | tomo | versión | v | boleto | billete | pedido | factura
carrier: número | núm | nro | nº | teléfono | tel | móvil | celular | extensión | código
carrier: expediente
carrier: formulario | canal | aula | laboratorio | consultorio | tensión | presión | pulso
carrier: glucosa
carrier: glucemia | peso | dosis | lote | nivel | box | unidad
carrier: quirófano | ventanilla | carril
dose: mg | ml | µg | g | kg | ui | gramos | comprimidos | comprimido | pastillas | pastilla | gotas
dose: cápsulas | cápsula | cm | mm | km | litros | litro | personas | invitados | euros | euro
dose: pesos
dose: dólares | por ciento | páginas | tazas | vasos | unidades
condition: si | salvo si | a menos que | cuando | mientras | festivo | festivos | feriado
condition: feriados
condition: vacaciones | verano | invierno | lluvia | llueva | llueve
except: salvo | excepto | menos los | menos el | pero no | pero no los | pero no el | salvo los
except: excepto los | a excepción de | a excepción del | quitando | exceptuando | sin contar | sin
except: salvo el | excepto el | aparte de | fuera de | con excepción de | pero nunca los
nextlast: penúltimo | penúltima
every #2 week: una semana sí y otra no | una semana sí, otra no | semana sí, semana no
every #2 week: semana sí semana no | semanas alternas | cada 15 días | cada quince días
every #2 week: una semana de cada dos | quincenalmente | cada 2 semanas | cada catorce días
in #14 day: de hoy en quince | de hoy en quince días
in #7 day: de hoy en ocho días
week: sem
by: a más tardar | como muy tarde | no más tarde de | no más tarde de las | como máximo
by: a más tardar a las | a más tardar el | como tarde
from: no antes de | no antes de las | a partir de la
until: hasta e incluyendo | parando a las | terminando a las
tomorrow: mñn | mñna | mnn | manana | mñana | mña | mana | mañn | mñnana
overmorrow: pasado mñn | pasado mñna | psado mañana | pasao mañana | pasadomañana | pasado mñana
tonight: hoy noche | hoy x la noche | hoy en la noche
in night: x la noche | x la nche
in afternoon: x la tarde
in morning: x la mañana | x la mñn
in: dntro de | dentro d | d aquí a
hour~: hra | hras | h.
minute: min | mins | min. | mnts
second: segs
please: otra vez | y luego | en total
coming: q viene | q entra | próx | prox | sgte | sig | siguientes | próximas
around: como a las | cerca de las | más o menos a las | alrededor de
weekday: día laboral
weekdays: días laborales
rating: nota | puntuación | visión | peli | película | dolor | libro | estrellas | doy
around: hacia | hacia el | hacia la | cerca de | cerca del | al rededor de
please: o así | más o menos | aproximadamente
september..: sep / sept | oct | nov
saturdays..: sábados | domingos
sometime: a más tardar | como muy tarde | como tarde
except: no los | nunca los | nunca el
only: solo | solamente | nada más
every hour: hora a hora | de hora en hora
condition: según | con buen tiempo
timeish: en la cena | en el desayuno | en la comida | a la hora de la cena | a la hora de comer
idiom: al día | poner al día | puesta al día
"""
SHARED = "me no si la el de en es a un once mayo media dos este sobre para tres mes cada diario"
NEVER_MENDED = """
marte banana marcas lunas lentes viernas manzana mañanero junto julia mayor enera tardes noches
semanal meses dias horaria minutero segunda agosta domingas fuentes viajes martas mates ratos
mana vier
"""
