extension QueryParser {
  /// Parses a field and what must stand in it.
  mutating func parseField(_ name: String) -> Query? {
    let start = position
    let prefix = take()
    let isKnown = name == Self.languageField || Field(rawValue: name) != nil
    if !isKnown { report(at: prefix, Self.unknownFieldMessage(name)) }
    guard token.beginsOperand else {
      if isKnown {
        report(at: prefix, "`\(name):` has nothing behind it; write what must stand there, as in \(name):word")
      }
      return nil
    }
    let operand = parsePrimary(behind: nil)
    guard isKnown, let query = operand.query else { return nil }
    let covered = start..<position
    if let field = Field(rawValue: name) {
      return checkNoField(in: query, field: field) ? make(.field(field, query), tokens: covered) : nil
    }
    return language(query, tokens: covered)
  }

  private static let languageField = "lang"

  private static func unknownFieldMessage(_ name: String) -> String {
    let known = Field.allCases.map(\.rawValue) + [languageField, "stem"]
    let advice =
      if let keyword = Keyword(rawValue: name), keyword.numbers != nil {
        "did you mean \(keyword.rawValue)/n? "
      } else if let nearest = name.nearest(among: known) {
        "did you mean `\(nearest):`? "
      } else {
        "the fields are title, body, url, author, source, category and lang. "
      }
    return "there is no field `\(name):`; \(advice)If the colon belongs to the text, put it in quotation marks"
  }

  private mutating func checkNoField(in query: Query, field: Field) -> Bool {
    guard let inner = query.firstPart(where: \.isField) else { return true }
    report(
      at: inner.place,
      "`\(inner.text)` cannot stand inside `\(field.rawValue):`; a text stands in one field; join the two with AND or OR"
    )
    return false
  }

  /// Reads what stands behind `lang:` as language codes.
  private mutating func language(_ query: Query, tokens: Range<Int>) -> Query? {
    switch query.form {
    case .term(let term) where term.comparison == .folded:
      guard let code = LanguageCode(term.words) else {
        report(at: query.place, LanguageCode.unreadableMessage(term.words))
        return nil
      }
      return make(.language(code.primary), tokens: tokens)
    case .or(let members):
      var languages: [Query] = []
      for member in members {
        guard case .term(let term) = member.form, let code = LanguageCode(term.words) else {
          report(at: member.place, LanguageCode.unreadableMessage(member.text))
          continue
        }
        languages.append(Query(.language(code.primary), place: member.place, text: "lang:\(member.text)"))
      }
      return languages.count == members.count ? make(.or(languages), tokens: tokens) : nil
    case .and:
      report(at: query.place, "a story has one language; write lang:(fr OR en)")
      return nil
    default:
      report(at: query.place, LanguageCode.unreadableMessage(query.text))
      return nil
    }
  }
}

extension Query {
  /// Whether the part asks for something in a field, or for the language.
  var isField: Bool {
    switch form {
    case .field, .language: true
    default: false
    }
  }

  /// The parts directly below this one, in the order of the query.
  package var children: [Query] {
    switch form {
    case .term, .name, .language: []
    case .and(let members), .or(let members), .any(_, let members): members
    case .not(let member), .atLeast(_, let member), .first(_, let member), .field(_, let member): [member]
    case .proximity(_, let left, let right): [left, right]
    }
  }

  /// The first part, this one included, for which the condition holds.
  func firstPart(where condition: (Query) -> Bool) -> Query? {
    if condition(self) { return self }
    for child in children {
      if let found = child.firstPart(where: condition) { return found }
    }
    return nil
  }
}
