"""What the page says to editors, who review and rate, in English and Russian."""

from __future__ import annotations

#: key -> (English, Russian)
EDITORS_TEXTS: dict[str, tuple[str, str]] = {
    "review_title": ("May this picture show a minor?", "Может ли на снимке быть несовершеннолетний?"),
    "left_undecided": (
        "Without a verdict, since they have changed or another editor has decided since you saw them: {count}. "
        "Those that still wait are here again.",
        "Без решения, так как изменились или о них решил другой редактор, пока вы смотрели: {count}. "
        "Те, что ещё ждут, снова здесь.",
    ),
    "review_empty": ("Nothing to review.", "Проверять нечего."),
    "waiting": ("{count} waiting", "В очереди: {count}"),
    "flagged": ("hidden", "скрыто"),
    "visible": ("visible", "показывается"),
    "evidence": ("Evidence", "Основания"),
    "face": ("The face that looks youngest", "Лицо, самое молодое на вид"),
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
    "verdict_keys": (
        "Keys: f hides, c shows, s goes back to the queue",
        "Клавиши: f – скрыть, c – показывать, s – к очереди",
    ),
    "rate_keys": ("Keys: 1 to 4 rate, s later", "Клавиши: от 1 до 4 – оценка, s – позже"),
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
    "rated_you": ("You have rated {count} {things}", "Вы оценили пар: {count}"),
    "agreement": (
        "Pairs that have several raters: {pairs}; {same} % give the same rating, {near} % differ by one step at most",
        "Пар с несколькими оценками: {pairs}; совпадают {same} %, расходятся не более чем на одну ступень {near} %",
    ),
    "others_said": ("Others said", "Другие ответили"),
    "last_pair": ("Previous pair", "Предыдущая пара"),
    "why_pair": ("The model is unsure about this pair.", "Модель не уверена в оценке этой пары."),
}
