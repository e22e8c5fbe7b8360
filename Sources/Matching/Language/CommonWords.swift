/// Words that fold alike though readers keep them apart, and everyday words that an abbreviation folds into.
enum CommonWords {
  /// The other common words that a folded term also finds, if there are any.
  static func others(sharingFolding words: String) -> [String]? {
    // No phrase is among these words.
    if words.utf8.contains(UInt8(ascii: " ")) { return nil }
    let lower = words.lowercased()
    if let group = groups[lower] { return group.filter { $0 != lower } }
    return everyday.contains(lower) && words != lower && words == words.uppercased() ? [lower] : nil
  }

  private static let groups: [String: [String]] = {
    var groups: [String: [String]] = [:]
    for line in spellings.split(separator: "\n") {
      let group = line.split(separator: " ").map(String.init)
      for word in group { groups[word] = group }
    }
    return groups
  }()

  // French, then German, Spanish, Portuguese, Italian, Turkish, Polish, Czech, the Nordic languages.
  private static let spellings = """
    pêche péché pèche peche
    pêcher pécher
    pêcheur pécheur
    côte côté cote coté
    tâche tache
    mûr mur
    sûr sur
    jeûne jeune
    mâle malé
    matin mâtin
    cure curé
    marche marché
    sale salé
    pâle pale
    pâte pâté
    retraite retraité
    prêt pret
    haïr hair
    maïs mais
    schon schön
    drucken drücken
    fordern fördern
    bar bär
    zahlen zählen
    lösen losen
    wurde würde
    konnte könnte
    hatte hätte
    musste müsste
    ano año
    papa papá
    ingles inglés
    tu tú
    sólo solo
    esta está
    publico público
    término termino terminó
    ejército ejercito ejercitó
    avó avô
    sabia sabiá sábia
    secretaria secretária
    pais país
    por pôr
    ancora àncora
    papà papa
    però pero
    principi prìncipi
    kar kâr
    adet âdet
    aşk ask
    ölü olu
    ılık ilik
    sık sik
    łaska laska
    sad sąd
    kat kąt
    byt být
    päron paron
    för for
    väg vag
    års ars
    """

  private static let everyday: Set<String> = [
    "a", "act", "aids", "aim", "all", "am", "an", "and", "any", "are", "arm", "art", "as", "asap", "at", "bad", "bat",
    "be", "big", "but", "by", "can", "care", "cart", "cat", "dare", "der", "des", "die", "do", "du", "eat", "el", "en",
    "er", "es", "et", "fast", "fed", "for", "gap", "gas", "get", "go", "has", "he", "her", "him", "his", "hit", "hot",
    "ice", "idea", "if", "il", "in", "is", "it", "la", "lag", "laid", "las", "last", "le", "les", "lot", "ma", "map",
    "mad", "may", "me", "mes", "mit", "my", "no", "nor", "not", "now", "of", "on", "or", "os", "our", "out", "per",
    "pin", "pour", "que", "race", "real", "sa", "sad", "sat", "ses", "set", "she", "sie", "smart", "so", "sur", "star",
    "start", "step", "sue", "sum", "swift", "tan", "the", "tip", "to", "um", "un", "und", "up", "us", "use", "van",
    "via", "war", "was", "we", "who", "will", "wins", "y",
  ]
}
