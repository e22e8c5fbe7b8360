import ArgumentParser
import Matching
import Watching

/// The options that put other watchlists in the place of the configuration's.
struct WatchlistChoice: ParsableArguments {
  @Option(help: ArgumentHelp("A watchlist file or folder, instead of the configuration's.", valueName: "path"))
  var watchlists: [String] = []
  @Option(help: ArgumentHelp("One query, instead of watchlists.", valueName: "query"))
  var query: String?

  /// Whether the configuration's watchlists are meant.
  var isConfiguration: Bool { query == nil && watchlists.isEmpty }

  func validate() throws {
    if query != nil, !watchlists.isEmpty { throw ValidationError("--query and --watchlists exclude each other") }
  }

  /// The watchlists that are meant. The configuration is read only where they are its own.
  func entries(else configuration: ConfigOption, warnings: Warnings = .shown) throws -> [WatchlistEntry] {
    if let query { return [try entry(of: query, warnings)] }
    guard !watchlists.isEmpty else { return try configuration.load().watchlists }
    let (entries, problems) = WatchlistFiles.load(paths: watchlists)
    guard problems.allSatisfy({ $0.severity == .warning }) else {
      throw Failure(
        code: problems.isForbidden ? .permission : .configuration, lines: problems.map(\.description))
    }
    for problem in problems { Console.note(problem.description) }
    return entries
  }

  /// What becomes of doubts about a `--query`.
  enum Warnings {
    case shown, hidden
  }

  private func entry(of query: String, _ warnings: Warnings) throws -> WatchlistEntry {
    let (entry, diagnostics) = WatchlistEntry.of(query: query)
    func line(_ finding: Diagnostic, _ prefix: String = "") -> String {
      "--query:\(finding.line):\(finding.column): \(prefix)\(finding.message)"
    }
    guard let entry else {
      throw Failure(code: .usage, lines: diagnostics.filter { $0.severity == .error }.map { line($0) })
    }
    if warnings == .shown { for finding in diagnostics { Console.note(line(finding, "warning: ")) } }
    return entry
  }
}
