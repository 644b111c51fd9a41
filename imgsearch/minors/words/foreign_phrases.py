"""Words for minors of languages that write them as several: of Vietnamese and Indonesian."""

from __future__ import annotations

from imgsearch.minors.words.patterns import make_pattern

#: What an Indonesian child may be of; of a cat, a stair, an arrow or a river it is another thing.
_OF = (
    "anak|kecil|perempuan|laki|lelaki|sekolah|sd|tk|smp|sma|bayi|asuh|kandung|balita|gadis|bungsu|sulung|kembar|saya|"
    "kami|kita|mereka|jalanan|desa|muridnya|panti|yatim|usia|umur|berusia|berumur"
)
_PHRASES = (
    ("trẻ em", "vi", "tre", r"tre (?:em|con|nho|tho|so sinh|vi thanh nien|mau giao|mam non)"),
    ("trẻ em", "vi", "bon lu dua dam", r"(?:bon|lu|dua|dam) tre"),
    ("em bé", "vi", "be", r"(?<!let\s)(?<!let')(?<!')em be(?= *(?:\Z|[.,!?;)]|so|de|gai|trai|dang|va|trong|cua|ngu))"),
    ("bé", "vi", "be", r"be (?:gai|trai|yeu|so sinh|mam non)|(?:cau|chu) be|co be(?= *(?:\Z|[.,]|dang))"),
    ("con", "vi", "con", r"con trai (?:toi|cua|minh|nho|ut|be|dau long)|con nit|con gai|"
     r"(?:me|bo|cha) va con(?= *(?:\Z|[.,!?]|gai|trai|trong|dang))"),
    ("học sinh", "vi", "hoc tieu mau", r"hoc sinh(?! gioi quoc te)|hoc tro|tieu hoc|mau giao"),
    ("mầm non", "vi", "mam nha", r"mam non|nha tre"),
    ("thiếu nhi", "vi", "thieu nhi tuoi", r"thieu (?:nhi|nien|nu)|nhi dong|tuoi teen|vi thanh nien"),
    ("sơ sinh", "vi", "so thoi day", r"so sinh|thoi noi|day thang"),
    ("cháu", "vi", "chau", r"chau (?:gai|trai|noi|ngoai|be)"),
    ("sinh đôi", "vi", "sinh tre", r"sinh doi|mo coi"),
    ("anak", "id", "anak", rf"anak (?:{_OF})(?!\w)"),
    ("anak", "id", "anak", r"(?:seorang|dua|tiga|empat|ibu dan|bapak dan|ayah dan|para|foto) anak"
     r"(?! (?:kucing|anjing|sapi|ayam|kambing|gajah|harimau|singa|burung|panah|tangga|sungai|perusahaan|buah|muda))"),
    ("anak", "id", "anak", r"\A\W*anak\W*\Z"),
    ("siswa", "id", "siswa siswi murid pelajar", r"(?:siswa|siswi|murid|pelajar) (?:sd|smp|sma|smk|tk|sekolah|paud)"),
    ("kanak", "id", "bawah kanak kelas", r"(?:bayi|anak) di bawah|kanak kanak|kelas (?:satu|dua|tiga) sd"),
    ("βάφτιση", "el", "παιδικη παιδικο παιδικεσ", r"παιδικ(?:η|ο|εσ) (?:φωτογρ|παρτ|γιορτ|ηλικ)\w+"),
    ("yenidoğan", "tr", "yeni dogum bebek", r"yeni do[gğ]an|do[gğ]um foto[gğ]raf\w*|bebek (?:foto|cekim)\w*"),
    ("botez", "ro", "prima", r"prima (?:comuniune|impartasanie)"),
    ("детски", "bg", "детски абитуриентски",
     r"детск(?:и|ия|а|ата) (?:рожден|парти|фотосес)\w*|абитуриентск\w+ бал\w*"),
    ("matura", "sr", "maturska maturske maturalna матурско матурска",
     r"matur(?:sk|aln)\w+ (?:zabav|vec|ples|putovanj)\w*|матурск\w+ (?:забав|вече)\w*"),
    ("brit mila", "he", "ברית יום", r"ברית מילה"),
    ("bog'cha", "uz", "bog o go quvchilar",
     r"(?:bog['‘ʻʼ`]?cha|o['‘ʻʼ`](?:quvchi|smir)|go['‘ʻʼ`]dak|o['‘ʻʼ`]g['‘ʻʼ`]il bola)\w*"),
    ("detský", "sk", "detsky detska detske otroski otroska otrosko",
     r"(?:detsk|otrosk)\w+ (?:oslav|fotogra|narodenin|rojstn|zabav|tabor)\w*"),
    ("doop", "nl", "doop eerste", r"doop van \w+|eerste communie"),
    ("pré-escola", "pt", "pre", r"pre escola(?:s|res)?"),
    ("smash cake", "es", "smash", r"smash (?:the )?cake"),
    ("akikah", "id", "akikah aqiqah khitanan sunatan", r"akikah|aqiqah|khitanan|sunatan"),
)  # fmt: skip
FOREIGN_PHRASES = tuple(make_pattern(*phrase) for phrase in _PHRASES)
