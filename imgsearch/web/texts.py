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
    "did_you_mean": ("Did you mean:", "Возможно, вы имели в виду:"),
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
    "one_match": ("1 match", "Найдено: 1"),
    "matches": ("{count} matches", "Найдено: {count}"),
    "matches_at_least": ("at least {count} matches", "Найдено не меньше {count}"),
    "pictures": ("{count} pictures", "Изображений: {count}"),
    "pictures_at_least": ("at least {count} pictures", "Изображений не меньше {count}"),
    "sort": ("Order", "Порядок"),
    "sort_score": ("Best first", "Сначала подходящие"),
    "sort_newest": ("Newest first", "Сначала новые"),
    "sort_oldest": ("Oldest first", "Сначала старые"),
    "browsed": ("Pictures by date", "Изображения по дате"),
    "newest": ("Newest pictures", "Новые изображения"),
    "browse_all": ("All pictures by date", "Все изображения по дате"),
    "also": ("And also", "А также"),
    "also_example": ("2:dog or -snow", "2:собака или -снег"),
    "min_score": ("Score from", "Оценка от"),
    "this_picture": ("like this picture", "похоже на это"),
    "your_picture": ("like your picture", "похоже на ваше"),
    "without_part": ("Search without {part}", "Искать без: {part}"),
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
    "as_csv": ("Download as CSV", "Скачать как CSV"),
    "collections": ("Collections", "Подборки"),
    "collections_empty": (
        "Nothing is collected yet: search, and put pictures into a collection.",
        "Подборок пока нет: найдите изображения и добавьте их в подборку.",
    ),
    "collection_name": ("Name of a collection", "Название подборки"),
    "make_collection": ("Make it", "Создать"),
    "collect_one": ("Add to collection", "В подборку"),
    "collect_page": ("Add this page's pictures to a collection", "Добавить изображения страницы в подборку"),
    "remove_collection": ("Remove the collection", "Удалить подборку"),
    "take_out": ("Take {name} out", "Убрать {name}"),
    "share": ("Make a link", "Создать ссылку"),
    "share_again": ("Make a new link", "Создать новую ссылку"),
    "share_days": ("Good for days", "Действует, дней"),
    "share_once": (
        "Whoever has this link sees the collection. Copy it now, it is not shown again:",
        "Подборку увидит любой, у кого есть эта ссылка. Скопируйте её сейчас, больше она не показывается:",
    ),
    "shared_until": ("shared until {date}", "открыта по ссылке до {date}"),
    "unshare": ("End the link", "Закрыть ссылку"),
    "report": ("Report this picture", "Сообщить об изображении"),
    "report_minor": ("It may show a minor", "Возможно, на нём несовершеннолетний"),
    "report_private": ("It should not be public", "Его не следует показывать"),
    "report_other": ("Something else", "Другое"),
    "report_reason": ("Why", "Почему"),
    "report_send": ("Send to the editors", "Отправить редакторам"),
    "reported": (
        "Thank you. An editor will look at the picture.",
        "Спасибо. Редактор посмотрит на изображение.",
    ),
    "too_many_reports": (
        "Too many reports in an hour. Try again later.",
        "Слишком много сообщений за час. Попробуйте позже.",
    ),
    "not_found": ("Page not found.", "Страница не найдена."),
    "forbidden": ("Your account may not do this.", "Вашей учётной записи это не разрешено."),
    "bad_form": (
        "This form has expired. Go back, reload the page and try again.",
        "Форма устарела. Вернитесь, обновите страницу и попробуйте ещё раз.",
    ),
    "too_large": ("The file is too large: {size} MB at most.", "Файл слишком велик: не больше {size} МБ."),
    "bad_picture": ("Cannot search by this file: {reason}.", "Искать по этому файлу нельзя: {reason}."),
    "unreadable": ("{reason}", "прочитать его не удалось"),
    "upload_too_large": ("What was sent is too large.", "Отправлено слишком много."),
    "no_length": ("What was sent does not say how large it is.", "Не указан размер отправленного."),
    "bad_address": ("This address is not complete or has a mistake.", "Адрес неполон или содержит ошибку."),
    "no_database": ("The database does not answer. Try again later.", "База данных не отвечает. Попробуйте позже."),
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
    "verdict_flag": ("hidden", "скрыто"),
    "verdict_clear": ("shown", "показано"),
    "verdict_undo": ("taken back", "отменено"),
    "undo_last": ("Undo the last verdicts ({count})", "Отменить последние решения ({count})"),
    "mark": (
        "Mark the pictures that show a minor. The others are shown from now on.",
        "Отметьте снимки с несовершеннолетними. Остальные будут показываться.",
    ),
    "shows_minor": ("minor: hide", "несовершеннолетний: скрыть"),
    "about": ("Evidence on {name}", "Основания: {name}"),
    "commit": ("Decide on these {count}", "Принять решение: {count}"),
    "to_queue": ("Queue", "Очередь"),
    "to_audit": ("Audit", "Аудит"),
    "audit_title": ("Which of these show a minor?", "На каких снимках несовершеннолетние?"),
    "audit_seen": ("audit: {seen} of {size} seen, {found} show a minor", "аудит: {seen} из {size}, найдено: {found}"),
    "no_audit": (
        "No sample has been drawn; `imgsearch minors audit 200` draws one.",
        "Выборки ещё нет; её создаёт `imgsearch minors audit 200`.",
    ),
    "veil": ("Blur what is doubtful", "Размывать сомнительное"),
    "unveil": ("Do not blur", "Не размывать"),
    "review_keys": (
        "Keys: arrows move, Space marks, Enter decides, u undoes, s later",
        "Клавиши: стрелки – переход, пробел – отметить, Enter – решить, u – отменить, s – позже",
    ),
    "later": ("Later", "Позже"),
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


def say_total(language: Language, total: int, is_exact: bool, *, is_browsing: bool) -> str:
    """How many hits there are."""
    count = f"{total:,}".replace(",", "\u00a0")
    if total == 1 and is_exact and not is_browsing:
        return say(language, "one_match")
    return say(language, ("pictures" if is_browsing else "matches") + ("" if is_exact else "_at_least"), count=count)
