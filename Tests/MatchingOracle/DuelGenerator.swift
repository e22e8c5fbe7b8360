import Matching
import TestSupport

/// Makes random stories and random watchlists over one small vocabulary, so that they match about as often as not.
package struct DuelGenerator: Sendable {
  private var random: SeededRandom

  /// The same seed makes the same stories and watchlists.
  package init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  // MARK: Stories

  private static let words = [
    "alpha", "alpha", "alpha", "beta", "beta", "beta", "gamma", "gamma", "delta", "lorem", "ipsum", "Alpha", "BETA",
    "alphas", "alphabet", "betas", "Gamma", "DELTA", "l’alpha", "d'Alpha", "l'", "qu’il", "alpha’s", "beta's",
    "O’Alpha",
    "aujourd’hui", "démenti", "DEMENTI", "Démenti", "dementi", "Straße", "STRASSE", "İstanbul", "istanbul", "œuvre",
    "AlphaBeta", "GammaDelta", "betaGamma", "alpha_beta", "#AlphaBeta", "@alpha", "#beta", "XAlpha", "Alpha9",
    "GTG-1002", "GTG1002", "gtg 1002", "GTG–1002", "GTG-10023", "GTG", "1002", "Covid19", "F-16", "F16", "C++", "C#",
    "C", "C.", "AT&T", "at&t", "AT T", ".NET", "NET", "example.net", "R&D",
    "阿里巴巴", "阿里", "巴巴", "数据", "數據", "北京", "大", "在", "阿里数据", "东京都", "東京", "京都", "パン", "バン", "アリババ",
    "알리바바", "알리바바는", "데이터", "데이터가", "กรุงเทพ", "กรุง",
    "Алибаба", "АЛИБАБА", "Алибабы", "ёлка", "елка", "йод", "иод", "Київ", "оδός", "ΟΔΟΣ", "οδός",
    "القاهرة", "علي", "بابا", "عَلِي", "الإمارات", "ירושלים", "दिल्ली", "दिल", "ﬁnance", "finance", "al\u{AD}pha",
    "be\u{200B}ta",
    "women", "woman", "womyn", "womn", "iPhone15", "iPhone", "x-alpha", "alpha-beta", "cross-border",
    "ALPHABETA", "HTMLAlpha", "alphaBETA", "aLPHA", "AlphaS", "BETA’S", "d’un", "dell’alpha", "jusqu'ici", "l’阿里",
    "n'GTG-1002",
    "О’Алибаба", "ALPHA'S", "Ａｌｐｈａ", "ａｌｐｈａ", "alphá", "álpha", "a\u{301}lpha", "ЙОД", "и\u{306}од", "її", "ґ", "ё",
    "Е\u{308}лка",
    "علـــي", "أحمد", "احمد", "إحمد", "שָׁלוֹם", "שלום", "ﾊﾟﾝ", "ハン", "か", "が", "カ\u{3099}", "2024年", "2024", "第1回", "15发布",
    "发布",
    "阿里Cloud", "Cloud", "БанкBank", "Bank", "Банк", "CVE-2024-3094", "CVE 2024 3094", "CVE-20243094", "2024-3094",
    "S&P 500", "S&P",
    "A+B", "C++11", "C#5", "(.NET", "x.NET", "snake_alpha_case", "_alpha", "alpha_", "a.b", "e.g.", "J. Alpha",
    "Mr. Beta", "3.14", "10,5",
    "1.", "A.", "B", "ﬂux", "Æsir", "aesir", "ĳ", "ª", "ß", "ẞ", "SS", "ŁÓDŹ", "łódź", "lodz",
    "Đà", "da",
    "नगर", "दिल्लीवाला", "ဗမာ", "ລາວ", "ខ្មែរ", "中華民國", "国", "阿里，巴巴", "阿里 巴巴", "𠀀", "々", "人々", "ー", "ファー", "café’s", "o'clock",
    "rock’n’roll", "’alpha’", "‘alpha’", "“alpha”", "alpha’", "d’", "s'", "alpha-", "-alpha",
    "alpha--beta", "alpha/beta/gamma",
    "🚀", "alpha🚀beta", "👩‍💻", "$alpha", "%", "50%", "alpha@beta.example.org", "http://alpha.example.org/beta", "cross",
    "border",
  ]

  private static let separators = [
    " ", " ", " ", " ", " ", " ", " ", " ", " ", ", ", "; ", ": ", " – ", ". ", "! ", "? ", ".\n", "\n", "\n\n",
    "\n \n",
    "。", "，", "", "-", "/", " (", ") ", " « ", " » ", "” ", "\u{A0}", "\u{202F}", "\u{3000}", "。”", ".) ", "... ", "… ",
  ]

  /// A story of a few words in up to three texts.
  package mutating func story() -> StoryText {
    let title = random.happens(80) ? text(1...6) : ""
    let summary = random.happens(50) ? text(1...8) : ""
    let content = random.happens(80) ? text(1...14) : summary
    let host = random.pick(["example.org", "www.example.org", "news.example.net", "alpha.example.org"])
    return StoryText(
      title: title, summary: summary, content: content,
      url: random.happens(70) ? "https://\(host)/\(random.pick(["alpha", "beta", "news", "sponsored"]))/1" : nil,
      authors: random.happens(30) ? [text(1...2)] : [],
      categories: random.happens(40) ? [text(1...1), text(1...2)] : [],
      sources: [host, "feed-1", random.pick(["Alpha News", "Beta"])],
      hosts: [host],
      language: random.pick(["en", "fr", "fr-CA", "zh-Hans", "de", "und"]))
  }

  private mutating func text(_ length: ClosedRange<Int>) -> String {
    // Some texts draw from few words, so that proximity and counting have something to do.
    let pool = random.happens(50) ? Array(Self.words[..<9]) : Self.words
    var text = ""
    for index in 0..<Int.random(in: length, using: &random) {
      if index > 0 { text += random.pick(Self.separators) }
      text += random.pick(pool)
    }
    return text + random.pick(["", "", ".", "!", "。", " "])
  }

  // MARK: Watchlists

  private static let plainTerms = ["alpha", "beta", "gamma", "delta", "alpha", "beta", "gamma", "lorem"]

  private static let terms = [
    "alph*", "beta*", "Alpha", "démenti", "dementi", "strasse", "Istanbul", "oeuvre", "GTG-1002", "GTG1002",
    "\"GTG 1002\"",
    "F-16", "Covid-19", "C++", "C#", "C", "AT&T", ".NET", "NET", "#beta", "@alpha", "阿里", "阿里巴巴", "数据", "數據", "阿里*",
    "京都", "パン", "알리바바", "데이터", "กรุง", "Алибаба", "ёлка", "йод", "οδος", "القاهرة", "\"علي بابا\"", "ירושלים", "दिल्ली",
    "finance", "wom?n", "wom?n*", "=alpha", "=Alpha", "=démenti", "=ALPHA", "=\"Alpha beta\"", "=C++", "\"alpha beta\"",
    "\"beta gamma\"", "\"alpha beta gamma\"", "\"alpha alpha\"", "\"alph* beta\"", "\"阿里 数据\"", "\"alpha 阿里\"",
    "alpha-beta",
    "cross-border", "iPhone", "iPhone*", "iPhone15", "l'alpha", "aujourd'hui", "O'Alpha", "AlphaBeta", "\"Alpha Beta\"",
    "东京",
    "北?", "alp?a", "1002", "GTG", "GTG*", "\"GTG-1002 alpha\"", "=GTG-1002", "=İstanbul", "R&D", "Київ",
    "\"C++ alpha\"",
  ]

  private static let names = [
    NamedEntries(name: "greek", entries: ["alpha", "beta gamma", "delta*"]),
    NamedEntries(name: "han", entries: ["阿里", "数据", "Алибаба", "$greek"]),
  ]

  /// A watchlist of any form.
  package mutating func watchlist(id: String) -> WatchlistText {
    let rule: RuleText =
      switch Int.random(in: 0..<10, using: &random) {
      case 0: .terms((0..<3).map { _ in entry() })
      case 1:
        .score(
          threshold: 3, terms: (0..<4).map { _ in WeightedTerm(term: entry(), weight: random.pick([1, 2, 3, -2])) })
      default: .query(query(depth: 3))
      }
    return WatchlistText(
      id: id, names: Self.names, rule: rule,
      exclude: random.happens(10) ? query(depth: 1) : nil,
      languages: random.happens(10) ? [random.pick(["fr", "en", "zh"])] : [],
      allowSources: random.happens(5) ? ["*.example.org"] : [],
      denySources: random.happens(5) ? ["news.*"] : [])
  }

  private mutating func entry() -> String {
    random.happens(60) ? random.pick(Self.plainTerms) : random.pick(Self.terms)
  }

  private mutating func query(depth: Int) -> String {
    guard depth > 0 else { return operand(depth: 0) }
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<3: return operand(depth: 1)
    case 3..<6: return "\(group(depth)) AND \(group(depth))"
    case 6..<8: return "\(group(depth)) OR \(group(depth)) OR \(group(depth))"
    case 8..<10: return "\(group(depth)) AND NOT \(group(depth))"
    case 10..<13: return "\(operand(depth: depth)) NEAR/\(count(0)) \(operand(depth: depth))"
    case 13..<15: return "\(operand(depth: depth)) PRE/\(count(0)) \(operand(depth: depth))"
    case 15: return "\(operand(depth: depth)) NOTNEAR/\(count(0)) \(operand(depth: depth))"
    case 16: return "\(operand(depth: depth)) OUTSIDE \(operand(depth: depth))"
    case 17: return "\(operand(depth: depth)) SENT \(operand(depth: depth))"
    case 18: return "\(operand(depth: depth)) PARA \(operand(depth: depth))"
    case 19: return "ATLEAST/\(count(1))(\(span(depth)))"
    case 20: return "ANY/\(random.pick([1, 2, 3]))(\(query(depth: 1)), \(query(depth: 1)), \(query(depth: depth - 1)))"
    case 21: return "FIRST/\(count(1))(\(span(depth)))"
    case 22: return field(depth)
    default: return "lang:\(random.pick(["fr", "en", "zh"])) AND \(group(depth))"
    }
  }

  private mutating func group(_ depth: Int) -> String {
    "(\(query(depth: depth - 1)))"
  }

  private mutating func count(_ least: Int) -> Int {
    max(least, random.pick([0, 0, 1, 1, 2, 3, 5]))
  }

  private mutating func field(_ depth: Int) -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: "title:(\(fieldless(depth - 1)))"
    case 2: "body:(\(fieldless(depth - 1)))"
    case 3: "category:\(random.pick(["alpha", "beta", "\"alpha beta\""]))"
    case 4: "url:\"/\(random.pick(["alpha", "sponsored"]))/\""
    default: "source:\(random.pick(["alpha", "news", "\"example.org\""]))"
    }
  }

  private mutating func fieldless(_ depth: Int) -> String {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: "\(operand(depth: 1)) AND \(operand(depth: 1))"
    case 1: "\(operand(depth: 1)) NEAR/\(count(0)) \(operand(depth: 1))"
    case 2: "FIRST/\(count(1))(\(span(1)))"
    default: operand(depth: 1)
    }
  }

  /// Something that has spans, in parentheses where it needs them.
  private mutating func operand(depth: Int) -> String {
    let span = span(depth)
    return span.contains(" ") ? "(\(span))" : span
  }

  private mutating func span(_ depth: Int) -> String {
    guard depth > 0, random.happens(45) else { return term() }
    let (left, right) = (operand(depth: depth - 1), operand(depth: depth - 1))
    return switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: "\(left) OR \(right)"
    case 2, 3: "\(left) NEAR/\(count(0)) \(right)"
    case 4: "\(left) PRE/\(count(0)) \(right)"
    default: "\(left) OUTSIDE \(right)"
    }
  }

  private mutating func term() -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: "$greek"
    case 1: "$han"
    case 2..<10: random.pick(Self.terms)
    default: random.pick(Self.plainTerms)
    }
  }
}
