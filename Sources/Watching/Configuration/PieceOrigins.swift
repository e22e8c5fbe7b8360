import Matching

/// Where the pieces of one watchlist stand, so that a finding in a piece can be reported in its file.
struct PieceOrigins {
  /// The file in which a piece stands, and how its own lines and columns map to the file's.
  enum Origin {
    /// A scalar of the watchlist's file.
    case scalar(YAMLNode)
    /// A line of a file of terms.
    case line(file: String, place: FilePlace)
  }

  var query: YAMLNode?
  var exclude: YAMLNode?
  var terms: [Origin] = []
  var names: [(name: YAMLNode, entries: [YAMLNode])] = []
  var scoredTerms: [YAMLNode] = []
  var threshold: YAMLNode?
  var languages: [YAMLNode] = []
  var allowedSources: [YAMLNode] = []
  var deniedSources: [YAMLNode] = []

  /// The problems that findings are, at their places; none for those about a piece that was made up.
  func problems(for findings: [Diagnostic], in source: SourceText) -> [ConfigurationProblem] {
    // Of a long query that is all wrong each word is a finding.
    var places: [Diagnostic.Piece: ScalarPlaces] = [:]
    return findings.compactMap { finding in
      guard let origin = origin(of: finding.piece) else { return nil }
      let severity: ConfigurationProblem.Severity = finding.severity == .error ? .error : .warning
      switch origin {
      case .scalar(let node):
        let known = places[finding.piece] ?? ScalarPlaces(of: node, in: source)
        places[finding.piece] = known
        let place = known.place(line: finding.line, column: finding.column)
        return source.problem(at: place, severity: severity, finding.message)
      case .line(let file, var place):
        place.column += finding.column - 1
        return ConfigurationProblem(file: file, place: place, severity: severity, message: finding.message)
      }
    }
  }

  private func origin(of piece: Diagnostic.Piece) -> Origin? {
    switch piece {
    case .query: query.map(Origin.scalar)
    case .exclude: exclude.map(Origin.scalar)
    case .term(let index): terms.element(at: index)
    case .name(let index, entry: let entry):
      names.element(at: index).flatMap { name in
        entry.map { name.entries.element(at: $0) } ?? name.name
      }.map(Origin.scalar)
    case .score(let index): scoredTerms.element(at: index).map(Origin.scalar)
    case .threshold: threshold.map(Origin.scalar)
    case .language(let index): languages.element(at: index).map(Origin.scalar)
    case .allowSource(let index): allowedSources.element(at: index).map(Origin.scalar)
    case .denySource(let index): deniedSources.element(at: index).map(Origin.scalar)
    }
  }
}

extension Array {
  fileprivate func element(at index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
