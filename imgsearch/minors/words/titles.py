"""Names of bands, films, books and songs with a word of the lexicon in them: Geto Boys, Spy Kids, Voodoo Child."""

from __future__ import annotations

#: Nobody writes these of a child. A space is any gap between words.
_ALONE = r"""
(?:the )?kid stays in the picture|(?:the )?girl with the dragon tattoo|gone girl|soulja boy|boys noize
voodoo child(?:ren)?(?: slight return)?|(?:the )?kid laroi|kid francescoli|kid capri|kid koala|baby keem|baby ?metal
baby lasagna|boy harsher|dum dum girls|vivian girls|geto boys|oak ridge boys|los lonely boys|sons of kemet|son volt
blind boys of (?:alabama|mississippi)|boys town gang|boy kill boy|frat boys?|les enfants du paradis|los ninos heroes
nin[oa] (?:pastori|de (?:elche|la capea|los peines))|el nino trae (?:lluvias?|sequias?|calor)|ragazzi di vita
"""
#: These may be said of children too: a work or a band is meant only where the text speaks of one.
_BESIDE = (
    r"(?:kids return|beach boys|lost boys|boyhood|spy kids|girl,? interrupted|boys don'?t cry|"
    r"(?:the )?boys in the boat|"
    r"children of (?:men|the corn|a lesser god|paradise)|(?:the )?children'?s hour|sweet child o'? ?mine|"
    r"baby one more time|"
    r"ice,? ice,? baby|girls just wan(?:t to|na) have fun|son of a preacher man|fortunate son|boys like girls|"
    r"youth without youth|newsboys|kids see ghosts|child's play|babygirl|boys state|sons of the desert|teenage riot|"
    r"(?:the )?boss baby|baby reindeer|(?:the )?history boys|boy erased|honey boy|"
    r"honey,? i shrunk the kids)"
)
_ABOUT = (
    r"(?:films?|movies?|premieres?|(?:film |movie )?posters?|dir\.?|directed by|soundtracks?|albums?|vinyl|sleeves?|"
    r"gigs?|tour|dvd|blu ray|box office|musical|hbo|netflix|screenings?|red carpet|cast|wembley|glastonbury|"
    r"in concert|joel schumacher|hilary swank|alfonso cuaron|winona ryder|linklater|guns n'? roses|"
    r"nicole kidman|britney(?: spears)?|vanilla ice|cyndi lauper|dusty springfield|creedence\w*|laurel (?:and|"
    r"&) hardy|"
    r"takeshi kitano|song|lyrics|karaoke)"
)
_AFTER = (
    rf"(?=\W{{1,4}}(?:(?:at|the|on|in|world|uk|us|london|new|original|by|cinema) ){{0,3}}{_ABOUT}(?!\w)"
    r"|\W{1,3}(?:\((?:19|20)\d\d\)|(?:19[6-9]\d|20[01]\d) (?:film|movie|tour)|\((?:hbo|band|film|song|album|"
    r"movie)\)))"
)
_BEFORE = (
    r"(?:(?:the )?(?:films?|movies?|premieres? of|screenings? of|posters? (?:of|for)|albums?|songs?|"
    r"band)\W{1,3})"
)

#: Regular expressions of idioms.
TITLES = (
    *_ALONE.strip().splitlines(),
    rf"{_BESIDE}{_AFTER}",
    rf"{_BEFORE}[\"“‘'«]?{_BESIDE}(?=[\"”’'»]?\W*\Z)",
    r"girls \(hbo\)|the orphanage \(2007\)|(?<![^\W_])kids return(?=\W*\Z)",
)
