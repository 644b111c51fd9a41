"""Namespaces of XMP in which people write."""

from __future__ import annotations

#: Names of groups by namespace, as exiftool has them.
GROUPS = {
    "http://purl.org/dc/elements/1.1/": "XMP-dc",
    "http://ns.adobe.com/photoshop/1.0/": "XMP-photoshop",
    "http://ns.adobe.com/lightroom/1.0/": "XMP-lr",
    "http://ns.adobe.com/xap/1.0/": "XMP-xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "XMP-xmpRights",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "XMP-iptcCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "XMP-iptcExt",
    "http://www.metadataworkinggroup.com/schemas/regions/": "XMP-mwg-rs",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "XMP-mwg-kw",
    "http://ns.microsoft.com/photo/1.0": "XMP-microsoft",
    "http://ns.microsoft.com/photo/1.0/": "XMP-microsoft",
    "http://ns.microsoft.com/photo/1.2/": "XMP-MP",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "XMP-MP",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "XMP-MP",
    "http://www.digikam.org/ns/1.0/": "XMP-digiKam",
    "http://ns.iview-multimedia.com/mediapro/1.0/": "XMP-mediapro",
    "http://ns.acdsee.com/iptc/1.0/": "XMP-acdsee",
    "http://ns.adobe.com/tiff/1.0/": "XMP-tiff",
    "http://ns.adobe.com/exif/1.0/": "XMP-exif",
    "http://ns.useplus.org/ldf/xmp/1.0/": "XMP-plus",
}
