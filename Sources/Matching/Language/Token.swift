/// The smallest piece of a query that means something by itself.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A bare word.
    case word(String)
    /// What stands between quotation marks; an unclosed one runs to the query's end.
    case phrase(String, isClosed: Bool)
    /// A field's name before its colon, known or not.
    case field(String)
    /// `stem:`
    case stem
    /// `=` directly before something.
    case exact
    /// A name behind its dollar sign; empty if nothing stands there.
    case name(String)
    /// An operator and what is written directly behind it, such as `/5`.
    case keyword(Keyword, argument: String)
    case open
    case close
    case comma
    case end
  }

  let kind: Kind
  /// Where the token stands among the query's scalars.
  let range: Range<Int>
  let place: Place

  /// Whether an operand can begin with the token.
  var beginsOperand: Bool {
    switch kind {
    case .word, .phrase, .field, .stem, .exact, .name, .open: true
    case .keyword(let keyword, _): keyword.takesList
    case .close, .comma, .end: false
    }
  }
}

/// An operator of the query language, by its spelling.
enum Keyword: String, CaseIterable {
  case and = "AND"
  case or = "OR"
  case not = "NOT"
  case near = "NEAR"
  case pre = "PRE"
  case notNear = "NOTNEAR"
  case outside = "OUTSIDE"
  case sentence = "SENT"
  case paragraph = "PARA"
  case atLeast = "ATLEAST"
  case any = "ANY"
  case first = "FIRST"

  /// Whether the operator stands between two operands whose places it compares.
  var isProximity: Bool {
    switch self {
    case .near, .pre, .notNear, .outside, .sentence, .paragraph: true
    case .and, .or, .not, .atLeast, .any, .first: false
    }
  }

  /// Whether the operator stands before parentheses.
  var takesList: Bool {
    self == .atLeast || self == .any || self == .first
  }

  /// The numbers that may follow the operator's slash, if any may.
  var numbers: ClosedRange<Int>? {
    switch self {
    case .near, .pre, .notNear: 0...1000
    case .atLeast, .any, .first: 1...1000
    case .and, .or, .not, .outside, .sentence, .paragraph: nil
    }
  }

  /// Reads a word as an operator and what stands directly behind it.
  static func reading(_ word: String) -> (keyword: Keyword, argument: String)? {
    let bytes = word.utf8.span
    var length = 0
    while length < bytes.count, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[length]) { length += 1 }
    guard (2...7).contains(length) else { return nil }
    guard let keyword = spellings[String(Substring(word.utf8.prefix(length)))] else { return nil }
    let argument = word.utf8.dropFirst(length)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isNumber = keyword.numbers != nil && argument.allSatisfy(digits.contains)
    guard argument.isEmpty || argument.first == UInt8(ascii: "/") || isNumber else { return nil }
    return (keyword, String(Substring(argument)))
  }

  private static let spellings = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
