/// Months and days of the week as publishers write them, in lower case and without accents.
enum CalendarNames {
  /// The month (1 to 12) of a name or of an unmistakable beginning of one, at least three letters long.
  static func month(_ word: String) -> Int? {
    months[word]
  }

  /// The day of the week, 0 for Sunday, of an English name or abbreviation.
  static func weekday(_ word: String) -> Int? {
    guard word.utf8.count >= 3 else { return nil }
    return englishDays.firstIndex { $0.hasPrefix(word) }
  }

  /// A word in lower case and without its accents.
  static func folded(_ word: String) -> String {
    var result = ""
    for scalar in word.lowercased().unicodeScalars {
      switch scalar {
      case "à"..."å", "ă", "ą": result.unicodeScalars.append("a")
      case "ç", "ć", "č": result.unicodeScalars.append("c")
      case "è"..."ë", "ę", "ě": result.unicodeScalars.append("e")
      case "ì"..."ï", "ı": result.unicodeScalars.append("i")
      case "ñ", "ń", "ň": result.unicodeScalars.append("n")
      case "ò"..."ö", "ő": result.unicodeScalars.append("o")
      case "ù"..."ü", "ű", "ů": result.unicodeScalars.append("u")
      case "ý": result.unicodeScalars.append("y")
      case "ź", "ż", "ž": result.unicodeScalars.append("z")
      case "ś", "š", "ş": result.unicodeScalars.append("s")
      case "ř": result.unicodeScalars.append("r")
      case "ł": result.unicodeScalars.append("l")
      case "ğ": result.unicodeScalars.append("g")
      case "ά": result.unicodeScalars.append("α")
      case "έ": result.unicodeScalars.append("ε")
      case "ή": result.unicodeScalars.append("η")
      case "ί", "ϊ", "ΐ": result.unicodeScalars.append("ι")
      case "ό": result.unicodeScalars.append("ο")
      case "ύ", "ϋ": result.unicodeScalars.append("υ")
      case "ς": result.unicodeScalars.append("σ")
      case "\u{300}"..."\u{36F}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let englishDays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]

  /// Twelve names a line: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish (both cases), Russian
  /// (both), Ukrainian, Greek (both), Hungarian, Swedish, Danish, Norwegian, Czech, Romanian, Turkish, Catalan;
  /// then abbreviations that are no beginnings.
  private static let names = """
    january february march april may june july august september october november december
    januar februar marz april mai juni juli august september oktober november dezember
    janner februar maerz april mai juni juli august september oktober november dezember
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari maart april mei juni juli augustus september oktober november december
    styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    ιανουαριοσ φεβρουαριοσ μαρτιοσ απριλιοσ μαιοσ ιουνιοσ ιουλιοσ αυγουστοσ σεπτεμβριοσ οκτωβριοσ νοεμβριοσ δεκεμβριοσ
    ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
    januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar marts april maj juni juli august september oktober november december
    januar februar mars april mai juni juli august september oktober november desember
    ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
    gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
    jan feb mrt apr mei jun jul aug sept okt nov dec
    ene fev mars avr may jui jui aou set out nov dez
    янв фев мар апр май июн июл авг сент окт ноя дек
    """

  private static let months: [String: Int] = {
    var months: [String: Int] = [:]
    var ambiguous: Set<String> = []
    let rows = names.split(separator: "\n").map { $0.split(separator: " ") }
    for row in rows {
      for (index, name) in row.enumerated() {
        for length in min(3, name.count)...name.count {
          let beginning = String(name.prefix(length))
          if let other = months[beginning], other != index + 1 { ambiguous.insert(beginning) }
          months[beginning] = index + 1
        }
      }
    }
    // A whole name counts even where it begins another, and English counts before all.
    for word in ambiguous { months[word] = nil }
    for row in rows.reversed() {
      for (index, name) in row.enumerated() { months[String(name)] = index + 1 }
    }
    return months
  }()
}
