"""The carriers' tracking pages. Only links are made here: nothing is asked of a carrier."""

from urllib.parse import quote

TRACKING_PAGES: dict[str, str] = {
    "An Post": "https://www.anpost.com/Post-Parcels/Track/History?item={number}",
    "Australia Post": "https://auspost.com.au/mypost/track/details/{number}",
    "bpost": "https://track.bpost.cloud/btr/web/#/search?itemCode={number}",
    "Canada Post": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
    "Chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
    "Correos": "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number={number}",
    "DHL": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
    "DPD": "https://www.dpdgroup.com/tracking?parcelNumber={number}",
    "Evri": "https://www.evri.com/track/parcel/{number}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "GLS": "https://gls-group.com/GROUP/en/parcel-tracking?match={number}",
    "Hermes": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}",
    "InPost": "https://inpost.pl/sledzenie-przesylek?number={number}",
    "La Poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
    "Österreichische Post": "https://www.post.at/sv/sendungsdetails?snr={number}",
    "PostNL": "https://jouw.postnl.nl/track-and-trace/{number}",
    "PostNord": "https://www.postnord.se/en/our-tools/track-and-trace?shipmentId={number}",
    "Poste Italiane": "https://www.poste.it/cerca/#/risultati-spedizioni/{number}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
    "Swiss Post": "https://service.post.ch/ekp-web/ui/entry/search/{number}",
    "UPS": "https://www.ups.com/track?loc=en_US&tracknum={number}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
}
CARRIERS = tuple(TRACKING_PAGES)

_BY_KEY = {"".join(filter(str.isalnum, name.casefold())): name for name in TRACKING_PAGES}
_OTHER_NAMES = {
    "dhlexpress": "DHL",
    "dhlpaket": "DHL",
    "dpduk": "DPD",
    "colissimo": "La Poste",
    "postat": "Österreichische Post",
    "austrianpost": "Österreichische Post",
}


def known_carrier(carrier: str) -> str:
    """This function will return a carrier's name as it writes itself, or the name as given for an unknown one."""
    key = "".join(filter(str.isalnum, carrier.casefold()))
    return _BY_KEY.get(key) or _OTHER_NAMES.get(key) or " ".join(carrier.split())


def tracking_link(carrier: str, tracking_number: str) -> str:
    """This function will return where the parcel can be followed; empty for an unknown carrier or no number."""
    page = TRACKING_PAGES.get(known_carrier(carrier))
    number = "".join(tracking_number.split())
    return page.format(number=quote(number, safe="")) if page and number else ""
