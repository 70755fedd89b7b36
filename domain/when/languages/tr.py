"""Turkish."""

DAYS = {
    "monday": "pazartesi",
    "tuesday": "salı",
    "wednesday": "çarşamba",
    "thursday": "perşembe",
    "friday": "cuma",
    "saturday": "cumartesi",
    "sunday": "pazar",
}
WORDS = "\n".join(
    (
        *(f"{name}: {day} | {day} günü" for name, day in DAYS.items()),
        *(
            f"{name}s: {day}leri | {day}ları | {day} günleri | {day}lari"
            for name, day in DAYS.items()
        ),
        *(
            f"every #2 {name}: iki haftada bir {day} | iki haftada bir {day} günü"
            for name, day in DAYS.items()
        ),
    )
)
WORDS += """
january..: ocak | şubat | mart | nisan | mayıs | haziran | temmuz | ağustos | eylül | ekim | kasım
december: aralık
january..: ocak'ta | şubat'ta | mart'ta | nisan'da | mayıs'ta | haziran'da | temmuz'da
second: saniye | sn
minute: dakika | dk | dakka
hour~: saat | sa | saatte
day: gün | gunde
week: hafta
month: ay
year: yıl | sene
half hour: yarım saat
quarter hour: çeyrek saat
threequarter hour: üç çeyrek saat
#1.5 hour: bir buçuk saat
withhalf: buçuk
today: bugün
tomorrow: yarın
overmorrow: öbür gün | ertesi gün | yarından sonra
yesterday: dün | evvelsi gün
morning: sabah | sabahleyin | sabahı
midday: öğlen | öğle
afternoon: öğleden sonra | ikindi
evening: akşam | akşamleyin | akşamı
night: gece | geceleyin | gecesi
tonight: bu gece
today evening: bu akşam
today morning: bu sabah
every morning: her sabah
every evening: her akşam
every night: her gece
noon: öğle vakti | öğlende
midnight: gece yarısı | gece yarısında
early: erken
late: geç
weekend: hafta sonu | haftasonu
weekends: hafta sonları | her hafta sonu
weekdays: hafta içi | hafta içi her gün | iş günleri | hafta içleri
weekday: iş günü | iş gününde
next: gelecek | önümüzdeki | haftaya
coming: gelen
previous: geçen
last: son
this: bu
at: saat tam
later: sonra | içinde
ago: önce
until: 'e kadar | 'a kadar | 'ye kadar | 'ya kadar
until<: kadar | 'e kadar | 'a kadar | 'ye kadar | 'ya kadar | e kadar
ko: 'da | 'de | 'te | 'ta | 'e | 'a | 'ye | 'ya
se: 'den | 'dan | 'ten | 'tan
starting: itibaren
between: arasında
and: ve
or: veya | ya da
half: yarım
quarter: çeyrek
around: yaklaşık
sometime: civarı | civarında | gibi
#0..: sıfır | bir | iki | üç | dört | beş | altı | yedi | sekiz | dokuz | on
#20: yirmi
#30: otuz
#40: kırk
#45: kırk beş
#50: elli
#1th..: ilk / birinci | ikinci | üçüncü | dördüncü | beşinci
every: her
every day: her gün
every week: her hafta
every month: her ay | her ayın
every year: her yıl
every #2 week: iki haftada bir | her iki haftada bir
daily: günlük
weekly: haftalık
monthly: aylık
hourly: saat başı
for: boyunca
times: kez | kere | defa
twice: günde iki kez | günde üç kez | günde iki kere | günde üç kere | günde iki defa
eom: ay sonu | ay sonunda | ayın sonu
eod: gün sonu
end: sonu
@1-1: yılbaşı
@10-29: cumhuriyet bayramı
timeish: birkaç | biraz | yakında | bayram | ramazan | gün batımı | gün doğumu
opener: hatırlat bana | bana hatırlat | hatırlat | lütfen | hatırlatma
please: teşekkürler | tekrar
except<: hariç | dışında
only: sadece | yalnızca
carrier: oda | yatak | koğuş | kat | daire | masa | koltuk | sürüm | numara | no | sayfa | bölüm
carrier: tansiyon | uçuş | doz | kod | salon | peron | kapı
rating: puan | not | film | ağrı
dose: mg | ml | gr | kg | tablet | hap | damla | kişi | lira | tl | avro
condition: eğer | olmazsa | olursa | yağmazsa | tatil | tatiller | tatilde | iken | yağmur
condition: varınca | gelince | uyuyunca
"""
SHARED = "on no not son her bir salon film saat mart pazar"
NEVER_MENDED = "sali pazarlama aylak sonradan gunluk saati"
