"""What the product lets be chosen: colours, languages, gradients. Source: its description, and its models in 1.x."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES_1 = _words(
    "ar-YE bg-BG cs-CZ da-DK de-DE en-GB en-US es-ES fa-IR fr-FR hu-HU id-ID it-IT ja-JP ko-KR nl-NL pl-PL pt-BR ro-RO "
    "ru-RU sk-SK sr-Cyrl-CS sr-Latn-CS sv-SE tr-TR uk-UA uz-UZ zh-CN zh-TW"
)
LANGUAGES = _words(
    "ar-YE bg-BG ca-ES cs-CZ da-DK de-DE el-GR en-GB en-US es-ES et-EE fa-IR fi-FI fr-FR hu-HU id-ID it-IT ja-JP ko-KR "
    "nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-Cyrl-RS sr-Latn-RS sv-SE tr-TR uk-UA uz-UZ vi-VN zh-CN zh-TW"
)
LABEL_COLORS_1 = _words(
    "berry-red pumpkin-orange lagoon-blue pink-tulip light-mud orange-peel bright-moss antique-blue dark-granite "
    "lagune-blue sunny-grass morning-sky light-orange midnight-blue tank-green gun-metal wet-moss red-burgundy "
    "light-concrete apricot-red desert-sand navy-blue egg-yellow coral-green light-cocoa"
)
LABEL_COLORS = _words(
    "muddy-grey autumn-leafs morning-sky antique-blue egg-yellow desert-sand dark-granite fresh-salad lagoon-blue "
    "midnight-blue light-orange pumpkin-orange light-concrete sunny-grass navy-blue lilac-eyes apricot-red orange-peel "
    "silver-glint bright-moss deep-ocean summer-sky berry-red light-cocoa grey-stone tank-green coral-green sugar-plum "
    "pink-tulip shady-rust wet-rock wet-moss turquoise-sea lavender-fields piggy-red light-mud gun-metal modern-green "
    "french-coast sweet-lilac red-burgundy pirate-gold"
)
LIST_COLORS_1 = LABEL_COLORS_1[:10]
LIST_COLORS = (*LABEL_COLORS_1[:9], "turquoise-sea")
GRADIENTS = _words(
    "old-lime ocean-dive tzepesch-style jungle-mesh strawberry-dust purple-rose sun-scream warm-rust sky-change "
    "green-eyes blue-xchange blood-orange sour-peel green-ninja algae-green coral-reef steel-grey heat-waves "
    "velvet-lounge purple-rain blue-steel blueish-curve prism-light green-mist red-curtain"
)
