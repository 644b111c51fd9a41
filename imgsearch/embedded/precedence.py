"""Which fields mean what, and which of them is believed: docs/embedded.md shows this table."""

from __future__ import annotations

#: Of the times of taking those in UTC, which come last, whatever source they are of.
IN_UTC = ("XMP-exif:GPSDateTime", "GPS:GPSDateTime", "Takeout:PhotoTakenTime")
#: What a field means, the more trusted fields first. Within a source; a sidecar is believed before the file.
PRECEDENCE: dict[str, tuple[str, ...]] = {
    "captions": (
        "Takeout:Description",
        "IFD0:ImageDescription",
        "XMP-dc:Description",
        "IPTC:Caption-Abstract",
        "XMP-tiff:ImageDescription",
        "XMP-photoshop:Headline",
        "IPTC:Headline",
        "XMP-iptcCore:ExtDescrAccessibility",
        "XMP-iptcCore:AltTextAccessibility",
        "XMP-exif:UserComment",
        "ExifIFD:UserComment",
        "IFD0:XPComment",
        "XMP-acdsee:Caption",
        "XMP-acdsee:Notes",
        "PNG:Description",
        "PNG:Comment",
    ),
    "titles": (
        "XMP-dc:Title",
        "IPTC:ObjectName",
        "IFD0:XPTitle",
        "IFD0:XPSubject",
        "PNG:Title",
        "Takeout:Title",
    ),
    "keywords": (
        "XMP-dc:Subject",
        "IPTC:Keywords",
        "IFD0:XPKeywords",
        "XMP-photoshop:SupplementalCategories",
        "IPTC:SupplementalCategories",
        "XMP-acdsee:Keywords",
        "XMP-mwg-kw:Keyword",
    ),
    "hierarchies": (
        "XMP-lr:HierarchicalSubject",
        "XMP-digiKam:TagsList",
        "XMP-microsoft:LastKeywordXMP",
        "XMP-mediapro:CatalogSets",
        "XMP-acdsee:Categories",
    ),
    "persons": (
        "XMP-iptcExt:PersonInImage",
        "XMP-iptcExt:PersonInImageWDetails/PersonName",
        "XMP-mwg-rs:RegionName",
        "XMP-MP:RegionName",
        "XMP-iptcExt:ImageRegion/PersonInImage",
        "Takeout:People",
    ),
    "photographers": (
        "IFD0:Artist",
        "XMP-dc:Creator",
        "IPTC:By-line",
        "IFD0:XPAuthor",
        "XMP-tiff:Artist",
        "XMP-acdsee:Author",
        "PNG:Author",
    ),
    "copyright": ("IFD0:Copyright", "XMP-dc:Rights", "IPTC:CopyrightNotice", "XMP-tiff:Copyright", "PNG:Copyright"),
    "city": ("XMP-photoshop:City", "IPTC:City", "XMP-iptcExt:LocationShown/City", "XMP-iptcExt:LocationCreated/City"),
    "state": (
        "XMP-photoshop:State",
        "IPTC:Province-State",
        "XMP-iptcExt:LocationShown/ProvinceState",
        "XMP-iptcExt:LocationCreated/ProvinceState",
    ),
    "country": (
        "XMP-photoshop:Country",
        "IPTC:Country-PrimaryLocationName",
        "XMP-iptcExt:LocationShown/CountryName",
        "XMP-iptcExt:LocationCreated/CountryName",
    ),
    "sublocation": (
        "XMP-iptcCore:Location",
        "IPTC:Sub-location",
        "XMP-iptcExt:LocationShown/Sublocation",
        "XMP-iptcExt:LocationCreated/Sublocation",
    ),
    "taken_at": (
        "ExifIFD:DateTimeOriginal",
        "XMP-exif:DateTimeOriginal",
        "XMP-photoshop:DateCreated",
        "IPTC:DateCreated",
        "XMP-acdsee:Datetime",
        *IN_UTC,
    ),
    "rating": ("XMP-xmp:Rating", "IFD0:Rating", "XMP-acdsee:Rating"),
}
#: What separates the levels of a hierarchy; in other keywords, a bar alone.
LEVELS = {"XMP-digiKam:TagsList": "/", "XMP-microsoft:LastKeywordXMP": "/"}
#: Fields that hold several values in one text, and what is between them.
SEPARATORS = {
    "IFD0:XPKeywords": ";",
    "IFD0:XPAuthor": ";",
    "IFD0:Artist": ";",
    "XMP-tiff:Artist": ";",
}
