import TestSupport
import Testing

@testable import Matching

/// Names that were written, or generated, to keep the parser busy.
@Suite(.timeLimit(.minutes(10))) struct NameTests {
  /// A debug build gets less.
  #if DEBUG
    private static let count = 3_000
  #else
    private static let count = 10_000
  #endif

  enum Shape: CaseIterable {
    /// Each name uses the next.
    case chain
    /// The same, and only the last has a word.
    case bareChain
    /// Each uses the next, and the last the first.
    case ring
    /// Each uses the one before it and the one behind it.
    case ladder
    /// All are used by one query.
    case wide
    /// Each uses a name that is not there.
    case unknown
    /// A query uses as many names that are not there.
    case unknownToQuery

    func text(_ count: Int) -> WatchlistText {
      let names = (0..<count).map { index in
        let next = "$n\((index + 1) % count)"
        let entries =
          switch self {
          case .chain: index + 1 < count ? ["word\(index)", next] : ["last"]
          case .bareChain: index + 1 < count ? [next] : ["last"]
          case .ring: ["word\(index)", next]
          case .ladder: ["word\(index)", next, "$n\((index + count - 1) % count)"]
          case .wide, .unknownToQuery: ["word\(index)"]
          case .unknown: ["$x\(index)"]
          }
        return NamedEntries(name: "n\(index)", entries: entries)
      }
      let query =
        switch self {
        case .wide: (0..<count).map { "$n\($0)" }.joined(separator: " OR ")
        case .unknownToQuery: (0..<count).map { "$x\($0)" }.joined(separator: " OR ")
        case .chain, .bareChain, .ring, .ladder, .unknown: "$n0"
        }
      return WatchlistText(id: "w", names: names, rule: .query(query))
    }

    /// How many errors there are.
    func errors(_ count: Int) -> Int {
      switch self {
      case .chain, .bareChain, .wide: 0
      case .ring: 1
      case .ladder: count
      case .unknown, .unknownToQuery: count
      }
    }
  }

  @Test(arguments: Shape.allCases) func `many names are read in proportion to their number`(shape: Shape) {
    let (some, many) = (shape.text(Self.count / 4), shape.text(Self.count))
    var errors = 0
    let time = ProcessorTime {
      _ = Watchlist.parse(some)
    } whole: {
      errors = Watchlist.parse(many).diagnostics.count { $0.severity == .error }
    }
    #expect(errors == shape.errors(Self.count))
    #expect(time.isInProportion, "\(shape) took \(time)")
  }

  @Test func `names that each use the next one twice stand for each word once`() throws {
    let names = (0...30).map {
      NamedEntries(name: "n\($0)", entries: $0 < 30 ? ["$n\($0 + 1)", "$n\($0 + 1)"] : ["red"])
    }
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", names: names, rule: .query("$n0"))).watchlist)
    guard case .query(let query) = watchlist.rule, case .name(_, let terms) = query.form else {
      Issue.record("\(watchlist.rule)")
      return
    }
    #expect(terms.map(\.text) == ["red"])
  }

  @Test func `a query whose names stand for more than a million words is refused at the name that is too much`() {
    let words = NamedEntries(name: "many", entries: (0..<1_000).map { "word\($0)" })
    let wide = Array(repeating: "$many", count: 1_000).joined(separator: "\nOR ")
    let found = Watchlist.parse(WatchlistText(id: "w", names: [words], rule: .query(wide)), .errors).diagnostics
    #expect(found.map { [$0.line, $0.column] } == [[1_000, 4]])
    #expect(found.first?.message.contains("more than 1,000,000 words and names") == true, "\(found)")
  }

  @Test func `of a ring the first name is at fault`() {
    let names = [
      NamedEntries(name: "a", entries: ["red", "$b"]), NamedEntries(name: "b", entries: ["$c", "$c"]),
      NamedEntries(name: "c", entries: ["$a"]), NamedEntries(name: "d", entries: ["$d", "$c"]),
    ]
    let errors = Watchlist.parse(WatchlistText(id: "w", names: names, rule: .query("$d"))).diagnostics
    #expect(errors.map(\.piece) == [.name(0, entry: 1), .name(3, entry: 0)])
    #expect(
      errors.map(\.message) == [
        "`$b` leads back to `$a`: a name cannot contain itself; remove one of the two",
        "`$d` leads back to `$d`: a name cannot contain itself; remove one of the two",
      ])
  }
}
