extension Query: CustomStringConvertible {
  /// The query in its canonical spelling, which parses back to the same query.
  package var description: String {
    switch form {
    case .term(let term): term.description
    case .name(let name, _): "$\(name)"
    case .and(let members): members.map { $0.member(inside: .and) }.joined(separator: " AND ")
    case .or(let members): members.map { $0.member(inside: .or) }.joined(separator: " OR ")
    case .not(let member): "NOT \(member.member(inside: .not))"
    case .proximity(let relation, let left, let right):
      "\(left.member(inside: .near)) \(relation) \(right.member(inside: .near))"
    case .atLeast(let count, let operand): "ATLEAST/\(count)(\(operand))"
    case .any(let count, let members): "ANY/\(count)(\(members.map(\.description).joined(separator: ", ")))"
    case .first(let count, let operand): "FIRST/\(count)(\(operand))"
    case .field(let field, let member): "\(field.rawValue):\(member.member(inside: .near))"
    case .language(let code): "lang:\(code)"
    }
  }

  /// The part as a member of an operator, in parentheses where it needs them.
  private func member(inside keyword: Keyword) -> String {
    let needsParentheses =
      switch form {
      case .and, .or: true
      case .not: keyword != .and
      case .proximity: keyword.isProximity
      case .term, .name, .atLeast, .any, .first, .field, .language: false
      }
    return needsParentheses ? "(\(self))" : description
  }
}

extension Proximity: CustomStringConvertible {
  /// The operator as a query writes it.
  package var description: String {
    switch self {
    case .near(let words): "NEAR/\(words)"
    case .pre(let words): "PRE/\(words)"
    case .notNear(let words): "NOTNEAR/\(words)"
    case .outside: "OUTSIDE"
    case .sentence: "SENT"
    case .paragraph: "PARA"
    }
  }
}

extension Term: CustomStringConvertible {
  /// The term in its canonical spelling: in quotation marks only where it needs them.
  package var description: String {
    let (opening, closing) = marks
    return opening + words + closing
  }

  /// What the canonical spelling has around the words.
  var marks: (opening: String, closing: String) {
    switch (comparison, isBareWord) {
    case (.folded, true): ("", "")
    case (.folded, false): ("\"", "\"")
    case (.exact, true): ("=", "")
    case (.exact, false): ("=\"", "\"")
    case (.stem, true): ("stem:", "")
    case (.stem, false): ("stem:\"", "\"")
    }
  }

  private var isBareWord: Bool {
    guard let first = words.unicodeScalars.first, first != "$", first != "=", first != "-", first != "+", first != "!"
    else { return false }
    return !words.unicodeScalars.contains { $0.endsQueryWord || $0.isForeignOperator || $0 == ":" }
      && Keyword.reading(words) == nil
  }
}
