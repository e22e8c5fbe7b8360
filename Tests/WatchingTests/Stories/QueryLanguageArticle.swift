import Foundation
import Matching
import Watching

/// The examples of Documentation.docc/QueryLanguage.md.
struct QueryLanguageArticle {
  /// A fenced block: what a watchlist looks for, and stories that must match, or must not.
  struct Example: Sendable {
    /// What the block's first lines are: query, terms, watchlist or refused.
    var kind: String
    /// The line of the article at which the block begins.
    var line: Int
    /// The lines before the stories.
    var definition: [String] = []
    /// The stories, and whether each must match.
    var stories: [(text: String, matches: Bool)] = []
    /// For a refused query, what its error says.
    var message = ""
  }

  /// The whole text.
  let text: String
  /// All examples, in order.
  let examples: [Example]

  private static let kinds: Set = ["query", "terms", "watchlist", "refused"]

  /// Reads the article of this checkout.
  init() throws {
    let place = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    text = try String(
      contentsOf: place.appending(path: "Sources/vigie/Documentation.docc/QueryLanguage.md"), encoding: .utf8)
    var examples: [Example] = []
    var example: Example?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        if let whole = example { examples.append(whole) }
        let kind = String(line.dropFirst(3))
        example = example == nil && Self.kinds.contains(kind) ? Example(kind: kind, line: number + 1) : nil
      } else if line.hasPrefix("+ ") || line.hasPrefix("- ") {
        example?.stories.append((String(line.dropFirst(2)), line.hasPrefix("+")))
      } else if line.hasPrefix("! ") {
        example?.message = String(line.dropFirst(2))
      } else {
        example?.definition.append(String(line))
      }
    }
    self.examples = examples
  }
}

extension QueryLanguageArticle.Example {
  /// The example's watchlist, nil where it cannot be parsed, and what is to be said of it.
  func watchlist() throws -> (watchlist: Watchlist?, findings: [String]) {
    if kind == "watchlist" {
      let file = FileManager.default.temporaryDirectory.appending(path: "article-\(UUID().uuidString).yaml")
      try Data(definition.joined(separator: "\n").utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let (entries, problems) = WatchlistFiles.load(paths: [file.path])
      return (entries.first?.definition, problems.map(\.description))
    }
    let rule: RuleText = kind == "terms" ? .terms(definition) : .query(definition.joined(separator: "\n"))
    let (watchlist, findings) = Watchlist.parse(WatchlistText(id: "example", rule: rule))
    return (watchlist, findings.map(\.message))
  }
}

extension StoryText {
  /// A story as the article writes it: pieces parted by ` | `, each behind the name of its field or else content.
  init(article text: String) {
    self.init()
    for piece in text.replacing("¶", with: "\n\n").components(separatedBy: " | ") {
      let parts = piece.split(separator: ": ", maxSplits: 1).map(String.init)
      switch parts.count == 2 ? parts[0] : "" {
      case "title": title = parts[1]
      case "summary": summary = parts[1]
      case "url":
        url = parts[1]
        hosts = [URL(string: parts[1])?.host() ?? ""]
      case "language": language = parts[1]
      case "source": sources = [parts[1]]
      case "author": authors.append(parts[1])
      case "category": categories.append(parts[1])
      default: content = piece
      }
    }
  }
}
