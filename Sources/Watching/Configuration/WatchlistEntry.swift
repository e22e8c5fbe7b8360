import Matching

/// One watchlist of the user's files, with what only the watch needs to know of it.
package struct WatchlistEntry: Sendable {
  /// What becomes of a story that was edited after it was first seen.
  package enum OnUpdate: String, Sendable, CaseIterable {
    /// It alerts only if it did not match before.
    case ignore
    /// It alerts again.
    case alert
  }

  /// The stable key, unique over all files.
  package var id: String
  /// The title for people; the id where the file gives none.
  package var title: String
  /// How urgent its alerts are.
  package var severity: Severity
  /// What becomes of edited stories.
  package var onUpdate: OnUpdate
  /// What it matches.
  package var definition: Watchlist
  /// Its own tests, run by `vigie check`.
  package var tests: [InlineTest]
  /// The file that defines it.
  package var file: String
  /// The line where its definition begins.
  package var line: Int
}

/// How urgent a watchlist's alerts are.
package enum Severity: String, Sendable, CaseIterable {
  case info, low, medium, high, critical

  /// The word of the alert line.
  package var text: String { rawValue.uppercased() }

  /// The number of the alert line, on the scale of OpenTelemetry's log severities.
  package var number: Int {
    switch self {
    case .info: 9
    case .low: 11
    case .medium: 13
    case .high: 17
    case .critical: 21
    }
  }
}

/// One test that stands inside a watchlist: a story, and whether it must match.
package struct InlineTest: Sendable, Equatable {
  /// The story's title.
  package var title: String
  /// The story's summary.
  package var summary: String
  /// The story's content.
  package var text: String
  /// The story's address.
  package var url: String?
  /// The story's language, as BCP 47 writes it.
  package var language: String?
  /// Whether the watchlist must match the story.
  package var match: Bool
  /// The file of the test.
  package var file: String
  /// Where the test begins.
  package var place: FilePlace
}
