"""Indonesian."""

DAYS = {
    "monday": "senin",
    "tuesday": "selasa",
    "wednesday": "rabu",
    "thursday": "kamis",
    "friday": "jumat | jum'at",
    "saturday": "sabtu",
    "sunday": "minggu | ahad",
}
NUMBERS = (
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
)
WORDS = "\n".join(
    (
        *(f"next {name}: {forms.split(' |')[0]} depan" for name, forms in DAYS.items()),
        *(f"{name}: {forms} | hari {forms.split(' |')[0]}" for name, forms in DAYS.items()),
        *(
            f"#{number} week: {number} minggu | {word} minggu"
            for number, word in enumerate(NUMBERS, start=1)
        ),
        *(
            f"every #2 {name}: setiap dua minggu sekali hari {forms.split(' |')[0]}"
            for name, forms in DAYS.items()
        ),
    )
)
WORDS += """
sunday: hari minggu
january..: januari / jan | februari / feb | maret / mar | april / apr | mei | juni / jun
july: juli | jul
august..: agustus / agu | september / sep | oktober / okt | november / nov | desember / des
second: detik
minute: menit | mnt
day: hari
month: bulan | bln
year: tahun | thn
half hour: setengah jam
quarter hour: seperempat jam
threequarter hour: tiga perempat jam
today: hari ini
tomorrow: besok | esok | besuk
overmorrow: lusa
yesterday: kemarin | kemaren
morning: pagi | pagi hari
midday: siang | siang hari
afternoon: sore | sore hari
evening: petang
night: malam | malam hari
tonight: malam ini | nanti malam
today morning: pagi ini
today afternoon: sore ini | nanti sore
dawn: dini hari | subuh
noon: tengah hari | jam 12 siang
midnight: tengah malam
weekend: akhir pekan
weekends: setiap akhir pekan
weekdays: hari kerja | setiap hari kerja
weekday: hari kerja
next: depan | berikutnya
coming: mendatang
previous: lalu
last: terakhir
this: ini
at: pukul | pkl
on: pada
dayno: tanggal | tgl
in: dalam
for: selama
later: lagi | kemudian
until: sampai | hingga | sampai jam
from: dari
starting: mulai | mulai dari
after: setelah | sesudah
before: sebelum
between: antara
and: dan
or: atau
half: setengah
quarter: seperempat
around: sekitar | kira-kira | kurang lebih
#0..: nol | satu | dua | tiga | empat | lima | enam | tujuh | delapan | sembilan | sepuluh | sebelas
#12..: dua belas | tiga belas | empat belas | lima belas
#20: dua puluh
#30: tiga puluh
#45: empat puluh lima
#1: se
week: pekan
next week: minggu depan
this week: minggu ini
hour~: jam
#1 hour: sejam | satu jam
#1 week: seminggu
#1 month: sebulan
#1th..: pertama | kedua | ketiga | keempat | kelima
every: setiap | tiap | tiap-tiap
every day: setiap hari | tiap hari
every week: setiap minggu | tiap minggu
every month: setiap bulan | tiap bulan
every #2 week: setiap dua minggu | dua minggu sekali
every morning: setiap pagi | tiap pagi
every night: setiap malam | tiap malam
every afternoon: setiap sore
daily: harian
weekly: mingguan
monthly: bulanan
times: kali
twice: dua kali | tiga kali sehari | dua kali sehari
eom: akhir bulan
end: akhir
start: awal
@1-1: tahun baru
@8-17: hari kemerdekaan
@12-25: natal
timeish: lebaran | sebentar | beberapa | segera | nanti
opener: ingatkan saya untuk | ingatkan saya | ingatkan aku | ingatkan | tolong | pengingat
link: untuk
please: makasih | terima kasih
except: kecuali | selain | tetapi tidak | tapi bukan
only: hanya | saja
by: paling lambat
carrier: kamar | ruang | ruangan | bangsal | lantai | meja | kursi | versi | nomor | halaman | bab
carrier: gerbang | tensi | ranjang | penerbangan | dosis | kode | tempat tidur
rating: nilai | nyeri | film
dose: mg | ml | kg | tablet | pil | tetes | orang | rupiah | ribu
condition: jika | kalau | bila | ketika | saat | libur | hari libur | hujan
"""
SHARED = "di ke se dua jam mar des ini lagi bulan dan awal saat"
NEVER_MENDED = "jamu besar barus senior sabar"
