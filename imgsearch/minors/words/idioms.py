"""Phrases in which a word of the lexicon means no minor: names, titles, figures of speech, wares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from imgsearch.minors.words.patterns import GAP
from imgsearch.minors.words.titles import TITLES

#: A space is any gap between words.
_IDIOMS = r"""
teen (?:spirit|vogue|wolf|titans|magazines?|drama|movies?)
(?:girls?'?s?|boys?'?s?|kids?'?s?|lads?'?) night(?: out)?
(?:girls'?|lads'?) (?:weekend|trip|getaway|brunch|holiday|spa day|day out)|lads on tour
old boys?'?s? (?:club|network|reunion|association|dinner|rugby|match|cricket|choir|team|football)(?:'s)?
old girls?'? (?:club|network)
(?:bad|old) boys?'? club
boy george|game boys?|gameboys?|(?:beastie|backstreet|pet shop|hardy|jersey|bad) boys|the beach boys|boy[sz] ii men
boyz n the hood|teenage mutant(?: ninja)?(?: turtles?)?
boy meets (?:girl|world) (?:movie|poster|film|billboard|dvd|premiere|show|series)
(?:children|kids) (?:crossing|at play) signs?|bab(?:y|ies) (?:on|in) board(?: sticker| sign)?s?|girl scouts? cookies?
vengaboys|son heung min|heung min son
(?:spice|gilmore|golden|indigo|derry|pussycat|mean) girls|destiny's child|daisy girl|girls aloud
million dollar baby|rosemary's baby
baby (?:yoda|jane|ruth|spice|grand piano|groot|doll|oil|powder|boom|boomers?|driver|steps|sham)
baby shark(?! (?:birthday|party|themed|cake))
sugar bab(?:y|ies)|baby (?:daddy|momma|mama)|crybab(?:y|ies)|cry bab(?:y|ies)
(?:boy|girl|kid|k pop boy) (?:bands?|groups?)
girl (?:power|boss|friday|crush|math)|girls' (?:aloud|generation)|girls generation
(?:call|cover|bond|pin up|go go|working|ring|calendar|hooters) girls?
(?:pool|bell|stable|ball|delivery|bus|cabana|toy|rent|fan|frat|paper|whipping) boys?(?= (?:hat|cap|magazine))
fall out boy|kid creole|baby ?face nelson|baby belling|the childs building
teddy boys?(?= (?:and|in|style|jacket|era))|whipping boy|nursery slopes?|infant school (?:building|sign|gate)
orphan (?:drug|work|black|asteroid)s?|nursery web spiders?
who'?s a good (?:boy|girl)|(?:dog|pup|puppy|cat|horse|labrador|retriever) is (?:such )?(?:a|the) good (?:boy|girl)
save the children (?:office|logo|sign|shop|building|banner|charity shop)
paperboy (?:hat|cap)s?
news boy (?:cap|hat)|newsboy (?:cap|hat)s?|(?:newspaper|paper|page|cow) boy (?:cap|hat|haircut)s?|boy (?:shorts|cut)
oh,? boy(?= ?[!.,:]| (?:what|that|this|it|it's|how|did|was|here|we|i|am|are|is)\b)
boys in blue(?=:|,? (?:police|cops|officers))|kindergarten (?:street|road|lane|avenue|hill)
little boy,? (?:atomic|atom|nuclear|bomb|replica|hiroshima)\w*|(?:atomic|atom|nuclear)? ?bombs?,? little boy
prom dress (?:shops?|stores?|boutiques?|sales?)|(?:cartoon|animated|anime|mannequin) (?:boy|girl|kid|child)s?
(?:dolls?|figurines?|statues?|mannequins?) of (?:an? )?(?:bab(?:y|ies)|child|children|boys?|girls?|infants?|toddlers?)
boys will be boys|best boy(?: grip)?|attaboy|good old boys?|one of the boys
(?:poster|inner|love|brain|wild|flower|problem) child(?:ren)?|child of (?:god|the universe|his time)
(?:julia|lee|lydia maria|desmond) child|child(?: ?and ?)?bride doll
billy the kid|kid (?:rock|cudi|gloves|ink|stuff|brother industries)|karate kid|the sundance kid|sundance kid
cisco kid
(?:new )?kids on the block|(?:whiz|wonder|comeback|diary of a wimpy|wimpy) kids?|kid friendly
sons? of (?:god|man|a gun|a bitch|anarchy|liberty|david|adam|italy)
father,? (?:the )?son,? and (?:the )?holy (?:ghost|spirit)
prodigal son|(?!(?:father|dad|daddy|mother|mom|mum|papa|man|parent|woman|grandfather|grandpa) )(?<!\w)\w+ ?& ?sons?
\w+ (?:and|&) sons (?:ltd|inc|co|plumb|garage|bakery|store|sign|truck)\w*|daughters of (?:the american|bilitis)
daughter cells?
fountain of youth|youth (?:hostels?|culture bar)|eternal youth|sonic youth
minor (?:league|threat)s?|in the minors
(?:plant|tree|garden|rose|fish|orchid|forest|palm|bulb) nurser(?:y|ies)
nurser(?:y|ies) (?:sells?|selling|sold|with|of|full of) (?:\w+ )?(?:plant|flower|shrub|tree|seedling|rose|palm)s?
nurser(?:y|ies) (?:plants?|stock|trees?|rhymes?|crimes?|garden)
(?:dog|doggy|doggie|pet|puppy|cat|adult|canine) (?:day ?cares?)|daycare (?:for (?:dogs|pets)|sign|building|bus|van)
kindergarten (?:fence|building|gate|sign|door|roof|yard|cop|teachers?)
christenings? (?:of|for) (?:a|the|her|his|our|new) (?:\w+ )?(?:ship|boat|yacht|vessel|submarine|ferry|warship)
(?:ship|boat|yacht|vessel)(?:'s)? christening
(?:minnesota) twins|twins (?:game|stadium|player|pitcher|jersey|fans?|cap|hat|baseball|logo|uniform)
(?:thompson|cocteau|property|doublemint|olsen) twins
(?:bfg|bronze|stone) infants|prom(?:enade)? deck|infants? (?:of prague|jesus statue)
childhood (?:home|house|friends?|sweethearts?|dreams?|hero(?:es)?|bedroom|toys?|street|favou?rites?|village|best friend)
(?:child|kid|kids|children) free|(?:child|kid) proof(?:ed|ing)?
(?:child|kid|baby|kids|children)(?:'s)? play(?= (?:equipment|area|ground|set|structure))
tot(?:s|al)? (?:of rum)|pupils? (?:dilat|of the eye|distance)\w*
young at heart|wild lad magazine|lad mags?|lads mags?
в (?:самом |раннем )?детстве|(?:с|из|со) (?:самого |раннего |моего )?детства
(?:друг|друзь|подруг|книг|мечт|вкус|запах|дом|двор|город|игрушк|любим|песн|улиц|сказк)\w* (?:\w+ )?детства
сын\w* (?:божий|божия|божьего|человеческий|отечества|полка)|сукин\w* сын\w*|блудн\w+ сын\w*|маменькин\w* сын\w+
сиротк\w* хас\w+|мальчик\w* с пальчик\w*|(?:мальчик|девочк)\w* по вызову|детям вход (?:воспрещ|запрещ)\w+
крестин\w* (?:корабл|судна|катер|ледокол|яхт|пароход|подлодк|лодк)\w*|бомб\w*[\s«"]+малыш\w*
(?:opel|опель) кадет\w*|парти\w* кадетов|кадет\w* парти\w+
киндер сюрприз\w*|дитя природы|дитё природы|мать и мачех\w*|дети капитана гранта|дети лейтенанта шмидта
дети подземелья|дети индиго|отц\w{1,3} и дет\w{1,3}
папин\w+ дочк\w+(?=[,»"]* сериал)|б[эе]б[ие]\W?бум\w*|б[эе]й?би\W?фут
пионер\w* (?:космонавт|авиац|кинематограф|кино|освоени|радио|рок|джаз|воздухоплав|промышлен|науки|отрасл)\w*
(?:башн|дом|небоскреб|опор|корпус|цистерн|брать)\w* близнец\w*|(?:созвезди|знак)\w* близнец\w*
близнец\w*,? (?:зодиак|созвезди|знак зод|башн)\w*
(?:перв|втор|трет|план|итог|год)\w* пятилетк\w*
пятилетк\w* (?:(?:за|в) (?:четыре|три|4|3) год\w*|ссср|качества|эффективности)|дом ребят \w+
пионерск\w+ (?:улиц|площад|проспект|пруд)\w*
(?:здани|забор|ограда|крыш|вывеск|вход в|ворота)\w* детск\w+ сад\w*
enfants? terribles?|fata morgana|gemelli da polso|bambino gesu|asilo politico
bebek,? (?:istanbul|mahallesi|sahil\w*|koyu|semti|parki|iskelesi)|yeni do[gğ]an (?:gunes|ay|gun)|(?:istanbul),? bebek
قلعه دختر|پل ?دختر|(?:putri|puteri) (?:indonesia|hijau|salju|duyung|malu)|gadis kretek
konfirmation (?:der|ihrer) (?:buchung|bestellung|reservierung)|(?!(?:vater|papa|mutter) )(?<!\w)\w+ ?& sohne?
filles? de joie|hijos de rivera|filhos de gandh[iy]|el nino,? fenomeno
rapaz(?:es)? de (?:1[89]|[2-9]\d) anos|filhos? da puta|rapaziada
(?:el|la) nin[oa] (?:weather|phenomenon|event|effect|year|winter|storm|pattern|climate)\w*|the nina,? the pinta
creche (?:scene|figures?)|(?:nativity|christmas) creche|kind regards|son et lumiere
barn (?:owl|door|dance|roof|house|find)s?
grand piano,? baby|childs? (?:street|road|hill|avenue|lane|glacier|restaurants?)|(?:mr|mrs|ms|dr|prof)\.? childs?
infant (?:mortality|formula|industry)|empty (?:\w+ )?nurser(?:y|ies)
tomboy (?:style|fashion|look|chic|haircut|hairstyle|hair)
(?:cabin|bell|stable|pool) boy (?:costume|uniform|outfit)s?(?: rack)?
lassie,? (?:come home|the (?:dog|collie|movie|film))
daughter (?:company|companies|firms?|nucle(?:us|i)|isotopes?)|girl with (?:a|the) pearl earring
the lost boys (?:movie|film|poster)|(?:preschool|pre school) (?:fence|building|gate|sign|door|roof|yard)
nina (?:ship|caravel)(?: replica)?|nin[oa] jesus|bambino (?:jesus|gesu)
battesim[oi] (?:del (?:fuoco|mare|volo)|dell'aria|della nave)|filles du calvaire|chicos (?:store|boutique|shop)
pregnan(?:t|cy),? (?:\w+ ){0,2}\w+ (?:months?|weeks?)
\w+ (?:months?|weeks?) (?:pregnant|of pregnancy)
adult prom(?: night)?|teenage cancer trust|(?:daughters?|sons?) in law(?! (?:with|and|holding) (?:her|his|a|the))
(?:abandoned|derelict|ruined|demolished) (?:\w+ )?(?:kindergartens?|preschools?|orphanages?|nursery schools?)
заброшен\w+ (?:\w+ )?детск\w+ (?:сад|лагер|больниц|дом|площадк)\w*
school uniforms? (?:on|in) (?:(?:an? |the )?(?:hangers?|racks?|shops?|stores?|shop window|display))
nursery (?:furniture|decor|interior)s?|boys? own (?:magazine|annual|paper)|boy's own (?:magazine|annual|paper)
(?:girls|boys|lads) from (?:the |our )?(?:office|accounting|accounts|sales|marketing|finance|hr|it)
danny boy (?:pub|lyrics|song|tune)|bat ?boy (?:mural|musical|sign|poster)|мальчик\w* на побегушках
дочки\W?матери\W{1,3}(?:спектакл|пьес|сериал|фильм)\w*|ученик\w* чародея
(?:calle|plaza|avenida|rue|hotel|place) (?:de )?(?:l[ao]s |des |del )?(?:nin[oa]s|enfants)
(?:станци|платформ)\w* детск\w+ (?:сад|лагер|городок)
(?:на|через|еще|погоди) годик
(?:el|la) nin[oa],? (?:flood|rain|drought|rainfall)\w*|santo nino|teenage engineering|lad bible|boys town,? nebraska
boy scouts of america (?:building|office|logo|sign)|madchen amick|orphan wells?|son doong
meninas,? (?:de )?velazquez|las meninas|k[iı]z kulesi|(?:fiat )?126p,? maluch\w*|maluch\w* fiat\w*|figlio di dio
children of bodom|kids in glass houses
(?:baby bash|lil baby|dababy)(?= (?:live|concert|in concert|on stage|perform\w*|at))
beach boys (?:concert|gig|tour|on stage|live|tribute|album|record|vinyl|poster|perform\w*)|youth lagoon|teenage fanclub
(?:girl in red|girl talk) (?:live|concert|gig|in concert|on tour|on stage|perform\w*)|guerrilla girls
baby g (?:watch|shock)\w*
(?:the )?kids are al(?:l )?right (?:tour|poster|album|film|movie|record)
(?<!the\s)(?<!this\s)(?<!that\s)(?<!a\s)child's pose
teenage (?:kicks|dream|dirtbag|wasteland) (?:vinyl|album|record|song|poster|tour|single|cover)
chanel boy bags?|boy chanel|grid girls?|orphan (?:socks?|gloves?)|lad culture|tomboy jeans
(?:gap|h&m|zara|benetton|uniqlo) (?:kids|baby|girls|boys) (?:store|shop)(?: (?:front|window|facade|sign))?
juvenile (?:court|hall) (?:building|exterior|facade|sign)|fearless girl,? (?:statue|sculpture|bronze|wall street)
\w+ birthday of (?:our|the|a|this|my) (?:studio|company|club|firm|brand|agency|gallery|theat(?:re|er)|festival)
(?:studio|company|club|firm|brand|agency|gallery|theat(?:re|er)|festival|magazine)'s \w+ birthday
aged \w+ years\W{1,3}(?:single malt|whiske?y|scotch|bourbon|cognac)
дети пикассо|малыш\w* и карлсон\w*
(?:проспект|улиц|площадь|площади|сквер|бульвар|метро|станци)\w* юн\w+ (?:ленинцев|пионеров|натуралистов)
юнош\w+ с веслом|(?:подлодк|лодк|машин|газел|субмарин|чайник)\w*[\s«"-]+малютк\w*
малютк\w*[»"]?,? (?:стиральн|подводн)\w*
(?:здани|фасад|вывеск)\w* дом\w* ребенка|дом\w* ребенка (?:\w+\W+){0,3}здани\w*|пацан\w* из гаража
кукл\w+ (?:младен|малыш|пупс|мальчик|девочк|ребен)\w*
дочк\w+ (?:газпром|сбер|роснефт|ростех|банк|компани|холдинг|корпорац|концерн|лукойл|яндекс)\w*
"""
_HIGHER = (
    r"(?:вуз|университет|академи|институт|мгимо|мгу|спбгу|мгту|вшэ|консерватори|курсант|офицер|магистр|бакалавр|"
    r"аспирант|студент|военн)\w*"
)
_OF_A_CLASS = r"(?:вагон|салон|кают|билет|отел|советник|чиновник|орден|медал|капитан|матрос|юрист|полет|перелет)\w*"
_FIRM = r"(?:фирм|компани|студи|магазин|бренд|агентств|галере|театр|ресторан|кафе|журнал|сайт|бар)\w*"
_PHONE = r"(?:телефон|мобильн|домофон|смартфон|айфон)\w*"
_LIKE_BOYS = r"(?:мальчиков|девочкин|детков|пацанов)\w{0,2}"
_OF_ADULTS = r"(?:law|medical|med|business|art|film|grad|graduate|driving|ski|surf|sailing|cooking|flight|riding|vet)"
_ART = (
    r"(?:paintings?|frescos?|frescoes|icons?|altarpiece|oil|canvas|tempera|mosaic|relief|engraving|triptych|statues?|"
    r"figurines?|nativity figures?|nativity set|museums?|cathedral|botticelli|raphael|leonardo)"
)
_ART_RU = (
    r"(?:картин|фреск|икон|роспис|репродукц|полотн|холст|мозаик|скульптур|статуэтк|витраж|музе|собор|третьяков|серов|"
    r"пикассо|рафаэл|леонардо|эрмитаж|брюссел|фонтан)\w*"
)
_PAINTED = (
    r"(?:(?:madonna|virgin(?: mary)?|mary) (?:and|with|&) (?:the )?(?:infant |christ |holy )?child(?: jesus)?"
    r"|(?:infant|child|baby) (?:jesus|christ)|christ child|boy with (?:a )?thorn)"
)
_PAINTED_RU = (
    r"(?:(?:богоматер|богородиц|мадонн|мари)\w* с младенц\w+|младен\w+ (?:иисус|христ)\w*|"
    r"девочк\w* (?:с персиками|на шаре)|писающ\w+ мальчик\w*|"
    r"ученик\w* (?:рафаэл|рембрандт|леонардо|рубенс|сократ|христ|иисус)\w*|(?:иисус|христ)\w* и ученик\w*)"
)
_FEW = r"\W{1,3}(?:\w+\W{1,3}){0,4}"
#: What is painted there has been old for centuries; a mother may be called Madonna.
_OF_ART = (
    rf"{_ART}{_FEW}{_PAINTED}|{_PAINTED}{_FEW}{_ART}",
    rf"{_ART_RU}{_FEW}{_PAINTED_RU}|{_PAINTED_RU}{_FEW}{_ART_RU}",
    r"дет\w{1,3} (?:солнца|арбата|райка)[»\"”]?\W{1,3}(?:\w+\W{1,3}){0,2}"
    r"(?:спектакл|пьес|афиш|обложк|книг|роман|фильм|горьк|рыбаков)\w*"
    r"|(?:спектакл|пьес|афиш|обложк|книг|роман|фильм)\w*\W{1,3}дет\w{1,3} (?:солнца|арбата|райка)",
)
#: Those of several parts.
_LONG_IDIOMS = (
    r"(?:ребят|девочк|девчон|девчат|мальчик|мальчиш|пацан)\w* (?:из|с) "
    r"(?:отдел|работ|офис|бригад|бухгалтер|завод|цех|редакц|рок|айти|арми|част|спецназ|полк|фирм|компани)\w*",
    r"беремен\w*,? (?:\w+ ){0,2}\w+ (?:месяц|недел)\w*|\w+ (?:месяц|недел)\w* беремен\w+",
    rf"{_LIKE_BOYS} [а-я]\. ?[а-я]\.|[а-я]\. ?[а-я]\. ?{_LIKE_BOYS}",
    rf"последн\w+ звон\w+ (?:\w+ ){{0,2}}{_HIGHER}",
    rf"последн\w+ звон\w+ (?:\w+ ){{0,2}}{_PHONE}",
    rf"(?:(?:день|дн[яюе]м?) рождения|юбиле\w+) (?:\w+ )?{_FIRM},? \d{{1,2}} (?:лет|года?)",
    rf"выпускн\w+ (?:\w+ ){{0,4}}{_HIGHER}|{_HIGHER}\W{{1,3}}(?:\w+ ){{0,3}}выпускн\w+",
    rf"{_OF_A_CLASS}\W{{1,3}}(?:\w+ ){{0,2}}(?:\d+|перв\w+|втор\w+|трет\w+)(?: ?[йгом]+)? класс\w*",
    rf"{_OF_ADULTS} school (?:trip|concert|disco|choir|uniform|excursion|camp|dance|orchestra|run|fair)s?",
    r"(?:law|medical|med|business|grad|graduate|dental|nursing|vet|mba)(?: school)?,? class of \d{4}",
    r"(?:college|university|alumni|military|soldier'?s?) homecoming \w+",
    *_OF_ART,
    r"(?:mothers?|fathers?) and (?:daughters?|sons?)(?: (?!with|and|or)\w+){0,2},? both in their (?:early |mid |"
    r"late )?"
    r"(?:[2-7]0s|twenties|thirties|forties|fifties|sixties|seventies)",
    r"filles? d'honneur|garcons? (?:d'honneur|de cafe)|vieux garcons?|creche (?:de noel|provencale)",
    r"hijos? de puta|gesu bambino|menino jesus|mineurs? de (?:charbon|fond|fer|l'ardoise)",
    r"el nino (?:provoca|y la nina)",
    r"bebes? (?:phoque|elephant|tigre|lion|panda|girafe|singe|animal|chat|chien|tortue|ours|renard|manchot)s?",
    r"homecoming (?:of|for) (?:a|the|our) (?:soldiers?|troops|veterans?)",
)
_HAN_IDIOMS = (
    r"(?:没有|没|沒有|无)(?:小)?(?:孩子|儿童|孩|小孩)|(?:儿童|婴儿|兒童|嬰兒)(?:座椅|读物|讀物|车|車|房|床|医院|醫院|节|節|椅|用品|"
    r"玩具|公园|餐|食品|奶粉|服装|服裝)|(?:熊猫|熊貓|大象|老虎|狮子|猴|猫咪|狗狗|企鹅|海豹|考拉)(?:宝宝|寶寶|幼崽)|"
    r"(?:犬|猫|象|パンダ|猿|牛|馬|熊|ライオン|キリン|アザラシ|ペンギン|カンガルー)の?赤ちゃん|少年(?:ジャンプ|マガジン|サンデー)|女儿国|女兒國|"
    r"(?:子供|子ども|ベビー|キッズ)(?:服|用品)(?:売り?場|店|屋|コーナー)|(?:大学|大學|本科)[一二三四]年[级級]|少年宫|女儿红|孩子王|"
    r"소녀시대|아기자기|손자병법|아기 ?(?:고양이|강아지|상어|돼지|곰|새)"
)


@lru_cache(maxsize=1)
def _idiom() -> re.Pattern[str]:
    """Made when a text names a minor, which most queries do not."""
    written = (*_IDIOMS.strip().splitlines(), *_LONG_IDIOMS, *TITLES)
    lines = (line.replace(" ?", f"{GAP}?").replace(" ", f"{GAP}+") for line in written)
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)|{_HAN_IDIOMS}")


def find_idioms(normalized: str) -> Sequence[tuple[int, int]]:
    """Places of such phrases."""
    return [match.span() for match in _idiom().finditer(normalized)]
