"""What is shown instead of pictures when a query asks for minors, in the language of the query."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from imgsearch.minors.words.forms import LANGUAGES, UNSPACED, read
from imgsearch.minors.words.lexicon import DEFAULT_LANGUAGES, detect_language, find_terms
from imgsearch.minors.words.normal import normalize, words

DISCLAIMERS: dict[str, str] = {
    "en": "This image is unavailable in your country in compliance with local laws",
    "ru": "Это изображение недоступно в вашей стране в соответствии с местным законодательством",
    "uk": "Це зображення недоступне у вашій країні відповідно до місцевого законодавства",
    "be": "Гэты відарыс недаступны ў вашай краіне ў адпаведнасці з мясцовым заканадаўствам",
    "kk": "Бұл сурет жергілікті заңдарға сәйкес сіздің еліңізде қолжетімсіз",
    "sr": "Ova slika nije dostupna u vašoj zemlji u skladu sa lokalnim zakonima",
    "bg": "Това изображение не е достъпно във вашата държава съгласно местното законодателство",
    "de": "Dieses Bild ist in Ihrem Land aufgrund örtlicher Gesetze nicht verfügbar",
    "fr": "Cette image n’est pas disponible dans votre pays conformément à la législation locale",
    "es": "Esta imagen no está disponible en su país en cumplimiento de la legislación local",
    "it": "Questa immagine non è disponibile nel suo Paese in conformità alle leggi locali",
    "pt": "Esta imagem não está disponível no seu país em conformidade com as leis locais",
    "nl": "Deze afbeelding is in uw land niet beschikbaar op grond van lokale wetgeving",
    "pl": "Ten obraz jest niedostępny w Twoim kraju zgodnie z lokalnymi przepisami",
    "cs": "Tento obrázek není ve vaší zemi dostupný v souladu s místními zákony",
    "ro": "Această imagine nu este disponibilă în țara dumneavoastră, în conformitate cu legile locale",
    "el": "Αυτή η εικόνα δεν είναι διαθέσιμη στη χώρα σας σύμφωνα με την τοπική νομοθεσία",
    "tr": "Bu görsel, yerel yasalar gereğince ülkenizde kullanılamıyor",
    "sv": "Den här bilden är inte tillgänglig i ditt land i enlighet med lokal lagstiftning",
    "ka": "ეს სურათი თქვენს ქვეყანაში მიუწვდომელია ადგილობრივი კანონმდებლობის შესაბამისად",
    "hy": "Այս պատկերը ձեր երկրում հասանելի չէ՝ տեղական օրենսդրության համաձայն",
    "he": "תמונה זו אינה זמינה במדינתך בהתאם לחוק המקומי",
    "ar": "هذه الصورة غير متاحة في بلدك امتثالاً للقوانين المحلية",
    "da": "Dette billede er ikke tilgængeligt i dit land i henhold til lokal lovgivning",
    "no": "Dette bildet er ikke tilgjengelig i landet ditt i samsvar med lokal lovgivning",
    "fi": "Tämä kuva ei ole saatavilla maassasi paikallisen lainsäädännön vuoksi",
    "hu": "Ez a kép az Ön országában a helyi jogszabályok értelmében nem érhető el",
    "et": "See pilt ei ole teie riigis kohalike seaduste kohaselt kättesaadav",
    "lv": "Šis attēls jūsu valstī nav pieejams saskaņā ar vietējiem tiesību aktiem",
    "lt": "Šis vaizdas jūsų šalyje nepasiekiamas pagal vietos įstatymus",
    "id": "Gambar ini tidak tersedia di negara Anda sesuai dengan hukum setempat",
    "vi": "Hình ảnh này không khả dụng tại quốc gia của bạn theo luật pháp địa phương",
    "fa": "این تصویر مطابق قوانین محلی در کشور شما در دسترس نیست",
    "sk": "Tento obrázok nie je vo vašej krajine dostupný v súlade s miestnymi zákonmi",
    "sl": "Ta slika v vaši državi ni na voljo v skladu z lokalno zakonodajo",
    "az": "Bu şəkil yerli qanunlara uyğun olaraq ölkənizdə əlçatan deyil",
    "uz": "Bu rasm mahalliy qonunlarga muvofiq mamlakatingizda mavjud emas",
    "hi": "स्थानीय कानूनों के अनुपालन में यह चित्र आपके देश में उपलब्ध नहीं है",
    "th": "ภาพนี้ไม่สามารถแสดงในประเทศของคุณได้ตามกฎหมายท้องถิ่น",
    "zh": "根据当地法律，此图片在您所在的国家或地区无法显示",
    "zh-Hant": "根據當地法律，此圖片在您所在的國家或地區無法顯示",
    "ja": "この画像は、現地の法律に従い、お住まいの国では表示できません",
    "ko": "이 이미지는 현지 법률에 따라 해당 국가에서 볼 수 없습니다",
}
#: Characters that simplified Chinese writes otherwise.
_TRADITIONAL = frozenset("兒嬰寶學國歲雙孫齡園這個與們張無車書圖見門開關說話買賣")

#: A language in which nothing was found has as many words of the query if it is in that language.
_FEWEST_WORDS = 2
_ENGLISH = frozenset("a an the with at of and is are to two by from".split())


def disclaimer(language: str) -> str:
    """What is shown instead of pictures; in English where the language has none."""
    return DISCLAIMERS.get(language, DISCLAIMERS["en"])


def disclaimer_language(text: str) -> str:
    """The language in which to refuse a query: its own if the lexicon reads it, else English.

    That is the language that has most of the query's words, of those that found something, or that has two at least;
    in doubt English or Russian, as the query is written.

    Returns:
        A key of DISCLAIMERS.
    """
    written = detect_language(text)
    found = {term.language for term in find_terms(text)}
    if found & {*UNSPACED} and not found & {*DEFAULT_LANGUAGES}:
        traditional = "zh" in found and not _TRADITIONAL.isdisjoint(text)
        return "zh-Hant" if traditional else next(each for each in (*UNSPACED[1:], "zh") if each in found)
    own = {word.form for word in words(normalize(text))}
    held = Counter({language: len(own & vocabulary) for language, vocabulary in _vocabularies().items()})
    spoken = [language for language in _vocabularies() if language in found or held[language] >= _FEWEST_WORDS]
    first = [written] if written in found or not spoken else []
    return max(first + spoken, key=lambda language: held[language])


@lru_cache(maxsize=1)
def _vocabularies() -> dict[str, frozenset[str]]:
    """Every word of the lexicon, and of those that stand beside them, by language."""
    found = {
        language: frozenset(normalize(form.lstrip("?^")) for _, forms in read(language) for form in forms)
        for language in LANGUAGES
        if language in DISCLAIMERS
    }
    return found | {"en": found["en"] | _ENGLISH}
