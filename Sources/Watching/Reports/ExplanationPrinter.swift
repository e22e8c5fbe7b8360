import FeedParsing
import Matching

/// Shows to people, at the width of their terminal, why a story matches a watchlist or does not.
package struct ExplanationPrinter: Sendable {
  private let terminal: TerminalText

  /// Occurrences of one part that are shown.
  private static let spansShown = 3

  /// A printer for a terminal.
  package init(_ terminal: TerminalText) {
    self.terminal = terminal
  }

  /// The verdict and its reason, then the watchlist as a tree.
  package func lines(for explanation: Explanation, of story: ExplainedStory, by entry: WatchlistEntry) -> [String] {
    var lines = head(explanation, story, entry)
    lines.append("")
    lines += tree(explanation.rule, depth: 0)
    if let exclude = explanation.exclude {
      lines.append(heading("exclude", remark: exclude.holds ? "holds, so the story is left out" : "does not hold"))
      lines += tree(exclude, depth: 1)
    }
    for (name, condition) in [("languages", explanation.languages), ("sources", explanation.sources)] {
      guard let condition else { continue }
      lines += wrapped("\(mark(condition.holds)) \(name): \(TerminalText.clean(condition.words))", depth: 0)
    }
    return lines
  }

  private func head(_ explanation: Explanation, _ story: ExplainedStory, _ entry: WatchlistEntry) -> [String] {
    let isMatch = explanation.match != nil
    let verdict = terminal.styled(isMatch ? "matches" : "does not match", isMatch ? .green : .red)
    let source = [story.feed.titleForPeople, explanation.language ?? "language not known", story.story.url].compactMap(
      \.self)
    var lines = terminal.wrapped(TerminalText.clean(story.story.title.isEmpty ? "(no title)" : story.story.title))
      .map { terminal.styled($0, .bold) }
    lines += terminal.wrapped(TerminalText.clean(source.joined(separator: " · "))).map { terminal.styled($0, .dim) }
    lines.append("\(verdict) \(terminal.styled(TerminalText.clean(entry.id), .bold))")
    lines += terminal.wrapped(TerminalText.clean(reason(explanation)), indent: "  ")
    if !story.isWatched(by: entry) {
      lines += terminal.wrapped("but the feed list names other watchlists for \(story.feed.id)", indent: "  ")
    }
    return lines
  }

  private func reason(_ explanation: Explanation) -> String {
    explanation.match == nil ? explanation.reason : "because of \(explanation.reason)"
  }

  // MARK: The tree

  private func tree(_ part: ExplainedPart, depth: Int) -> [String] {
    if part.kind == .field, var inner = part.parts.first {
      // The field and what it is written before are one to the reader.
      inner.text = part.text
      return tree(inner, depth: depth)
    }
    var lines = wrapped("\(mark(part.holds)) \(title(of: part))", depth: depth)
    if part.parts.isEmpty || part.kind == .proximity || part.kind == .first {
      lines += spans(of: part, depth: depth + 1)
    }
    let isList = part.kind == .name || part.kind == .terms
    // The missing ones of many alternatives are told in one line.
    let told = isList ? part.parts.filter(\.holds) : part.parts
    for child in told { lines += tree(child, depth: depth + 1) }
    let missing = part.parts.count - told.count
    if missing > 0 || part.omitted > 0 { lines += absent(part, missing: missing, depth: depth + 1) }
    return lines
  }

  private func absent(_ part: ExplainedPart, missing: Int, depth: Int) -> [String] {
    var texts = missing > 0 ? part.parts.filter { !$0.holds }.map(\.text) : []
    if part.omitted > 0 { texts.append("\(part.omitted) \(texts.isEmpty ? "" : "more ")terms that do not occur") }
    return wrapped("\(mark(false)) \(TerminalText.clean(texts.joined(separator: ", ")))", depth: depth)
  }

  private func title(of part: ExplainedPart) -> String {
    let text = TerminalText.clean(part.text)
    switch part.kind {
    case .score: return "score: \(number(part.weight)), the threshold is \(number(part.threshold))"
    case .terms: return "terms"
    default: break
    }
    let weight = part.weight.map { " (\(number($0)))" } ?? ""
    let count = part.spans.count + part.omittedSpans
    let times = count > 1 ? "  \(count) times" : ""
    return text + weight + times
  }

  private func number(_ value: Double?) -> String {
    guard let value else { return "0" }
    return Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private func spans(of part: ExplainedPart, depth: Int) -> [String] {
    let indent = Self.indent(depth)
    var lines = part.spans.prefix(Self.spansShown).map { span in
      terminal.hit(label: "\(span.field): ", span.exact, prefix: span.prefix, suffix: span.suffix, indent: indent)
    }
    let more = part.spans.count + part.omittedSpans - lines.count
    if more > 0 { lines.append("\(indent)and \(more) more") }
    return lines
  }

  private func heading(_ name: String, remark: String) -> String {
    "\(mark(remark.hasPrefix("does not"))) \(name): \(remark)"
  }

  private func mark(_ holds: Bool) -> String {
    terminal.styled(holds ? "✓" : "✗", holds ? .green : .red)
  }

  private func wrapped(_ text: String, depth: Int) -> [String] {
    terminal.wrapped(text, indent: Self.indent(depth))
  }

  /// Deep queries keep half of a narrow terminal for their words.
  private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: min(depth, 16)) }
}
