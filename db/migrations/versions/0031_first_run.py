"""What else people call a test, and which languages a lab speaks.

The tests that `slotbell seed` has added are found by the words of seven languages.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

SEEDED = {
    "CBC": (
        "full blood count, fbc, blood count, hemogram, haemogram, hemoglobin, haemoglobin, "
        "anemia, anaemia, platelets, Blutbild, großes Blutbild, kleines Blutbild, "
        "Hämoglobin, Blutarmut, Общий анализ крови, ОАК, клинический анализ крови, "
        "гемоглобин, анемия, Hemograma, hemograma completo, recuento sanguíneo, "
        "biometría hemática, hemoglobina, Numération formule sanguine, NFS, hémogramme, "
        "hémoglobine, anémie, contagem sanguínea, पूर्ण रक्त गणना, सीबीसी, हीमोग्लोबिन, "
        "खून की कमी"
    ),
    "LIPID": (
        "lipids, lipid panel, cholesterol, triglycerides, hdl, ldl, fat, fats, Blutfette, "
        "Lipidprofil, Cholesterin, Triglyceride, Triglyzeride, Fettwerte, Липидограмма, "
        "липидный профиль, холестерин, триглицериды, Perfil lipídico, colesterol, "
        "triglicéridos, Bilan lipidique, lipidograma, triglicerídeos, triglicérides, "
        "लिपिड प्रोफाइल, कोलेस्ट्रॉल, ट्राइग्लिसराइड"
    ),
    "HBA1C": (
        "a1c, glycated haemoglobin, glycated hemoglobin, long-term glucose, "
        "HbA1c (Langzeitzucker), Langzeitzucker, Langzeitblutzucker, "
        "Гликированный гемоглобин, гликогемоглобин, Hemoglobina glicosilada, "
        "hemoglobina glucosilada, hemoglobina glicada, Hémoglobine glyquée, "
        "hémoglobine glycosylée, glicada, एचबीए1सी, तीन महीने की शुगर"
    ),
    "TSH": (
        "thyroid, thyroid function, thyroid stimulating hormone, thyrotropin, "
        "TSH (Schilddrüse), Schilddrüse, Schilddrüsenwerte, ТТГ (щитовидная железа), ТТГ, "
        "щитовидная железа, щитовидка, тиреотропный гормон, TSH (tiroides), tiroides, "
        "tirotropina, TSH (thyroïde), thyroïde, TSH (tireoide), tireoide, tiroide, "
        "टीएसएच (थायराइड), टीएसएच, थायराइड, थायरॉइड"
    ),
    "VITD": (
        "vitamin d, vitamin d3, vit d, vit d3, d3, calcidiol, sunshine vitamin, Витамин D, "
        "витамин Д, витамин D3, витамин Д3, Vitamina D, vitamina D3, Vitamine D, "
        "vitamine D3, विटामिन डी, विटामिन डी3"
    ),
    "UA": (
        "urine, urine dipstick, pee, Urinuntersuchung, Urin, Urinstatus, Urintest, "
        "Общий анализ мочи, ОАМ, моча, анализ мочи, Análisis de orina, uroanálisis, "
        "Analyse d’urines, urines, bandelette urinaire, Exame de urina, मूत्र परीक्षण, "
        "पेशाब, यूरिन"
    ),
    "LIVER": (
        "liver, liver function, lft, hepatic panel, Leberwerte, Leber, Leberfunktion, "
        "Печёночные пробы, печень, анализ печени, Perfil hepático, hígado, función hepática, "
        "Bilan hépatique, foie, fonction hépatique, Função hepática, fígado, hepatograma, "
        "लिवर फंक्शन टेस्ट, लिवर, एलएफटी"
    ),
    "GLU": (
        "glucose, sugar, blood sugar, fasting sugar, fasting blood sugar, blood glucose, "
        "fbs, fpg, diabetes, Nüchternblutzucker, Blutzucker, Zucker, Nüchternzucker, "
        "Glukose, Глюкоза натощак, глюкоза, сахар, сахар в крови, сахар крови, "
        "кровь на сахар, диабет, Glucosa en ayunas, glucosa, azúcar, azúcar en sangre, "
        "glucemia, glicemia, Glycémie à jeun, glycémie, sucre, sucre dans le sang, diabète, "
        "Glicose em jejum, glicose, glicemia de jejum, açúcar, açúcar no sangue, "
        "फास्टिंग शुगर, शुगर, ब्लड शुगर, खाली पेट शुगर, ग्लूकोज, मधुमेह, डायबिटीज"
    ),
}


def upgrade() -> None:
    """Expand."""
    op.add_column("tests", sa.Column("synonyms", sa.Text, nullable=False, server_default=""))
    op.add_column("labs", sa.Column("languages", sa.Text, nullable=False, server_default=""))
    fill = sa.text("UPDATE tests SET synonyms = :words WHERE code = :code")
    for code, words in SEEDED.items():
        op.execute(fill.bindparams(code=code, words=words))


def downgrade() -> None:
    """Back."""
    op.drop_column("labs", "languages")
    op.drop_column("tests", "synonyms")
