"""Everything that the page says, in English and Russian."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")

#: key -> (English, Russian)
TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Picture search", "Поиск изображений"),
    "describe": ("Describe the picture you are looking for", "Опишите изображение, которое ищете"),
    "example": ("two dogs running in the snow", "две собаки бегут по снегу"),
    "search": ("Search", "Найти"),
    "by_picture": ("Search by picture", "Искать по картинке"),
    "drop": ("Drop a picture to search by it", "Отпустите, чтобы искать по этой картинке"),
    "gallery": ("Gallery", "Галерея"),
    "all_galleries": ("All galleries", "Все галереи"),
    "filters": ("Filters", "Фильтры"),
    "photographer": ("Photographer", "Фотограф"),
    "tags": ("Tags", "Теги"),
    "facet_photographer": ("By", "Фотографы"),
    "facet_tags": ("Tags", "Теги"),
    "facet_places": ("Places", "Места"),
    "facet_year": ("Years", "Годы"),
    "facet_orientation": ("Shape", "Формат"),
    "without_filter": ("Search without {value}", "Искать без {value}"),
    "understood_without": ("without:", "без:"),
    "understood_taken": ("taken:", "снято:"),
    "not_understood": ("Search for the words {text}", "Искать слова {text}"),
    "understand": ("Read the text as a request again", "Снова понимать текст как запрос"),
    "instead": ("Nothing matches “{typed}”. Searched for:", "По запросу «{typed}» ничего нет. Найдено по запросу:"),
    "any": ("Any", "Любая"),
    "landscape": ("Landscape", "Альбомная"),
    "portrait": ("Portrait", "Портретная"),
    "square": ("Square", "Квадратная"),
    "taken": ("Taken", "Снято"),
    "intro": (
        "Describe the picture in English or Russian. The score of each hit is the rating that experts would give: "
        "0 means unrelated, 1 means that the text describes the picture fully.",
        "Опишите снимок по-русски или по-английски. Оценка на снимке – та, которую поставили бы эксперты: "
        "0 – не имеет отношения к тексту, 1 – полностью ему соответствует.",
    ),
    "try": ("Try", "Например"),
    "count": ("{count} pictures in the gallery", "Изображений в галерее: {count}"),
    "nothing": ("No picture matches.", "Подходящих изображений нет."),
    "nothing_hint": (
        "No picture reaches the score at which experts would call it a match.",
        "Ни одно изображение не набирает оценку, при которой эксперты признали бы соответствие.",
    ),
    "no_filters": ("Search without the filters", "Искать без фильтров"),
    "show_nearest": ("Show the nearest pictures anyway", "Всё равно показать ближайшие"),
    "with_nearest": ("Include weaker matches", "Показать и менее похожие"),
    "only_matches": ("Only matches", "Только подходящие"),
    "maybe": ("Perhaps these", "Возможно, это"),
    "nearest": ("Below the threshold: near, but hardly a match", "Ниже порога: похоже, но вряд ли соответствует"),
    "hits": ("{count} on this page", "На этой странице: {count}"),
    "more_copies": ("+{count} more", "ещё {count}"),
    "all_copies": ("Every copy and shot", "Все копии и кадры"),
    "best_copies": ("One of each series", "По одному из серии"),
    "similar_to": ("Pictures like this one", "Похожие изображения"),
    "uploaded": ("Pictures like yours", "Похожие на ваше"),
    "similarity": ("similarity", "сходство"),
    "score": ("match score", "оценка соответствия"),
    "page": ("Page {number}", "Страница {number}"),
    "previous": ("Previous", "Назад"),
    "next": ("Next", "Дальше"),
    "more_like": ("More like this", "Похожие изображения"),
    "full_size": ("Full size", "Полный размер"),
    "captions": ("Captions", "Подписи"),
    "no_captions": ("This picture has no caption.", "У этого изображения нет подписи."),
    "size": ("Size", "Размер"),
    "back": ("Back to the results", "К результатам"),
    "no_thumbnail": ("no preview", "нет превью"),
    "log_in": ("Log in", "Войти"),
    "log_out": ("Log out", "Выйти"),
    "name": ("Name", "Имя"),
    "password": ("Password", "Пароль"),
    "wrong_password": ("The name or the password is wrong.", "Неверное имя или пароль."),
    "too_many": (
        "Too many attempts. Wait a minute and try again.",
        "Слишком много попыток. Подождите минуту и попробуйте ещё раз.",
    ),
    "too_many_searches": (
        "Too many searches in a minute. Wait a little, or log in.",
        "Слишком много запросов за минуту. Подождите немного или войдите.",
    ),
    "review": ("Review", "Проверка"),
    "rate": ("Rate", "Оценка"),
    "api": ("API", "API"),
    "skip": ("Skip to the results", "К результатам"),
    "keys": (
        "Keys: / search box, arrows move, Enter opens, m more like this",
        "Клавиши: / строка поиска, стрелки – переход, Enter – открыть, m – похожие",
    ),
    "not_found": ("Page not found.", "Страница не найдена."),
    "forbidden": ("Your account may not do this.", "Вашей учётной записи это не разрешено."),
    "bad_form": (
        "This form has expired. Go back, reload the page and try again.",
        "Форма устарела. Вернитесь, обновите страницу и попробуйте ещё раз.",
    ),
    "too_large": ("The file is too large: {size} MB at most.", "Файл слишком велик: не больше {size} МБ."),
    "bad_picture": ("Cannot search by this file: {reason}.", "Искать по этому файлу нельзя: {reason}."),
    "error": ("Something went wrong. The error is in the log.", "Что-то пошло не так. Ошибка записана в журнал."),
    "review_title": ("May this picture show a minor?", "Может ли на снимке быть несовершеннолетний?"),
    "review_empty": ("Nothing to review.", "Проверять нечего."),
    "waiting": ("{count} waiting", "В очереди: {count}"),
    "flagged": ("hidden", "скрыто"),
    "visible": ("visible", "показывается"),
    "evidence": ("Evidence", "Основания"),
    "history": ("History", "История"),
    "no_history": ("Nobody has decided yet.", "Решения ещё нет."),
    "flag": ("Flag: hide it", "Скрыть"),
    "clear": ("Clear: show it", "Показывать"),
    "undo": ("Undo {name}", "Отменить: {name}"),
    "later": ("Later", "Позже"),
    "doubtful": ("evidence is unclear: look closely", "признаки неоднозначны: присмотритесь"),
    "rate_title": ("How well does the text match the picture?", "Насколько текст соответствует снимку?"),
    "rating_1": ("The description does not match the image at all", "Описание совсем не соответствует изображению"),
    "rating_2": (
        "A few elements match, it does not match overall",
        "Совпадают отдельные элементы, в целом не соответствует",
    ),
    "rating_3": ("Matches except for details", "Соответствует, кроме деталей"),
    "rating_4": ("Matches fully", "Полностью соответствует"),
    "rate_empty": (
        "There is nothing to rate: load captions or search first.",
        "Оценивать нечего: загрузите подписи или выполните поиск.",
    ),
    "by_list": ("From the list ({count} left)", "По списку (осталось {count})"),
    "by_doubt": ("Pairs that the model is unsure about", "Пары, в оценке которых модель не уверена"),
    "list_left": ("{count} of the list left", "В списке осталось: {count}"),
    "list_empty": ("You have rated the whole list.", "Вы оценили весь список."),
    "rated_you": ("You have rated {count} pairs", "Вы оценили пар: {count}"),
    "agreement": (
        "{pairs} pairs have several raters: {same} % give the same rating, {near} % differ by one step at most",
        "Пар с несколькими оценками: {pairs}; совпадают {same} %, расходятся не более чем на одну ступень {near} %",
    ),
    "others_said": ("Others said", "Другие ответили"),
    "last_pair": ("Previous pair", "Предыдущая пара"),
    "why_pair": ("The model is unsure about this pair.", "Модель не уверена в оценке этой пары."),
    "docs_title": ("HTTP API", "HTTP API"),
}


def choose_language(chosen: str | None, accepted: str) -> Language:
    """The language that was switched to, else the first of Accept-Language that the page speaks, else English."""
    for language in LANGUAGES:
        if chosen == language:
            return language
    ranked: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                ranked.append((_quality(quality), language))
    return max(ranked, key=lambda entry: entry[0])[1] if ranked else "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def say(language: Language, key: str, **values: object) -> str:
    """A text in a language, with its values filled in."""
    said = TEXTS[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said
