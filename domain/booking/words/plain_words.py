"""The words of plain sentences about a visit, a line for each language and meaning.

`*` stands for any ending. book: to book; visit, test: what is booked; ask: plainly a message to
oneself; fill: means nothing here; change: beside another time for a message that is not sent yet.
it: what was spoken of; stop: never mind. price, help, clock, place, mine, plans: questions.
"""

WORDS = """
en book: book | rebook | sign me up | register me | reserve
en book: can i come | could i come | may i come | come in
en visit: appointment* | appt* | booking* | reservation* | visit
en test: blood test* | blood work | bloodwork | blood draw* | lab test* | lab work
en test: take a blood test | take blood | blood drawn
en test: blood check* | blood count | blood sample* | urine test* | stool test* | checkup
en test: check-up | blood taken | bloods | bloods done | bloods taken | my blood taken
en cancel: cancel* | call off | delete | remove | scrap | drop | undo
en it: it | that | this | them | that one | this one | that message | the message | my message
en it: message | the reminder | my reminder | that reminder | last one | the last one
en stop: never mind | nevermind | forget it | forget that | forget about it | leave it | skip it
en stop: don't send it | do not send it | don't send | stop it | no thanks | no thank you | drop it
en stop: don't bother | changed my mind | i changed my mind | not anymore | stop | abort | dismiss
en price: how much | what does it cost | what does a | what do you charge | prices | price
en price: what are your prices | your prices
en help: what can you do | what do you do | how does this work | how does it work | help | help me
en help: who are you | what is this | how do i use this | what can i do here | how do you work
en clock: what time is it | what time do you have | which time zone | what time zone
en clock: what's the time | what is the time | what's my time zone | what is my time zone
en clock: what's your time | is it for you
en place: where are you | where is the lab | where is it | where do i go | address | your address
en place: how do i get there | when are you open | opening hours | are you open | when do you open
en place: when do you close | what are your hours | what is your address | where do i come
en place: what are your opening hours | is the lab open | lab open | is it open
en place: phone number | your phone number | your number | can i call you | telephone
en mine: when is my | when's my | what time is my | do i have | have i booked | show my | show me my
en mine: my bookings | my appointments | my visits | list my | where is my | my results | my result
en mine: my report | are my results ready | results ready
en plans: my messages | my reminders | scheduled messages | what is planned | what's planned
en plans: what have i scheduled | show my messages | show my reminders
en move: move | reschedul* | postpone* | put off | change | shift
en absent: can't come | cannot come | can not come | can't make it | cannot make it
en absent: able to come | able to make it | able to attend | can't make my | cannot make my
en absent: won't come | can not make it | can't be there | cannot be there | won't be there
en absent: not coming | unable to come | won't make it | can't attend | cannot attend
en absent: cant come | cant make it
en late: minutes late | minute late | mins late | min late | hour late | be late
en late: running late | am late | i'm late | get there late | come late
en ask: remind* me | send me | tell me | text me | message me | ping me | note to self
en ask: reminder | visit mum | visit mom | visit my | visit mother | visit dad | visit father
en ask: visit our | visit the
en fill: i | i'd | i'm | i'll | we | want | wanna | would | like | love | need | have | get
en fill: running | won't | not | able
en fill: to | a | an | the | my | our | for | me | us | please | pls | plz | hi | hello
en fill: hey | can | could | you | may | make | schedule | do | set up | arrange | some | one
en fill: is | in | on | at | will | going | am | of | and | with | lab | sorry | but
en fill: from | give | test | tests | thanks | thank | son | daughter | wife | husband
en fill: mother | father | mum | mom | dad | unfortunately | there | possible | now | after
en fill: all | anymore
en fill: slot | come | was | be | let's | go | try | minutes | bit | we'll | we're | are | taken
en fill: sick | ill | unwell | arrive | fever | today | your
en change: make it | make that | change it to | change to | move it to | instead | rather | no
en change: nope | better | actually | sorry | please | pls | let's say | let's do
en change: let's make it | how about | what about | set it to | not then | wait | then
en change: can you | could you | send it | send it to me | do it | move it | shift it | put it off
en change: postpone it | reschedule it | put it off to | postpone it to | reschedule it to
en change: i meant | i mean | and | but | change the time to | earlier | later | hm | hmm
de book: buchen | buche | kann ich kommen | darf ich kommen | anmelden | reservier*
de visit: termin* | buchung* | besuch | reservierung*
de test: bluttest* | blutabnahme* | blutbild* | blutprobe* | blutuntersuchung*
de test: laboruntersuchung* | labortest* | urintest* | blut abnehmen | blutwerte
de cancel: absag* | sage ab | storn* | streichen | lösch* | entfern* | abbrechen | brich ab | brich
de cancel: sag
de it: es | das | den | diese | dieses | die nachricht | nachricht | sie
de stop: vergiss es | vergessen sie es | vergiss das | egal | lass es | lass das | lass mal
de stop: lassen sie es
de stop: schon gut | doch nicht | nicht senden | nicht schicken | schick es nicht | abbruch | stopp
de stop: nein danke | hat sich erledigt | sende es nicht
de price: wie viel kostet | wieviel kostet | was kostet | was kosten | wie viel | preis | preise
de price: kosten
de help: was kannst du | was können sie | wie funktioniert das | wie geht das | hilfe | wer bist du
de clock: wie spät ist es | welche uhrzeit | wie viel uhr | welche zeitzone | wie spät
de clock: meine zeitzone
de place: wo seid ihr | wo sind sie | wo ist das labor | adresse | wo ist | wie komme ich hin
de place: wann habt ihr offen | wann habt ihr geöffnet | öffnungszeiten | wann öffnet
de place: wann schließt | telefonnummer | eure nummer | ihre nummer | kann ich anrufen
de place: wann haben sie geöffnet | habt ihr offen | habt ihr
de mine: wann ist mein | wann habe ich | habe ich einen | meine termine | meine buchungen
de mine: zeig mir meine
de mine: mein befund | meine befunde | meine ergebnisse | wann ist der | habe ich
de plans: meine nachrichten | meine erinnerungen | geplante nachrichten | was ist geplant
de move: verschieb* | verleg* | umbuch* | umbuchen | ändern | andern | ändere | ändern*
de absent: nicht kommen | nicht da sein | schaffe es nicht
de absent: komme nicht | komm nicht | nicht erscheinen | verhindert
de late: komme zu spät | komme etwas zu spät | verspäte* | später kommen | komme später
de late: minuten später | minuten zu spät
de late: zu spät | komme spät* | verspätung | spät dran
de ask: erinner* mich | erinnerung | schick* mir | sag mir | sende mir
de fill: ich | wir | möchte | mochte | will | würde | gern* | gerne | brauche | hätte | hatte
de fill: kommen | früh
de fill: einen | ein | eine | die | der | mein* | für | mich | mir | bitte | hallo
de fill: kann | können | machen | vereinbar* | ausmachen | haben | zum | zur | zu | im | am
de fill: um | auf | in | leider | sohn | tochter | frau | mann | mutter | vater | man
de fill: bekomme* | werde | etwas | jetzt | danke | ist | fertig | test | ab | sage | guten | tag
de fill: labor | muss
de fill: und | wird | bin | mit | lassen | neuen | kannst | du | bei | dir | euch | ihnen | offen
de fill: geöffnet | dran | krank | komme | ankommen | wie | sind | eure | ihre | fieber
de change: lieber | besser | doch | nein | stattdessen | mach | mach es | mache es | bitte
de change: ändere es auf | sondern | ändere auf | eher | nee | dann | ich meine | ich meinte
de change: kannst du | können sie | schick es | schicke es | sende es | verschiebe es
de change: verschieb es
de change: verschiebe es auf | verleg es auf | verschieben wir es auf
de change: oder | machen wir | sagen wir | verschieb es auf | auf | schicken | senden
de change: kannst du es | können sie es
es book: reserv* | agend* | inscrib*
es book: puedo ir | puedo venir | podría ir | podría venir
es visit: cita* | turno* | reserva* | visita
es test: análisis | analítica* | prueba* de sangre | examen de sangre | exámenes de sangre
es test: extracción de sangre | hemograma | prueba de laboratorio | análisis de sangre
es test: sacarme sangre | sangre
es cancel: cancel* | anul* | borra* | bórra* | elimin* | elimín* | quita*
es it: lo | la | eso | esto | ese | el mensaje | mensaje | este mensaje | ese mensaje | la última
es stop: olvídalo | olvídelo | olvida eso | olvídate | déjalo | déjelo | no importa | da igual
es stop: no lo envíes | no lo mandes | no gracias | ya no | mejor no
es price: cuánto cuesta | cuánto vale | cuánto es | cuánto cuestan | qué precio tiene | precio
es price: precios
es price: cuánto sale
es help: qué puedes hacer | qué sabes hacer | cómo funciona | cómo funcionas | ayuda | quién eres
es clock: qué hora es | qué hora tienes | qué zona horaria | cuál es mi zona horaria
es place: dónde están | dónde está el laboratorio | dónde estáis | dirección | cómo llego
es place: dónde queda | número de teléfono | su teléfono | cuál es el teléfono
es place: cuándo abren | horario | horarios | a qué hora abren | a qué hora cierran | están abiertos
es place: abren
es mine: cuándo es mi | cuándo tengo | tengo cita | tengo alguna | mis citas | mis reservas
es mine: ver mis
es mine: a qué hora es mi | mis resultados | están mis resultados
es plans: mis mensajes | mis recordatorios | mensajes programados | qué hay programado
es move: mover | mueve* | muéve* | mueva | muévelo | pasar | cambi* | aplaz* | repro* | posponer
es move: pospon*
es absent: no puedo ir | no puedo venir | no podré ir | no podre venir | no podré venir
es absent: no voy a ir | no puedo asistir | no iré | no podré asistir | no llego
es absent: no puedo acudir | no voy a poder ir | no voy a poder
es late: llegaré tarde | llego tarde | voy a llegar tarde | llegar tarde | retraso
es fill: llegaré | llego
es late: minutos tarde | minutos más tarde
es late: llegaré con retraso | retras* | me retraso
es ask: recuérda* | recordar* me | recordatorio | envíame | mándame | dime | avísame
es fill: yo | quiero | quisiera | querría | quería | me gustaría | necesito | pedir | sacar
es fill: hacer | hacerme | una | un | el | los | las | mi | mis | para
es fill: por favor | por | favor | hola | buenos | buenas | días | tardes | puedo | puede
es fill: podría | de | del | a | al | en | tener | me | lo siento | ya | gracias | siento | hijo
es fill: hija
es fill: mujer | esposa | marido | esposo | madre | padre | laboratorio | con | y | dar | voy
es fill: enfermo | enferma | estoy | llegar | fiebre | minutos
es change: mejor | no | en vez de eso | en su lugar | ponlo | pónlo | cámbialo | cámbialo a
es change: cambia a | por favor | que sea | perdón | más bien | mejor dicho | ponlo para
es change: puedes | envíalo | mándalo | muévelo | muévelo al | pásalo | pásalo a | pásalo al
es change: aplázalo
es change: aplázalo al | cámbialo al | muévelo a | cámbialo para
es change: entonces | digamos | hazlo | enviarlo | mandarlo
pt book: marc* | reserv* | agend*
pt book: posso ir | posso vir | marqu*
pt visit: consulta* | marcação | agendamento* | reserva* | visita
pt test: exame | exames | análise* | exame* de sangue | hemograma | coleta de sangue
pt test: teste de sangue
pt test: análise* de sangue | análise* ao sangue | colheita de sangue
pt cancel: cancel* | desmarc* | anul* | apaga* | apague* | exclu* | remov*
pt it: isso | isto | o | a | ele | ela | a mensagem | mensagem | essa mensagem | esta mensagem
pt it: essa
pt stop: esquece | esqueça | esquece isso | esqueça isso | deixa | deixa pra lá | deixa para lá
pt stop: deixe | não importa | não envie | não envia | não manda | não obrigado | não obrigada
pt stop: pare
pt stop: deixa isso | tanto faz | não precisa | não quero mais
pt price: quanto custa | quanto é | quanto custam | qual o preço | qual é o preço | preço | preços
pt price: valor
pt price: quanto fica | quanto sai
pt help: o que você faz | o que você pode fazer | o que sabe fazer | como funciona | ajuda
pt help: quem é você
pt help: o que pode fazer
pt clock: que horas são | que horas tem | qual fuso horário | qual é o meu fuso
pt clock: qual o meu fuso horário
pt place: onde vocês ficam | onde fica | onde é | endereço | morada | como chego | onde estão
pt place: número de telefone | qual o telefone | telefone de vocês
pt place: quando abrem | horário | horários | que horas abre | que horas fecha | estão abertos
pt place: qual o horário | qual é o horário | vocês abrem | abrem
pt mine: quando é minha | quando é a minha | quando é meu | quando é o meu | tenho consulta
pt mine: tenho algum
pt mine: minhas consultas | meus exames | minhas reservas | meus agendamentos | meus resultados
pt mine: a que horas é | que horas é
pt plans: minhas mensagens | meus lembretes | mensagens agendadas | mensagens programadas
pt move: mudar | mude | muda | remarc* | reagend* | adiar | adie | transferir | trocar
pt move: alterar | adia* | altera*
pt absent: não posso ir | não posso vir | não vou poder ir | não consigo ir | não poderei ir
pt absent: não posso comparecer | não vou conseguir ir | não vou poder comparecer
pt absent: não irei | não poderei comparecer
pt late: vou me atrasar | vou atrasar | vou chegar atrasad* | chegar atrasad*
pt late: chegarei atrasad* | atrasad* | atraso
pt ask: lembr* me | me lembr* | lembre-me | lembra-me | lembrete | envie-me | me envie
pt ask: me manda | me avis* | avise-me
pt fill: eu | quero | queria | gostaria | preciso | fazer | pedir | uma | um | os | as | já
pt fill: meu | minha | para | pra | por favor | por | favor | olá | oi | bom | boa | dia
pt fill: tarde | posso | pode | poderia | de | do | da | em | no | na | ter | me | filho
pt fill: filha | mulher | esposa | marido | mãe | pai | laboratório | com | e | infelizmente
pt fill: desculpe | vou | tirar | funcionamento | mim | estou | minutos | doente | chegar | chego
pt fill: febre | aos
pt change: melhor | não | em vez disso | muda para | mude para | mudar para | põe | ponha
pt change: por favor | antes | aliás | desculpe | quero dizer | então | que seja | coloque
pt change: pode | você pode | envia | envie | manda | mande | muda | mude | passa | passa para
pt change: passe para
pt change: adia | adia para | adie para | muda isso para
pt change: coloca | digamos | enviar | mandar
fr book: réserv* | inscri*
fr book: puis-je venir | je peux venir | puis je venir
fr visit: rendez-vous | rendez vous | rdv | réservation* | visite
fr test: prise* de sang | analyse* de sang | bilan sanguin | bilan* | analyse*
fr test: examen* de sang | test sanguin | test* de sang | analyse* sanguine*
fr test: analyse* d' urine
fr cancel: annul* | décommand* | supprim* | efface* | effacer | enlève*
fr it: ça | le | la | cela | celui-ci | le message | message | ce message | celle-ci
fr stop: laisse tomber | laissez tomber | oublie | oublie ça | oubliez | oubliez ça | oublie-le
fr stop: tant pis | peu importe | ne l'envoie pas | n'envoie pas | non merci | laisse | laissez
fr stop: stop | plus besoin | pas besoin | c'est bon
fr price: combien coûte | combien ça coûte | combien coûtent | quel est le prix | prix | tarif
fr price: tarifs
fr price: combien | c'est combien
fr help: que peux-tu faire | que sais-tu faire | que pouvez-vous faire | comment ça marche | aide
fr help: qui es-tu | qu'est-ce que tu sais faire | tu peux faire quoi | à quoi tu sers
fr clock: quelle heure est-il | quelle heure il est | il est quelle heure | quel fuseau horaire
fr clock: quel est mon fuseau horaire
fr place: où êtes-vous | où est le laboratoire | où est | où se trouve | adresse
fr place: quelle est l'adresse | numéro de téléphone | votre téléphone | votre numéro
fr place: quand êtes-vous ouverts | horaires | quand ouvrez-vous | à quelle heure ouvrez-vous
fr place: à quelle heure fermez-vous | êtes-vous ouverts | comment venir | quels sont vos horaires
fr place: vos horaires | vous êtes ouverts | êtes-vous ouvert | vous êtes ouvert
fr mine: quand est mon | c'est quand mon | à quelle heure est mon | ai-je un | est-ce que j'ai un
fr mine: mes rdv
fr mine: mes rendez-vous | mes réservations | mes résultats | mon résultat
fr plans: mes messages | mes rappels | messages programmés | messages prévus
fr move: déplac* | reporte* | décal* | changer | change | modifi* | change-*
fr absent: ne peux pas venir | peux pas venir | ne pourrai pas venir | pourrai pas venir
fr absent: ne viendrai pas | ne viens pas | ne pourrai pas être là | ne serai pas là
fr absent: ne peux pas être là
fr late: en retard | du retard | serai en retard | aurai du retard | arriverai en retard
fr late: retard
fr ask: rappel* moi | rappelle-moi | rappelez-moi | rappel | envoie-moi | envoyez-moi
fr ask: dis-moi | rendre visite
fr fill: je | j' | veux | voudrais | aimerais | souhaite | besoin | ai | prendre | faire
fr fill: avoir | un | une | les | plus | merci | l' | d' | mon | ma | mes | pour | moi
fr fill: s'il vous plaît | svp | bonjour | salut | puis-je | est-ce que | peux | pouvez | vous
fr fill: de | du | des | à | au | en | me | m' | fils | fille | femme | mari | mère | père
fr fill: laboratoire | labo | et | avec | désolé* | vais | être | dois | chez | toi | peut-on
fr fill: suis | aurai | serai | minutes | malade | arrive | arriver | fièvre
fr change: plutôt | non | mets | mets-le | mettez | à la place | change pour | change à
fr change: s'il te plaît | s'il vous plaît | svp | en fait | pardon | alors | disons | mieux
fr change: peux-tu | tu peux | pouvez-vous | envoie-le | envoie | déplace-le | déplace-le à
fr change: déplace-le au
fr change: décale-le | décale-le à | reporte-le | reporte-le à | change-le | décale-le au
fr change: je voulais dire | mettons | finalement | l'envoyer | envoyer
ru book: записат* | записыва* | запиш* | запиши* | забронир* | бронир*
ru book: можно прийти | можно придти | могу прийти
ru visit: запись | записи | записью | приём* | прием* | визит* | бронь
ru test: анализ* | сдать кровь | сдача крови | забор крови | анализ* крови | анализ* мочи
ru test: кровь сдать
ru cancel: отмен* | удали* | убери* | убрать | сотри | отбой
ru it: это | его | её | ее | эту | этот | сообщение | это сообщение | всё | все
ru stop: забудь* | забудь об этом | неважно | не важно | не надо | не нужно | проехали
ru stop: ладно не надо
ru stop: не отправляй* | не присылай* | передумал | передумала | я передумал | я передумала | стоп
ru stop: хватит
ru stop: нет спасибо | уже не надо | уже не нужно
ru price: сколько стоит | сколько стоят | какая цена | цена | цены | почём | почем | стоимость
ru price: сколько это стоит
ru help: что ты умеешь | что вы умеете | что умеешь | как это работает | помощь | помоги | кто ты
ru clock: который час | сколько времени | сколько сейчас времени | какой часовой пояс
ru clock: мой часовой пояс
ru place: где вы | где вы находитесь | где находится | адрес | как добраться | где лаборатория
ru place: когда вы работаете | часы работы | во сколько открываетесь | до скольки вы работаете
ru place: номер телефона | ваш телефон | какой телефон
ru place: когда вы открыты | вы работаете | вы открыты | график работы
ru mine: когда у меня | когда моя | когда мой | есть ли у меня | у меня есть | мои записи
ru mine: мои визиты
ru mine: мои брони | мои результаты | мои анализы | готовы ли | на когда я записан*
ru mine: куда я записан*
ru plans: мои сообщения | мои напоминания | запланированные сообщения | что запланировано
ru move: перенес* | перенос* | передвин* | перезапис* | измени* | поменя* | сдвин*
ru absent: не смогу | не прид* | не могу прийти | не могу придти | не получится
ru absent: не получается | не смогу прийти | не смогу придти | не смогу приехать | не приеду
ru late: опозда* | опаздыва* | задержусь | задержива* | позже | минут позже
ru ask: напомни* | напоминание | пришли* мне | отправь* мне | скажи* мне | напомнить | визит к
ru fill: я | мы | хочу | хотел* | хотелось | бы | можно | мне | меня | нужно | нужен | надо
ru fill: на | в | к | с | пожалуйста | здравствуйте | привет | мой | мою | моя | для | сделать
ru fill: сдать | сдавать | пройти | сын* | дочь | дочк* | дочер* | жен* | муж* | мам* | пап*
ru fill: получится | спасибо | сейчас | уже | добрый | день | общий | и | у | лаборатори*
ru fill: извините | простите | к сожалению
ru fill: сожалению | немного | могу | ли | не | прийти | заболел | заболела | болею | минут | приду
ru fill: приедем | придём | заболели
ru change: лучше | нет | давай | давайте | вместо этого | сделай | поменяй на | измени на
ru change: перенеси на | пожалуйста | не | тогда | точнее | пусть будет | а лучше | поставь
ru change: можешь | пришли | отправь | перенеси | сдвинь | сдвинь на | перенеси это на | а
ru change: поставь на | ой | извини | отправить | прислать
hi book: बुक* | book*
hi book: आ सकता | आ सकती
hi visit: अपॉइंटमेंट* | अपॉइन्टमेंट* | अपाइंटमेंट* | बुकिंग* | मुलाकात | विज़िट | appointment
hi visit: booking
hi test: जांच* | जाँच* | खून की जांच | खून की जाँच | खून जांच | ब्लड टेस्ट | टेस्ट
hi test: रक्त परीक्षण | रक्त जांच | खून टेस्ट | khoon ki jaanch | khoon ki janch | blood test
hi test: jaanch
hi cancel: रद्द | कैंसिल | कैंसल | radd | cancel | हटा* | मिटा* | delete | डिलीट | hatao
hi it: इसे | यह | ये | उसे | वह | वो | मैसेज | संदेश | isko | ise | usko | yeh
hi stop: छोड़ो | छोड़ दो | रहने दो | जाने दो | भूल जाओ | कोई बात नहीं | मत भेजो | ज़रूरत नहीं
hi stop: rehne do | chhodo | chodo | jaane do | mat bhejo | बंद करो | koi baat nahi
hi price: कितने का | कितने की | कितना खर्च | क्या कीमत | कीमत | कितने पैसे | दाम | kitne ka | kitna
hi price: कितना
hi help: आप क्या कर सकते | तुम क्या कर सकते | मदद | कैसे काम करता | यह कैसे काम | kya kar sakte
hi help: madad
hi clock: क्या समय हुआ | कितने बजे हैं | क्या टाइम | समय क्या | टाइमज़ोन | कितना बजा
hi clock: kitne baje hain
hi place: आप कहाँ हैं | आप कहां हैं | लैब कहाँ | लैब कहां | पता | पता क्या | कब खुलता | कब खुलते
hi place: समय सारणी | फ़ोन नंबर | फोन नंबर | आपका नंबर
hi place: kahan hai | kahan ho | कहाँ है | कहां है | कब खुल* | खुली है | खुला है | खुली रहती
hi place: खुला रहता
hi mine: मेरी अपॉइंटमेंट कब | मेरा अपॉइंटमेंट कब | मेरी बुकिंग कब | मेरी बुकिंग दिखा*
hi mine: मेरी अपॉइंटमेंट दिखा*
hi mine: मेरी रिपोर्ट | मेरे रिजल्ट | क्या मेरी | meri booking kab | meri report
hi plans: मेरे मैसेज | मेरे संदेश | मेरे रिमाइंडर
hi move: बदल* | आगे बढ़ा* | शिफ्ट | badal* | badl*
hi absent: नहीं आ सकता | नहीं आ सकती | नहीं आ पाऊंगा | नहीं आ पाऊँगा | नहीं आ पाऊंगी
hi absent: नहीं आ पाऊँगी | नहीं आऊंगा | नहीं आऊँगा | नहीं आऊंगी | आ नहीं सकता | आ नहीं सकती
hi absent: आ नहीं पाऊंगा | nahi aa sakta | nahi aa sakti | nahi aa paunga | nahi aa paungi
hi late: देर* | लेट | der se aaunga | der ho
hi ask: याद दिला* | याद दिलाना | भेज* | yaad dila* | रिमाइंड*
hi fill: मैं | मुझे | मुझको | हम | हमें | मेरा | मेरी | मेरे | चाहता | चाहती | चाहिए | चाहते
hi fill: है | हूं | हूँ | हैं | करना | करनी | कराना | करानी | करवाना | करवानी | करें | कर
hi fill: करो | दें | दो | दीजिए | कृपया | नमस्ते | के | की | का | को | लिए | में | से | पर
hi fill: एक | बेटे | बेटी | पत्नी | पति | माँ | पिता | हो | जाऊंगा | जाऊँगा
hi fill: जाऊंगी | जाएगी | आऊंगा | आऊँगा | आऊंगी | और | लैब | mujhe | main | meri | mera
hi fill: karna | karni | hai | ke | liye | ki | chahiye | kar | karo | do | chahta | chahti
hi fill: hoon | क्या | सकते | आप | मिनट | kya | बीमार | बुखार
hi change: करो | कर दो | कर दें | कर दीजिए | बेहतर | नहीं | इसके बजाय | बजाय | की जगह | कृपया
hi change: बदलकर | को करो | ना | ठीक है | नहीं तो | kar do | karo | nahi | nahin
hi change: बदलो | बदल दो | भेजो | भेज दो | में बदलो | इसे | iske bajay | behtar
"""
