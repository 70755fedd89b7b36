"""The words of plain sentences about a visit, a line for each language and meaning.

`*` stands for any ending. book: to book; visit, test: what is booked; ask: plainly a message to
oneself; fill: means nothing here; change: beside another time for a message that is not sent yet.
"""

WORDS = """
en book: book | rebook | sign me up | register me | reserve
en book: can i come | could i come | may i come | come in
en visit: appointment* | appt* | booking* | reservation* | visit
en test: blood test* | blood work | bloodwork | blood draw* | lab test* | lab work
en test: take a blood test | take blood | blood drawn
en test: blood check* | blood count | blood sample* | urine test* | stool test* | checkup
en test: check-up
en cancel: cancel* | call off
en move: move | reschedul* | postpone* | put off | change | shift
en absent: can't come | cannot come | can not come | can't make it | cannot make it
en absent: able to come | able to make it | able to attend | can't make my | cannot make my
en absent: won't come | can not make it | can't be there | cannot be there | won't be there
en absent: not coming | unable to come | won't make it | can't attend | cannot attend
en absent: cant come | cant make it
en late: minutes late | minute late | mins late | min late | hour late | be late
en late: running late | am late | i'm late | get there late | come late
en ask: remind* me | send me | tell me | text me | message me | ping me | note to self
en ask: reminder
en fill: i | i'd | i'm | i'll | we | want | wanna | would | like | love | need | have | get
en fill: running | won't | not | able
en fill: to | a | an | the | my | our | for | me | us | please | pls | plz | hi | hello
en fill: hey | can | could | you | may | make | schedule | do | set up | arrange | some | one
en fill: it | is | in | on | at | will | going | am | of | and | with | lab | sorry | but
en fill: from | give | test | tests | thanks | thank | son | daughter | wife | husband
en fill: mother | father | mum | mom | dad | unfortunately | this | that | there | possible
en fill: slot | come | was | be | let's | go | try | minutes | bit
en change: make it | make that | change it to | change to | move it to | instead | rather | no
en change: nope | better | actually | sorry | please | pls | let's say | let's do
en change: let's make it | how about | what about | set it to | not then | wait | then
en change: i meant | i mean | and | but | change the time to | earlier | later | hm | hmm
de book: buchen | buche | kann ich kommen | darf ich kommen | anmelden | reservier*
de visit: termin* | buchung* | besuch | reservierung*
de test: bluttest* | blutabnahme* | blutbild* | blutprobe* | blutuntersuchung*
de test: laboruntersuchung* | labortest* | urintest* | blut abnehmen | blutwerte
de cancel: absag* | sage ab | storn* | streichen
de move: verschieb* | verleg* | umbuch* | umbuchen | ändern | andern
de absent: nicht kommen | nicht da sein | schaffe es nicht
de absent: komme nicht | komm nicht | nicht erscheinen | verhindert
de late: komme zu spät | komme etwas zu spät | verspäte* | später kommen | komme später
de late: minuten später | minuten zu spät
de late: zu spät | komme spät* | verspätung
de ask: erinner* mich | erinnerung | schick* mir | sag mir | sende mir
de fill: ich | wir | möchte | mochte | will | würde | gern* | gerne | brauche | hätte | hatte
de fill: kommen | früh
de fill: einen | ein | eine | den | das | die | der | mein* | für | mich | mir | bitte | hallo
de fill: kann | können | machen | vereinbar* | ausmachen | haben | zum | zur | zu | im | am
de fill: um | auf | in | leider | sohn | tochter | frau | mann | mutter | vater | man
de fill: bekomme* | werde | sie | es | etwas | test | ab | sage | guten | tag | labor | muss
de fill: und | wird | bin | mit | lassen | neuen
de change: lieber | besser | doch | nein | stattdessen | mach | mach es | mache es | bitte
de change: ändere es auf | sondern | ändere auf | eher | nee | dann | ich meine | ich meinte
de change: oder | machen wir | sagen wir | verschieb es auf | auf
es book: reserv* | agend* | inscrib*
es book: puedo ir | puedo venir | podría ir | podría venir
es visit: cita* | turno* | reserva* | visita
es test: análisis | analítica* | prueba* de sangre | examen de sangre | exámenes de sangre
es test: extracción de sangre | hemograma | prueba de laboratorio | análisis de sangre
es cancel: cancel* | anul*
es move: mover | mueve | mueva | cambi* | aplaz* | repro* | posponer | pospon*
es absent: no puedo ir | no puedo venir | no podré ir | no podre venir | no podré venir
es absent: no voy a ir | no puedo asistir | no iré | no podré asistir | no llego
es absent: no puedo acudir
es late: llegaré tarde | llego tarde | voy a llegar tarde | llegar tarde | retraso
es fill: llegaré | llego
es late: minutos tarde | minutos más tarde
es late: llegaré con retraso
es ask: recuérda* | recordar* me | recordatorio | envíame | mándame | dime | avísame
es fill: yo | quiero | quisiera | querría | quería | me gustaría | necesito | pedir | sacar
es fill: hacer | hacerme | una | un | el | la | los | las | mi | mis | para
es fill: por favor | por | favor | hola | buenos | buenas | días | tardes | puedo | puede
es fill: podría | de | del | a | al | en | tener | me | lo | lo siento | siento | hijo | hija
es fill: mujer | esposa | marido | esposo | madre | padre | laboratorio | con | y | dar
es change: mejor | no | en vez de eso | en su lugar | ponlo | pónlo | cámbialo | cámbialo a
es change: cambia a | por favor | que sea | perdón | más bien | mejor dicho | ponlo para
es change: entonces | digamos | hazlo
pt book: marc* | reserv* | agend*
pt book: posso ir | posso vir
pt visit: consulta* | marcação | agendamento* | reserva* | visita
pt test: exame* | análise* | exame* de sangue | hemograma | coleta de sangue | teste de sangue
pt test: análise* de sangue | análise* ao sangue | colheita de sangue
pt cancel: cancel* | desmarc* | anul*
pt move: mudar | mude | muda | remarc* | reagend* | adiar | adie | transferir | trocar
pt move: alterar
pt absent: não posso ir | não posso vir | não vou poder ir | não consigo ir | não poderei ir
pt absent: não posso comparecer | não vou conseguir ir | não vou poder comparecer
pt absent: não irei
pt late: vou me atrasar | vou atrasar | vou chegar atrasad* | chegar atrasad*
pt late: chegarei atrasad* | atrasad* | atraso
pt ask: lembr* me | me lembr* | lembre-me | lembra-me | lembrete | envie-me | me envie
pt ask: me manda | me avis* | avise-me
pt fill: eu | quero | queria | gostaria | preciso | fazer | pedir | uma | um | o | a | os | as
pt fill: meu | minha | para | pra | por favor | por | favor | olá | oi | bom | boa | dia
pt fill: tarde | posso | pode | poderia | de | do | da | em | no | na | ter | me | filho
pt fill: filha | mulher | esposa | marido | mãe | pai | laboratório | com | e | infelizmente
pt fill: desculpe | vou | tirar
pt change: melhor | não | em vez disso | muda para | mude para | mudar para | põe | ponha
pt change: por favor | antes | aliás | desculpe | quero dizer | então | que seja | coloque
pt change: coloca | digamos
fr book: réserv* | inscri*
fr book: puis-je venir | je peux venir | puis je venir
fr visit: rendez-vous | rendez vous | rdv | réservation* | visite
fr test: prise* de sang | analyse* de sang | bilan sanguin | bilan* | analyse*
fr test: examen* de sang | test sanguin | test* de sang | analyse* sanguine*
fr test: analyse* d' urine
fr cancel: annul* | décommand*
fr move: déplac* | report* | décal* | changer | change | modifi*
fr absent: ne peux pas venir | peux pas venir | ne pourrai pas venir | pourrai pas venir
fr absent: ne viendrai pas | ne viens pas | ne pourrai pas être là | ne serai pas là
fr absent: ne peux pas être là
fr late: en retard | du retard | serai en retard | aurai du retard | arriverai en retard
fr late: retard
fr ask: rappel* moi | rappelle-moi | rappelez-moi | rappel | envoie-moi | envoyez-moi
fr ask: dis-moi
fr fill: je | j' | veux | voudrais | aimerais | souhaite | besoin | ai | prendre | faire
fr fill: avoir | un | une | le | la | les | l' | d' | mon | ma | mes | pour | moi
fr fill: s'il vous plaît | svp | bonjour | salut | puis-je | est-ce que | peux | pouvez | vous
fr fill: de | du | des | à | au | en | me | m' | fils | fille | femme | mari | mère | père
fr fill: laboratoire | labo | et | avec | désolé* | vais | être | dois
fr change: plutôt | non | mets | mets-le | mettez | à la place | change pour | change à
fr change: s'il te plaît | s'il vous plaît | svp | en fait | pardon | alors | disons | mieux
fr change: je voulais dire | mettons | finalement
ru book: записат* | записыва* | запиш* | запиши* | забронир* | бронир*
ru book: можно прийти | можно придти | могу прийти
ru visit: запись | записи | записью | приём* | прием* | визит* | бронь
ru test: анализ* | сдать кровь | сдача крови | забор крови | анализ* крови | анализ* мочи
ru test: кровь сдать
ru cancel: отмен*
ru move: перенес* | перенос* | передвин* | перезапис*
ru absent: не смогу | не прид* | не могу прийти | не могу придти | не получится
ru absent: не получается | не смогу прийти | не смогу придти | не смогу приехать | не приеду
ru late: опозда* | опаздыва* | задержусь | задержива*
ru ask: напомни* | напоминание | пришли* мне | отправь* мне | скажи* мне | напомнить
ru fill: я | мы | хочу | хотел* | хотелось | бы | можно | мне | меня | нужно | нужен | надо
ru fill: на | в | к | с | пожалуйста | здравствуйте | привет | мой | мою | моя | для | сделать
ru fill: сдать | сдавать | пройти | сын* | дочь | дочк* | дочер* | жен* | муж* | мам* | пап*
ru fill: получится | добрый | день | общий | и | у | лаборатори* | извините | простите | к сожалению
ru fill: сожалению | немного | могу | ли | не | прийти
ru change: лучше | нет | давай | давайте | вместо этого | сделай | поменяй на | измени на
ru change: перенеси на | пожалуйста | не | тогда | точнее | пусть будет | а лучше | поставь
ru change: поставь на | ой | извини
hi book: बुक* | book*
hi book: आ सकता | आ सकती
hi visit: अपॉइंटमेंट* | अपॉइन्टमेंट* | अपाइंटमेंट* | बुकिंग* | मुलाकात | विज़िट | appointment
hi visit: booking
hi test: जांच* | जाँच* | खून की जांच | खून की जाँच | खून जांच | ब्लड टेस्ट | टेस्ट
hi test: रक्त परीक्षण | रक्त जांच | खून टेस्ट | khoon ki jaanch | khoon ki janch | blood test
hi test: jaanch
hi cancel: रद्द | कैंसिल | कैंसल | radd | cancel
hi move: बदल* | आगे बढ़ा* | शिफ्ट | badal*
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
hi fill: hoon
hi change: करो | कर दो | कर दें | कर दीजिए | बेहतर | नहीं | इसके बजाय | बजाय | की जगह | कृपया
hi change: इसे | बदलकर | को करो | ना | ठीक है | नहीं तो | kar do | karo | nahi | nahin
hi change: iske bajay | behtar
"""
