"""Whether a caption names somebody: who wants no people wants no picture of which it is said that a man is in it."""

from __future__ import annotations

from imgsearch.rescoring.words import stem_word

#: Words for whoever is there, by which people are asked for.
ANYBODY = frozenset("people person persons human humans beings crowd crowds anyone anybody".split())
#: Whom captions name. None that also means an animal or a thing, as boxers, shepherds, couples and groups do.
_ENGLISH = """
people person persons somebody someone human humans crowd crowds man men woman women lady ladies gentleman gentlemen
guy guys dude dudes adult adults bride brides groom grooms husband wife newlyweds grandmother grandfather pensioner
businessman businessmen businesswoman fisherman fishermen policeman policemen firefighter fireman firemen soldier
sailor worker farmer cowboy cowgirl student cyclist bicyclist biker motorcyclist bmxer skier snowboarder skateboarder
skater surfer wakeboarder windsurfer swimmer diver kayaker rower rafter climber hiker runner jogger wrestler gymnast
athlete golfer goalie goalkeeper quarterback player teammate cheerleader dancer singer musician guitarist drummer
violinist performer rider driver passenger pedestrian tourist spectator audience onlooker bystander protester
photographer waiter waitress bartender
"""
_RUSSIAN = """
люди человек кто-то мужчина мужик женщина дама девушка парень парни парня взрослый старик старушка бабушка дедушка
невеста жених муж жена толпа прохожий турист пассажир зритель болельщик пешеход рыбак солдат рабочий фермер студент
велосипедист мотоциклист лыжник лыжница сноубордист серфер скейтбордист пловец пловчиха ныряльщик альпинист бегун
спортсмен спортсменка футболист хоккеист баскетболист игрок гимнаст гимнастка танцор танцовщица балерина певец певица
музыкант гитарист всадник наездник наездница водитель фотограф официант
"""
SOMEBODY = frozenset(map(stem_word, f"{_ENGLISH} {_RUSSIAN}".split()))
