//! Words that make a sentence another one. All are folded, as [`mami_ports::text::words`] gives them.

/// Whether a word turns its sentence round, in English, Turkish, German, Spanish or French.
pub(super) fn negates(word: &str) -> bool {
    const NEGATIONS: &[&str] = &[
        "not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "without", "cannot", "dont",
        "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "cant", "wont", "havent", "hasnt", "hadnt",
        "shouldnt", "wouldnt", "couldnt", "degil", "degilim", "yok", "asla", "hicbir", "nicht", "kein",
        "keine", "keinen", "keinem", "keiner", "nie", "niemals", "nichts", "ohne", "nunca", "jamas", "nada",
        "ningun", "ninguna", "tampoco", "sin", "pas", "jamais", "rien", "aucun", "aucune", "sans",
    ];
    NEGATIONS.contains(&word) || turkish_verb_negates(word)
}

/// Whether the `t` behind a word and an apostrophe turns the sentence round: "can't".
pub(super) fn takes_a_t(word: &str) -> bool {
    const VERBS: &[&str] = &[
        "can", "don", "doesn", "didn", "isn", "aren", "wasn", "weren", "won", "haven", "hasn", "hadn",
        "shouldn", "wouldn", "couldn", "mustn", "needn", "ain",
    ];
    VERBS.contains(&word)
}

/// "sevmiyorum", "yemem", "içmez", "gitmedim", "etmemeli".
fn turkish_verb_negates(word: &str) -> bool {
    const PARTS: &[&str] =
        &["miyor", "muyor", "medi", "madi", "memis", "mamis", "meyece", "mayaca", "memel", "mamal"];
    const ENDS: &[&str] =
        &["mem", "mam", "mez", "maz", "mezler", "mazlar", "mezsin", "mazsin", "meyiz", "mayiz"];
    // An ending needs a stem before it; short words with these letters are other words.
    const NOUNS: &[&str] = &["program", "imam", "adam", "hamam", "namaz", "tamam", "problem", "sistem"];
    word.chars().count() > 4
        && !NOUNS.contains(&word)
        && (PARTS.iter().any(|part| word.contains(part)) || ENDS.iter().any(|end| word.ends_with(end)))
}

/// The digits of a number that is spelled out, up to twelve.
pub(super) fn number(word: &str) -> Option<&'static str> {
    const NUMBERS: &[(&str, &[&str])] = &[
        ("0", &["zero", "sifir", "null", "cero"]),
        ("2", &["two", "iki", "zwei", "dos", "deux"]),
        ("3", &["three", "uc", "drei", "tres", "trois"]),
        ("4", &["four", "dort", "vier", "cuatro", "quatre"]),
        ("5", &["five", "bes", "funf", "cinco", "cinq"]),
        ("6", &["six", "alti", "sechs", "seis"]),
        ("7", &["seven", "yedi", "sieben", "siete", "sept"]),
        ("8", &["eight", "sekiz", "acht", "ocho", "huit"]),
        ("9", &["nine", "dokuz", "neun", "nueve", "neuf"]),
        ("10", &["ten", "zehn", "diez", "dix"]),
        ("11", &["eleven", "elf", "once", "onze"]),
        ("12", &["twelve", "zwolf", "doce", "douze"]),
    ];
    NUMBERS.iter().find(|(_, names)| names.contains(&word)).map(|(digits, _)| *digits)
}

/// Words with a capital that are no names.
pub(super) fn is_pronoun(word: &str) -> bool {
    ["i", "im", "ive", "id", "ill", "sie", "ihr", "ihre"].contains(&word)
}
