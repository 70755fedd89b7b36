"""Words that answer a question as a button would, in the seven languages.

Whichever language a person reads, they may answer in any: nobody is asked for a word of their own.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from domain.typed_text import folded, one_line

LONGEST = 200  # characters of a text that are looked at


class Answer(StrEnum):
    """What a word means."""

    BACK = "back"
    CANCEL = "cancel"
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    ME = "me"
    BOOK = "book"
    SEND = "send"
    NOTHING = "nothing"
    HELLO = "hello"


WORDS = """
en back: back | go back
de back: zurück | zurueck | geh zurück | einen schritt zurück
es back: atrás | volver | regresar | ir atrás | volver atrás
fr back: retour | revenir | en arrière | précédent
hi back: वापस | पीछे | वापस जाएँ | वापस जाएं | पीछे जाएँ | पीछे जाएं | wapas | vapas | peeche
pt back: voltar | volta | retornar
ru back: назад | вернуться | обратно | вернись | nazad
en cancel: cancel | stop | quit | never mind | nevermind | exit
de cancel: abbrechen | abbruch | stopp | beenden | aufhören | vergiss es
es cancel: cancelar | cancela | parar | salir | anular | olvídalo
fr cancel: annuler | annule | annulez | arrêter | arrête | arrêtez | quitter | laisse tomber
hi cancel: रद्द | रद्द करें | रद्द करो | रद्द कर दो | कैंसल | कैंसिल | रुको | रुकें | बंद करो | बंद करें
hi cancel: cancel karo | radd karo | rehne do | रहने दो
pt cancel: cancelar | cancela | cancele | parar | sair | esquece | deixa pra lá
ru cancel: отмена | отменить | отмени | отмените | стоп | выход | выйти | хватит | otmena
en yes: yes | y | ok | okay | confirm | yes please | sure | yep | yeah | of course
de yes: ja | jawohl | bestätigen | klar | ja bitte | gern | gerne | passt | einverstanden | j
es yes: sí | si | vale | claro | confirmar | confirmo | de acuerdo | sí por favor
fr yes: oui | d'accord | confirmer | je confirme | bien sûr | oui s'il vous plaît
hi yes: हाँ | हां | जी | जी हाँ | जी हां | ठीक है | ठीक | पुष्टि करें | बिल्कुल
hi yes: haan | han | ji | ji haan | theek hai
pt yes: sim | claro | confirmar | confirmo | pode ser | sim por favor | certo
ru yes: да | ага | ок | хорошо | конечно | подтверждаю | подтвердить | да пожалуйста | ладно | da
en no: no | n | nope | no thanks | no thank you
de no: nein | nee | nein danke | nö
es no: no | no gracias
fr no: non | non merci
hi no: नहीं | नही | ना | जी नहीं | nahi | nahin | nahi chahiye
pt no: não | não obrigado | não obrigada
ru no: нет | не надо | нет спасибо | net
en skip: skip | later | no phone | next | go on | without
de skip: überspringen | später | kein telefon | keine nummer | weiter | ohne
es skip: omitir | saltar | más tarde | después | sin teléfono | siguiente | seguir
fr skip: passer | plus tard | sans téléphone | suivant | ignorer | continuer
hi skip: छोड़ें | छोड़ो | छोड़ दें | बाद में | आगे | आगे बढ़ें | आगे बढ़ो | फ़ोन नहीं
hi skip: aage | chhodo | baad mein
pt skip: pular | mais tarde | depois | sem telefone | próximo | seguinte | avançar
ru skip: пропустить | пропусти | позже | потом | дальше | далее | без телефона | dalshe
en nothing: none | nothing
de nothing: keine | keins | keiner | nichts
es nothing: ninguno | ninguna | nada
fr nothing: aucun | aucune | rien
hi nothing: कोई नहीं | कुछ नहीं | koi nahi | kuch nahi
pt nothing: nenhum | nenhuma | nada
ru nothing: ничего | никакой | никакого | пусто
en hello: hi | hello | hey | hi there | hello there | good morning | good afternoon | good evening
de hello: hallo | guten tag | guten morgen | guten abend | moin | servus | grüß gott | grüezi
es hello: hola | buenas | buenos días | buenas tardes | buenas noches
fr hello: bonjour | bonsoir | salut | coucou
hi hello: नमस्ते | नमस्कार | हेलो | हैलो | namaste | namaskar
pt hello: olá | oi | bom dia | boa tarde | boa noite
ru hello: привет | здравствуйте | здравствуй | добрый день | доброе утро | добрый вечер | privet
en me: me | myself | for me | for myself | i
de me: ich | mich | für mich | mir | ich selbst | für mich selbst
es me: yo | mí | para mí | a mí | yo mismo | yo misma
fr me: moi | pour moi | moi-même | je
hi me: मैं | मुझे | मेरे लिए | खुद | ख़ुद | अपने लिए | mere liye | main
pt me: eu | mim | para mim | pra mim | eu mesmo | eu mesma
ru me: я | мне | для меня | себя | для себя | меня | себе
en book: book | book it
de book: buchen | buch es | bitte buchen
es book: reservar | reserva | resérvalo
fr book: réserver | réserve | réservez
hi book: बुक करें | बुक करो | बुक कर दो | बुक | book karo | book kar do
pt book: agendar | agende | marcar | reservar
ru book: записать | запишите | запиши | записаться | забронировать
en send: send | send it | schedule | schedule this
de send: senden | schicken | absenden | planen | einplanen
es send: enviar | envíalo | envíala | programar
fr send: envoyer | envoie | envoyez | programmer | planifier
hi send: भेजें | भेजो | भेज दो | भेज दें | bhejo | bhej do
pt send: enviar | envia | envie | mandar | programar
ru send: отправить | отправь | отправляй | отправляйте | запланировать
"""
SIGNS = {"👍": Answer.YES, "✅": Answer.YES, "👌": Answer.YES, "-": Answer.NOTHING}
SIGNS |= {"–": Answer.NOTHING, "—": Answer.NOTHING}


def means(text: str | None, *answers: Answer) -> bool:
    """Whether a text says no more than one of these, however it is written."""
    if text is None or len(text) > LONGEST:
        return False
    found = _answers().get(folded(text)) or {SIGNS.get(one_line(text))}
    return not found.isdisjoint(answers)


@cache
def _answers() -> dict[str, set[Answer | None]]:
    """What each form can mean: 'no' is one of three languages, 'nada' of two."""
    found: dict[str, set[Answer | None]] = {}
    for answer, form in forms():
        found.setdefault(folded(form), set()).add(answer)
    return found


def forms() -> Iterator[tuple[Answer, str]]:
    """Every form, as it is spelled, with its meaning."""
    for line in WORDS.strip().splitlines():
        head, _, rest = line.partition(": ")
        for form in rest.split(" | "):
            yield Answer(head.split()[1]), form
