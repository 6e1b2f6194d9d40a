//! Words that say nothing about what a text is about, folded as [`mami_ports::text::fold`] does it.

/// English. "may" is left out: it is a month, too.
pub(super) const ENGLISH: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "aren", "as", "at", "be", "because",
    "been", "before", "being", "both", "but", "by", "can", "could", "couldn", "d", "did", "didn", "do", "does",
    "doesn", "doing", "don", "down", "during", "each", "for", "from", "further", "had", "hadn", "has", "hasn",
    "have", "haven", "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how", "i", "if",
    "in", "into", "is", "isn", "it", "its", "itself", "just", "ll", "m", "me", "might", "more", "most", "my",
    "myself", "no", "nor", "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours",
    "ourselves", "out", "over", "own", "re", "s", "same", "she", "should", "shouldn", "so", "some", "such", "t",
    "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this",
    "those", "through", "to", "too", "under", "until", "up", "ve", "very", "was", "wasn", "we", "were", "weren",
    "what", "when", "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "won", "would",
    "wouldn", "you", "your", "yours", "yourself", "yourselves",
];

/// Turkish, with the endings that stand after an apostrophe.
pub(super) const TURKISH: &[&str] = &[
    "acaba", "ama", "ancak", "artik", "asla", "bana", "bazen", "bazi", "belki", "ben", "benden", "beni", "benim",
    "bile", "bir", "biraz", "biri", "biz", "bize", "bizi", "bizim", "bu", "buna", "bunda", "bundan", "bunlar",
    "bunu", "bunun", "burada", "cok", "cunku", "da", "daha", "dan", "de", "degil", "den", "diye", "dolayi", "eger",
    "en", "fakat", "gibi", "gore", "hala", "hangi", "hani", "hem", "henuz", "hep", "her", "hic", "icin", "ile",
    "ise", "iste", "kac", "kadar", "kendi", "kez", "ki", "kim", "kime", "kimi", "kimin", "mi", "mu", "nasil", "ne",
    "neden", "nedir", "nerede", "nereye", "nin", "niye", "nun", "o", "olan", "olarak", "oldu", "olsa", "on", "ona",
    "onda", "ondan", "onlar", "onlarin", "onu", "onun", "orada", "oysa", "pek", "sana", "sen", "senden", "seni",
    "senin", "siz", "size", "sizi", "sizin", "sonra", "su", "sunu", "ta", "tan", "te", "ten", "tum", "ve", "veya",
    "var", "ya", "yani", "ye", "yi", "yok", "yu", "zaten",
];

/// German.
pub(super) const GERMAN: &[&str] = &[
    "aber", "alle", "als", "also", "am", "an", "auch", "auf", "aus", "bei", "bin", "bis", "bist", "da", "damit",
    "dann", "das", "dass", "dein", "deine", "dem", "den", "denn", "der", "des", "dich", "die", "dies", "diese",
    "dieser", "dieses", "dir", "doch", "dort", "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines",
    "er", "es", "etwas", "euch", "euer", "fur", "gegen", "habe", "haben", "hast", "hat", "hatte", "hier", "hin",
    "ich", "ihm", "ihn", "ihr", "ihre", "im", "in", "ist", "ja", "jede", "jeder", "kann", "kein", "keine", "konnen",
    "man", "mein", "meine", "meinen", "meiner", "mich", "mir", "mit", "nach", "nein", "nicht", "noch", "nun", "nur",
    "ob", "oder", "ohne", "schon", "sehr", "sein", "seine", "seit", "sich", "sie", "sind", "so", "sondern", "uber",
    "um", "und", "uns", "unser", "unter", "vom", "von", "vor", "wann", "war", "waren", "warum", "was", "weil",
    "welche", "welcher", "wenn", "wer", "werde", "werden", "wie", "wieder", "will", "wir", "wird", "wo", "wurde",
    "zu", "zum", "zur",
];

/// Spanish.
pub(super) const SPANISH: &[&str] = &[
    "a", "al", "algo", "ante", "antes", "aqui", "asi", "aunque", "como", "con", "cual", "cuando", "cuanto", "de",
    "del", "desde", "donde", "durante", "e", "el", "ella", "ellas", "ellos", "en", "entre", "era", "eres", "es",
    "esa", "ese", "eso", "esta", "estaba", "estas", "este", "esto", "estos", "estoy", "fue", "ha", "habia", "han",
    "has", "hasta", "hay", "he", "hemos", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi", "mis", "mucho",
    "muy", "nada", "ni", "no", "nos", "nosotros", "o", "os", "otra", "otro", "para", "pero", "poco", "por",
    "porque", "que", "quien", "se", "sea", "ser", "si", "sin", "sobre", "son", "soy", "su", "sus", "tambien",
    "te", "tengo", "ti", "tiene", "tienes", "todo", "todos", "tu", "tus", "un", "una", "uno", "unos", "y", "ya",
    "yo",
];

/// French, with what stands before an apostrophe.
pub(super) const FRENCH: &[&str] = &[
    "a", "ai", "alors", "as", "au", "aussi", "autre", "aux", "avec", "avez", "avoir", "avons", "c", "ca", "ce",
    "cela", "ces", "cet", "cette", "comme", "comment", "d", "dans", "de", "depuis", "des", "donc", "dont", "du",
    "elle", "elles", "en", "encore", "est", "et", "etais", "etait", "ete", "etes", "etre", "eu", "fait", "ici",
    "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "ma", "mais", "me", "meme", "mes",
    "moi", "mon", "n", "ne", "ni", "nos", "notre", "nous", "on", "ont", "ou", "par", "parce", "pas", "plus",
    "pour", "pourquoi", "qu", "quand", "que", "quel", "quelle", "qui", "quoi", "s", "sa", "sans", "se", "ses", "si",
    "son", "sont", "suis", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous", "tout", "tres", "tu", "un", "une",
    "vos", "votre", "vous", "y",
];
