//! What Mami says of what she did with her memory, in the languages she speaks.

/// The sentences of one language.
pub(super) struct Words {
    pub(super) remembered: &'static str,
    pub(super) known: &'static str,
    pub(super) replaced: &'static str,
    pub(super) forgotten: &'static str,
    pub(super) muted: &'static str,
    pub(super) which: &'static str,
    pub(super) unknown: &'static str,
    pub(super) nothing: &'static str,
    pub(super) known_are: &'static str,
    pub(super) off: &'static str,
    pub(super) temporary: &'static str,
    pub(super) full: &'static str,
}

impl Words {
    /// Those of a language, such as `de` or `de-AT`; English where there are none.
    pub(super) fn of(locale: Option<&str>) -> &'static Self {
        let language = locale.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
        match language {
            "tr" => &TURKISH,
            "de" => &GERMAN,
            "es" => &SPANISH,
            "fr" => &FRENCH,
            _ => &ENGLISH,
        }
    }
}

const ENGLISH: Words = Words {
    remembered: "I'll remember that.",
    known: "I knew that already.",
    replaced: "I'll remember that instead of what I knew before.",
    forgotten: "I've forgotten that.",
    muted: "I had not noted that down, but it was said. I will not bring it up again.",
    which: "Which of these should I forget?",
    unknown: "I remember nothing like that.",
    nothing: "I don't remember anything about you yet. Say “remember that…” and I will.",
    known_are: "This is what I remember about you:",
    off: "Memory is switched off for you. You can switch it on under Memory.",
    temporary: "This is a temporary chat: nothing of it is kept.",
    full: "My memory of you is full. Delete something under Memory first.",
};

const TURKISH: Words = Words {
    remembered: "Bunu hatırlayacağım.",
    known: "Bunu zaten biliyordum.",
    replaced: "Önceden bildiğimin yerine bunu hatırlayacağım.",
    forgotten: "Bunu unuttum.",
    muted: "Bunu not etmemiştim ama konuşmuştuk. Bir daha gündeme getirmeyeceğim.",
    which: "Bunlardan hangisini unutayım?",
    unknown: "Buna benzer bir şey hatırlamıyorum.",
    nothing: "Hakkında henüz bir şey hatırlamıyorum. “Şunu hatırla…” dersen hatırlarım.",
    known_are: "Hakkında şunları hatırlıyorum:",
    off: "Hafıza senin için kapalı. Hafıza sayfasından açabilirsin.",
    temporary: "Bu geçici bir sohbet: hiçbir şeyi saklanmaz.",
    full: "Hakkındaki hafızam dolu. Önce Hafıza sayfasından bir şey sil.",
};

const GERMAN: Words = Words {
    remembered: "Das merke ich mir.",
    known: "Das wusste ich schon.",
    replaced: "Das merke ich mir anstelle dessen, was ich vorher wusste.",
    forgotten: "Das habe ich vergessen.",
    muted: "Notiert hatte ich das nicht, aber wir sprachen darüber. Ich komme nicht mehr darauf zurück.",
    which: "Was davon soll ich vergessen?",
    unknown: "An so etwas erinnere ich mich nicht.",
    nothing: "Ich erinnere mich noch an nichts über dich. Sag „merk dir…“, dann tue ich es.",
    known_are: "Daran erinnere ich mich:",
    off: "Das Gedächtnis ist für dich ausgeschaltet. Unter „Gedächtnis“ kannst du es einschalten.",
    temporary: "Dies ist ein vorübergehender Chat: Davon bleibt nichts.",
    full: "Mein Gedächtnis für dich ist voll. Lösche zuerst etwas unter „Gedächtnis“.",
};

const SPANISH: Words = Words {
    remembered: "Lo recordaré.",
    known: "Eso ya lo sabía.",
    replaced: "Recordaré esto en lugar de lo que sabía antes.",
    forgotten: "Lo he olvidado.",
    muted: "No lo había anotado, pero lo hablamos. No volveré a mencionarlo.",
    which: "¿Cuál de estos debo olvidar?",
    unknown: "No recuerdo nada parecido.",
    nothing: "Todavía no recuerdo nada de ti. Di «recuerda que…» y lo haré.",
    known_are: "Esto es lo que recuerdo de ti:",
    off: "La memoria está desactivada para ti. Puedes activarla en Memoria.",
    temporary: "Este es un chat temporal: no se guarda nada.",
    full: "Mi memoria sobre ti está llena. Borra antes algo en Memoria.",
};

const FRENCH: Words = Words {
    remembered: "Je m’en souviendrai.",
    known: "Je le savais déjà.",
    replaced: "Je retiens cela à la place de ce que je savais.",
    forgotten: "C’est oublié.",
    muted: "Je ne l’avais pas noté, mais nous en avions parlé. Je n’y reviendrai plus.",
    which: "Lequel dois-je oublier ?",
    unknown: "Je ne me souviens de rien de tel.",
    nothing: "Je ne me souviens encore de rien à votre sujet. Dites « retiens que… » et je le ferai.",
    known_are: "Voici ce dont je me souviens à votre sujet :",
    off: "La mémoire est désactivée pour vous. Vous pouvez l’activer sous Mémoire.",
    temporary: "Ceci est une discussion temporaire : rien n’en est gardé.",
    full: "Ma mémoire à votre sujet est pleine. Supprimez d’abord quelque chose sous Mémoire.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_answered_in_a_language_they_chose() {
        assert_eq!(Words::of(Some("de-AT")).known, GERMAN.known);
        assert_eq!(Words::of(Some("tr")).known, TURKISH.known);
        assert_eq!(Words::of(Some("ja")).known, ENGLISH.known);
        assert_eq!(Words::of(None).known, ENGLISH.known);
    }
}
