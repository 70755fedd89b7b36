"""Portuguese of Brazil and of Portugal."""

DAYS = {
    "monday": ("segunda", "segunda-feira", "segundas", "segundas-feiras"),
    "tuesday": ("terça", "terça-feira", "terças", "terças-feiras"),
    "wednesday": ("quarta", "quarta-feira", "quartas", "quartas-feiras"),
    "thursday": ("quinta", "quinta-feira", "quintas", "quintas-feiras"),
    "friday": ("sexta", "sexta-feira", "sextas", "sextas-feiras"),
    "saturday": ("sábado", "sábados"),
    "sunday": ("domingo", "domingos"),
}
WORDS = "\n".join(
    (
        *(
            f"{name}{plural}: {' | '.join(forms[n * len(forms) // 2 :][: len(forms) // 2])}"
            for name, forms in DAYS.items()
            for n, plural in enumerate(("", "s"))
        ),
        *(
            f"{name}s: {before} {form}"
            for name, forms in DAYS.items()
            for form in forms[len(forms) // 2 :]
            for before in ("às", "aos", "as", "os", "nas", "nos")
        ),
    )
)
WORDS += "\n" + "\n".join(
    f"every #2 {name}: {day} sim, {day} não | {day} sim {day} não | um {day} sim, outro não"
    f" | uma {day} sim, outra não | uma {day} sim e outra não | uma {day} sim outra não"
    f" | um {day} sim e outro não | {day}s alternadas | {day}s alternados | a cada duas {day}s"
    f" | uma {day} sim, uma {day} não | um {day} sim, um {day} não | {day} sim e {day} não"
    for name, forms in DAYS.items()
    for day in forms[: len(forms) // 2]
)
WORDS += "\n" + "\n".join(
    f"{name}: {number}ª feira | {number}a feira | {number}ª-feira | {number}a-feira | {number}ª f"
    for number, name in enumerate(list(DAYS)[:5], start=2)
)
WORDS += """
monday..?: seg / 2ª / 2a | ter / 3ª | qua / 4ª | qui / 5ª | sex / 6ª | sáb | dom
january..: janeiro | fevereiro / fev | março | abril / abr | maio / mai | junho | julho
august..: agosto / ago | setembro / set | outubro / out | novembro | dezembro / dez
second: segundo | segundos
minute: minuto | minutos
hour~: hora | horas | hrs
day: dias
day~: dia | no dia | o dia
week: semana | semanas
fortnight: quinzena
month: mês | meses
year: ano | anos
half hour: meia hora | meia horinha
quarter hour: quarto de hora | um quarto de hora
threequarter hour: três quartos de hora
#1.5 hour: hora e meia | uma hora e meia
today: hoje | hoje mesmo
tomorrow: amanhã
overmorrow: depois de amanhã
yesterday: ontem | anteontem
in morning: de manhã | pela manhã | na manhã
morning: manhã | da manhã | manhãzinha
in afternoon: à tarde | de tarde | na tarde | pela tarde
afternoon: tarde | da tarde
in night: à noite | de noite | na noite | pela noite
night: noite | da noite
in dawn: de madrugada | na madrugada
dawn: madrugada | da madrugada
midday: do meio-dia
tonight: hoje à noite | esta noite | nesta noite | hoje a noite | hoje de noite
today morning: esta manhã
today afternoon: esta tarde
every morning: toda manhã | todas as manhãs
every afternoon: toda tarde | todas as tardes
every night: toda noite | todas as noites
noon: meio-dia
midnight: meia-noite
early: cedo | cedinho
weekend: fim de semana | final de semana | fds
weekends: fins de semana | finais de semana | aos fins de semana
weekdays: dias úteis | durante a semana | nos dias úteis | dias de semana
weekday: dia útil | dia de semana
coming: próximo | próxima | que vem | seguinte | próximos | que entra
previous: passado | passada | último passado
last: último | última
this: este | esta | neste | nesta | esse | essa | nesse | nessa
at: às | as | a partir das | ao | aos | para às | pelas | lá pelas
at #1: à uma | a uma
at: à
to: para as | para a | pras | pra | para o | pro
on: na | no | em | o | para
the: os
of: de | do | da | dos | das
in: dentro de | daqui a | daqui | em
for: por | durante
nowtime: à mesma hora | mesma hora | no mesmo horário | mesmo horário | a esta hora
later: mais tarde | depois | a partir de agora
ago>: há | faz
ago: atrás
until: até | até o | até a | até às | até as
from: desde | a partir de | a partir das
starting: a partir do | começando | começando em | começando no | a partir da
after at: depois das
after: depois de | depois da | depois do | após a | após o | após | após as
before at: antes das
before: antes de | antes do | antes da | antes
between: entre | entre as
and+: e
or: ou
a~: a
minus: menos
half: meia | meio
quarter: quarto | um quarto
o'clock: em ponto
around: por volta das | por volta de | cerca de | umas
#0..: zero | um / uma | dois / duas / par de / um par de | três | quatro | cinco | seis | sete
#8..: oito | nove | dez | onze | doze | treze | catorze / quatorze | quinze
#16..: dezesseis / dezasseis | dezessete / dezassete | dezoito | dezenove / dezanove | vinte
#30: trinta
#40: quarenta
#50: cinquenta
#60: sessenta
#90: noventa
#1th: primeiros | primeiras | primeiro | primeira
#3th: terceiro | terceira
th: º | ª | o
every: cada | a cada | todo | toda | todos os | todas as | todos | todas
every #2 day: dia sim dia não | dia sim, dia não | um dia sim um dia não
every #2 week: semana sim semana não | quinzenalmente
daily: diariamente | diário
weekly: semanalmente
monthly: mensalmente
yearly: anualmente
times: vezes
once: uma vez | uma vez por | uma vez ao
twice: duas vezes | duas vezes por | duas vezes ao
eom: fim do mês | final do mês | no fim do mês
eod: fim do dia | final do dia | fim do expediente
end: fim | final
start: início | começo
@12-24: véspera de natal
@12-25: natal | dia de natal
@12-31: véspera de ano novo | réveillon
@1-1: ano novo | dia de ano novo
@6-12: dia dos namorados
timeof: horário de | hora de | fuso de
timeish: páscoa | carnaval | alguns | algumas | logo | pouco | breve | semana santa | talvez
greeting: bom dia | boa noite | boa tarde | boa madrugada
timeish: anoitecer | amanhecer | entardecer | pôr do sol | nascer do sol | alvorecer
opener: lembre-me de | lembre-me | me lembre de | me lembra de | me lembre | me lembra
opener: lembra-me de | lembra-me | me avise | me avisa | avise-me | por favor | pode me lembrar de
opener: lembrar de | me lembre que | me lembra que | lembrete | lembrete para | lembrete de
opener: não esquecer de | você pode me lembrar de | me lembrar de | lembrar-me de | me avise para
opener: me avisa para
link: que
please: obrigado | obrigada | favor | valeu
carrier: quarto nº | cama | leito | sala | andar | piso | apartamento | apto | bloco | prédio
carrier: porta
carrier: portão | plataforma | ônibus | autocarro | linha | voo | assento | fila | mesa | armário
carrier: página | capítulo | episódio | temporada | volume | versão | v | bilhete | pedido | fatura
carrier: número | núm | nº | telefone | tel | celular | telemóvel | ramal | código | processo
carrier: ficha
carrier: formulário | canal | auditório | laboratório | consultório | pressão | tensão | pulso
carrier: glicose | glicemia | peso | dose | lote | nível | box | unidade
carrier: guichê | faixa | enfermaria
dose: mg | ml | µg | g | kg | ui | gramas | comprimidos | comprimido | cápsulas | cápsula | gotas
dose: cm | mm | km | litros | litro | pessoas | convidados | euros | euro | reais | real | dólares
dose: por cento | páginas | xícaras | copos | unidades | pastilhas
condition: se | exceto se | a menos que | quando | enquanto | feriado | feriados | férias | verão
condition: inverno | chuva | chover
except: exceto | menos aos | menos às | menos na | menos no | mas não | mas não aos | mas não às
except: salvo | salvo aos | tirando | fora | sem contar | à exceção de | com exceção de | exceto às
except: exceto aos | exceto na | exceto no | mas nunca | menos nos | menos nas | a não ser
except: sem ser
except: excetuando | mas não na | mas não no
nextlast: penúltimo | penúltima
every #2 week: uma semana sim, outra não | uma semana sim e outra não | semana sim, semana não
every #2 week: a cada duas semanas | a cada 15 dias | a cada quinze dias | de quinze em quinze dias
every #2 week: de 15 em 15 dias | uma semana sim outra não | a cada 2 semanas | semanas alternadas
every #2 week: de duas em duas semanas
every #2 day: um dia sim, outro não | um dia sim outro não | um dia sim e outro não
in: de hoje a | de hoje em
week: sem
by: o mais tardar | no máximo até | no mais tardar | até no máximo | não depois das
from: não antes das | não antes de
until: parando às | terminando às | até à | até ao
tomorrow: amnh | amanha | amanhã mesmo | aman | amnha
overmorrow: dps de amanhã | dps de amanha | depois amanhã | depois de amanha | dps d amanhã
overmorrow: dpois de amanhã
overmorrow: dps de amnh
today: hj | hoj
tonight: hj à noite | hj a noite | hj de noite
later: dps
hour~: hr | h.
minute: min | mins | min. | minutinho | minutinhos
coming: q vem | próx | prox | próximas
in night: a noite
in afternoon: a tarde | tardinha
please: de novo | e depois | ao todo | no total | pfv
around: lá pelas | perto das | mais ou menos às
on: nas | nos
rating: nota | pontuação | visão | filme | dor | livro | estrelas
around: perto do | perto da | perto de | ali pelas | cerca das
please: mais ou menos | ou por aí | aproximadamente
november: nov
january: jan
sometime: no mais tardar | o mais tardar
except: não aos | não às | nunca aos | nunca às
only: só | somente | apenas
every hour: de hora em hora
around: por volta da | por volta do | por volta
condition: dependendo | com sol
timeish: no jantar | no almoço | no café da manhã | na hora do jantar | na hora do almoço
idiom: em dia
"""
SHARED = "me no na o a de do em um as os set out sex ter para ano dez e todo meio final cada pro"
NEVER_MENDED = """
quintal quarto terco segundo seguinte domina dominga noites tardes manhas amanha juntos junta
tercas novembros sextal sextas quartas quintas segundas sextar minuta marca marcos abrir
segur domin
"""
