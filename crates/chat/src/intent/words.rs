//! The words that the rules for pictures look for, folded, in English, German, Spanish and French.

/// Begins with an order to draw.
pub(super) const DRAW: &[&str] = &[
    "draw", "paint", "sketch", "redraw", "zeichne", "zeichnet", "male", "mal", "skizziere", "dibuja",
    "dibujame", "dibujanos", "dibuje", "dibujad", "pinta", "pintame", "pinte", "esboza", "esbozame",
    "bosqueja", "bosquejame", "dessine", "dessinez", "dessinons", "peins", "peignez", "esquisse", "croque",
];
/// What can you do? This.
pub(super) const TO_DRAW: &[&str] = &[
    "dibujar", "dibujarme", "pintar", "pintarme", "dessiner", "peindre", "drawing", "painting",
];
/// The same as a question: "me dibujas …?"
pub(super) const DRAW_YOU: &[&str] = &[
    "dibujas", "pintas", "dessines", "peins", "zeichnest", "malst", "skizzierst",
];
/// The same at the end: "kannst du … malen?"
pub(super) const DRAW_LAST: &[&str] = &["malen", "zeichnen", "skizzieren", "aufmalen", "hinmalen"];

/// Begins with an order to make something, which may be a picture.
pub(super) const MAKE: &[&str] = &[
    "create", "generate", "make", "render", "produce", "design", "give", "show", "visualise", "visualize",
    "illustrate", "craft", "send", "erzeuge", "erstelle", "erstell", "erstellen", "mach", "mache",
    "generiere", "erschaffe", "entwirf", "entwerfe", "gestalte", "designe", "zeig", "zeige", "gib", "bastle",
    "produziere", "genera", "generame", "generar", "generarme", "crea", "creame", "crear", "crearme", "haz",
    "hazme", "hacer", "hacerme", "haga", "disena", "disename", "disenar", "disenarme", "muestra", "muestrame",
    "dame", "produce", "ensename", "prepara", "preparame", "genere", "generez", "generer", "cree", "creez",
    "creer", "fais", "faites", "faire", "concois", "concevez", "concevoir", "montre", "donne", "produis",
    "realise", "realiser", "ilustra", "illustre", "illustriere", "visualisiere", "visualiza", "visualise",
];
/// The same as a question.
pub(super) const MAKE_YOU: &[&str] = &[
    "haces", "generas", "creas", "disenas", "fais", "generes", "crees", "dessines", "machst", "erstellst",
    "generierst", "erzeugst", "entwirfst", "zeigst", "muestras", "montres",
];
/// The same at the end.
pub(super) const MAKE_LAST: &[&str] = &[
    "machen", "erstellen", "erzeugen", "generieren", "entwerfen", "gestalten", "designen", "erschaffen",
    "zeigen", "anfertigen", "basteln", "produzieren",
];
/// "Kannst du …"
pub(super) const LAZY: &[&str] = &[
    "kannst", "konntest", "wurdest", "willst", "magst", "mochtest", "konnten", "konnen", "wurden",
];

/// Pictures.
pub(super) const NOUN: &[&str] = &[
    "image", "picture", "pic", "photo", "photograph", "illustration", "drawing", "painting", "portrait",
    "sketch", "logo", "wallpaper", "artwork", "poster", "cartoon", "comic", "watercolour", "watercolor",
    "avatar", "icon", "render", "mascot", "bild", "bildchen", "foto", "zeichnung", "gemalde", "portrat",
    "hintergrundbild", "olgemalde", "aquarell", "plakat", "karikatur", "skizze", "imagen", "fotografia",
    "ilustracion", "dibujo", "pintura", "retrato", "logotipo", "oleo", "acuarela", "fondo", "cartel",
    "caricatura", "vineta", "boceto", "dessin", "peinture", "affiche", "aquarelle", "fond", "bd", "croquis",
    "caricature", "visuel", "mascotte", "photographie",
];
/// Several of them.
pub(super) const NOUNS: &[&str] = &[
    "images", "pictures", "photos", "illustrations", "drawings", "paintings", "bilder", "fotos",
    "zeichnungen", "imagenes", "dibujos", "ilustraciones", "dessins", "peintures", "logos", "portraits",
    "sketches",
];
/// Those whose name adds nothing to what they show.
pub(super) const GENERIC: &[&str] = &["image", "picture", "pic", "bild", "imagen"];

/// What ties a picture to what it shows.
pub(super) const LINKS: &[&str] = &[
    "of", "von", "vom", "de", "d", "del", "du", "des", "eines", "einer", "showing", "mit", "with",
    "depicting",
];
/// What may come behind a picture that is meant as one. "Image carousel" is none.
pub(super) const FOLLOWS: &[&str] = &[
    "of", "with", "for", "showing", "where", "in", "like", "about", "as", "inspired", "depicting", "based",
    "on", "at", "von", "vom", "mit", "fur", "im", "eines", "einer", "des", "der", "uber", "auf", "wo", "zum",
    "zur", "am", "an", "aus", "als", "de", "con", "para", "en", "donde", "sobre", "del", "como", "d", "avec",
    "pour", "ou", "sur", "du", "qui", "dans", "strip", "vom", "featuring", "please", "in",
];
/// "… as an image"
pub(super) const AS: &[&str] = &["as", "als", "como", "comme", "en"];

pub(super) const INDEFINITE: &[&str] = &[
    "a", "an", "another", "some", "one", "two", "three", "four", "five", "ein", "eine", "einen", "einer",
    "eines", "noch", "zwei", "drei", "un", "una", "une", "unos", "unas", "dos", "tres", "otro", "otra",
    "deux", "trois", "autre", "des", "nen", "ne",
];
pub(super) const DEFINITE: &[&str] = &[
    "the", "this", "that", "these", "those", "my", "your", "his", "her", "their", "our", "its", "das",
    "dieses", "dieser", "diese", "mein", "meine", "meinen", "dein", "deine", "la", "el", "los", "las", "esta",
    "este", "esa", "ese", "mi", "mis", "tu", "su", "l", "le", "les", "cette", "cet", "ma", "mon", "mes", "ta",
    "ton", "sa", "son",
];
pub(super) const ME: &[&str] = &[
    "me", "us", "mir", "uns", "bitte", "please", "moi", "nous", "doch", "mal", "nos", "quickly",
];

/// "I want …"
pub(super) const WANT: &[&str] = &[
    "i want", "i d like", "i would like", "i need", "i would love", "i d love", "we need", "can i have",
    "can i get", "ich mochte", "ich will", "ich brauche", "ich hatte gern", "ich hatte gerne",
    "ich wunsche mir", "wir brauchen", "quiero", "necesito", "me gustaria", "quisiera", "queria",
    "necesitamos", "je veux", "je voudrais", "j aimerais", "j ai besoin d", "il me faut", "je souhaite",
    "j ai besoin de", "j aimerais avoir", "je voudrais avoir", "me gustaria tener", "me gustaria ver",
    "i d like to see", "i would like to see", "i want to see", "j aimerais voir",
];

/// Begins a question.
pub(super) const QUESTION: &[&str] = &[
    "what", "how", "why", "who", "when", "where", "which", "whose", "do", "does", "did", "is", "are", "was",
    "were", "has", "have", "should", "wie", "was", "warum", "wieso", "wer", "wann", "wo", "welche", "welcher",
    "welches", "ist", "sind", "hat", "hast", "que", "como", "quien", "cuando", "donde", "cual", "cuanto",
    "comment", "pourquoi", "qui", "quand", "quel", "quelle", "combien", "sais", "sabes", "est", "qu",
];

/// Words of those who make pages and programs, not pictures; and requests for words about pictures.
pub(super) const TECHNICAL: &[&str] = &[
    "css", "html", "react", "vue", "angular", "svelte", "svg", "ascii", "docker", "dockerfile", "kubernetes",
    "podman", "iso", "mermaid", "latex", "tikz", "matplotlib", "javascript", "typescript", "sql", "api",
    "php", "regex", "prompt", "prompts", "carousel", "slider", "component", "karussell", "carrusel",
    "carrousel", "galerie", "gallery", "galeria", "uml", "markdown", "excel", "spreadsheet", "opengl",
    "webgl", "pygame", "pillow", "opencv", "numpy", "ffmpeg", "imagemagick", "turtle", "tkinter", "unicode",
    "emoji", "emojis", "plantuml", "graphviz", "kernel", "vm", "ubuntu", "initramfs", "function", "funktion",
    "funcion", "fonction", "tag", "thumbnail", "thumbnails", "classifier", "dataset", "upload", "uploader",
    "processing", "recognition", "compression", "words", "worten", "palabras", "mots", "script", "programm",
    "algorithm", "codigo", "code",
];
/// They follow one of [`WITH`].
pub(super) const LANGUAGES: &[&str] = &[
    "python", "java", "rust", "go", "c", "swift", "kotlin", "processing", "r", "blender", "word",
];
pub(super) const WITH: &[&str] = &["in", "with", "using", "mit", "en", "con", "avec", "ile"];

/// What is drawn, painted or sketched without being a picture.
pub(super) const OBJECTS: &[&str] = &[
    "conclusion", "conclusions", "comparison", "comparisons", "parallel", "parallels", "attention", "line",
    "lines", "from", "inspiration", "distinction", "distinctions", "lots", "breath", "card", "cards", "blood",
    "curve", "table", "chart", "graph", "diagram", "flowchart", "timeline", "plot", "how", "inference",
    "inferences", "analogy", "analogies", "lesson", "lessons", "strength", "town", "wall", "walls", "room",
    "plan", "outline", "architecture", "idea", "ideas", "solution", "proposal", "roadmap", "difference",
    "concept", "point", "situation", "economy", "workflow", "list", "page", "template", "form", "button",
    "fazit", "schluss", "tabelle", "diagramm", "vergleich", "linie", "wand", "zimmer", "teufel", "zukunft",
    "lage", "situacion", "conclusiones", "tabla", "grafico", "grafica", "diagrama", "comparacion", "pared",
    "paralelismo", "linea", "tableau", "graphique", "diagramme", "schema", "mur", "chambre", "parallele",
    "bilan", "again", "unterschied", "lignes", "lineas",
];
/// The same, when it is the very next word.
pub(super) const OBJECTS_NEXT: &[&str] = &[
    "up", "out", "over", "from", "on", "in", "near", "back", "off", "away", "closer",
];
pub(super) const NOT: &[&str] = &[
    "not", "nicht", "kein", "keine", "keinen", "pas", "no", "nada", "nichts", "rien", "never",
];
/// Alone, these are not something to draw.
pub(super) const WEAK: &[&str] = &[
    "well", "good", "better", "things", "stuff", "people", "pictures", "images", "drawings", "it", "that",
    "this", "them", "bilder", "gut", "schon", "es", "das", "sachen", "bien", "mal", "imagenes", "dibujos",
    "cosas", "lo", "dessins", "le", "la", "ca", "something", "anything", "etwas", "was", "algo", "quelque",
    "nothing", "one", "moi",
];
/// "Mal" is a small word of many uses.
pub(super) const NO_MAL: &[&str] = &[
    "frage", "moment", "blick", "idee", "problem", "beispiel", "andere", "anderen", "anderes", "kurz",
    "pause", "tipp", "sekunde", "minute", "uberlegen", "sehen", "gucken", "schauen", "ehrlich", "angenommen",
    "schnell", "nachdenken", "kleine", "kurze",
];
/// Verbs of a statement or a question.
pub(super) const FINITE: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "does", "can", "will", "should", "calls", "ist", "sind", "war",
    "hat", "wird", "fue", "esta", "tiene", "est", "sont", "etait", "ont", "sera", "must", "shows", "needs",
    "means",
];

/// What is said before what is meant. Words of one phrase are parted by spaces.
pub(super) const POLITE: &[&str] = &[
    "hi", "hello", "hey", "hallo", "hola", "bonjour", "salut", "merhaba", "selam", "servus", "buenas",
    "coucou", "ok", "okay", "mami", "please", "pls", "bitte", "lutfen", "por favor", "porfa", "s il te plait",
    "s il vous plait", "stp", "now", "jetzt", "nun", "ahora", "maintenant", "simdi", "then", "dann", "luego",
    "puis", "sonra", "and", "und", "y", "et", "ve", "so", "also", "well", "great", "thanks", "danke",
    "gracias", "merci", "tesekkurler", "hadi", "bana bak", "from now on", "for future reference",
    "for the future", "for next time", "ab jetzt", "ab sofort", "bundan sonra", "a partir de ahora",
    "de ahora en adelante", "desormais", "a partir de maintenant", "just", "kindly", "einfach", "yes", "ja",
    "si", "oui", "evet", "oh", "bah", "ach", "good morning", "good evening", "guten tag", "guten morgen",
    "buenos dias", "iyi gunler", "gunaydin",
];

/// What is said behind it.
pub(super) const POLITE_AT_THE_END: &[&str] = &[
    "please", "pls", "bitte", "lutfen", "por favor", "porfa", "s il te plait", "s il vous plait", "stp",
    "thanks", "thank you", "danke", "gracias", "merci", "tesekkurler", "now", "jetzt", "ok", "okay",
];

/// What makes an order of a question. What follows is meant.
pub(super) const ASKING: &[&str] = &[
    "can you", "could you", "would you", "will you", "can u", "could u", "i want you to", "i need you to",
    "i would like you to", "i d like you to", "let s", "lets", "let us", "would you mind", "lass uns",
    "vamos a", "me puedes", "me podrias", "puedes", "podrias", "puede", "podria", "podes", "quiero que me",
    "peux tu", "pourrais tu", "tu peux", "tu pourrais", "pouvez vous", "pourriez vous", "est ce que tu peux",
    "est ce que tu pourrais", "veux tu",
];
