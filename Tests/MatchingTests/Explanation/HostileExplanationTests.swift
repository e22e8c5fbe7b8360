import Matching
import TestSupport
import Testing

/// Explanations of texts and watchlists that are long, or were written to keep the reader busy. A debug build gets less.
@Suite(.timeLimit(.minutes(10))) struct HostileExplanationTests {
  #if DEBUG
    private static let length = 32_768
  #else
    private static let length = 1_048_576
  #endif

  /// Some words over and over, then others.
  private static func text(_ words: String, _ others: String, length: Int) -> String {
    let half = String(repeating: words, count: length / 2 / words.utf8.count)
    return half + String(repeating: "x ", count: 20) + String(repeating: others, count: length / 2 / others.utf8.count)
  }

  private static func explanation(_ rule: RuleText, of text: String) throws -> Explanation {
    let watchlist = try #require(Watchlist.parse(WatchlistText(id: "w", rule: rule), .errors).watchlist)
    return Matcher([watchlist]).explanation(of: StoryText(content: text), watchlist: 0)
  }

  @Test(arguments: [
    ("a NEAR/1000 b", "a b ", "b a "), ("(a NEAR/1000 b) NEAR/1000 (b NEAR/1000 a)", "a b ", "a b "),
    ("(a NEAR/1000 b) NEAR/1000 zeta", "a b ", "a b "), ("a NEAR/0 b", "a ", "b "), ("b PRE/0 a", "a ", "b "),
    ("a SENT b", "a b. ", "b a "), ("a SENT b", "a b ", "a b "), ("a SENT b", "a ", ". b "), ("a PARA b", "a ", "b "),
    ("a PARA b", "a\n\n", "b\n\n"), ("a NOTNEAR/5 b", "a ", "b "), ("a NOTNEAR/5 b", "a b ", "a b "),
    ("a OUTSIDE b", "a ", "b "), ("a OUTSIDE \"a b\"", "a b ", "a b "), ("FIRST/1000(b PRE/1000 a)", "a b ", "a b "),
    ("FIRST/5(b)", "a ", "b "), ("ATLEAST/1000(a NEAR/1000 b)", "a b ", "a b "), ("ATLEAST/1000(zeta)", "a ", "b "),
    ("a OR b", "a ", "b "), ("title:a", "a ", "b "), ("(a NEAR/0 b) OR (b PRE/0 a)", "a ", "b "),
    ("data*", String(repeating: "Data", count: 128) + " ", "a "),
  ])
  func `a long repetitive text is explained in time`(query: String, words: String, others: String) throws {
    let (some, all) = (
      Self.text(words, others, length: Self.length / 4), Self.text(words, others, length: Self.length)
    )
    var explanation: Explanation?
    let time = try ProcessorTime {
      _ = try Self.explanation(.query(query), of: some)
    } whole: {
      explanation = try Self.explanation(.query(query), of: all)
    }
    #expect(explanation?.reason.isEmpty == false)
    #expect(time.isInProportion, "\(query) took \(time)")
  }

  @Test(arguments: ["OR", "AND", "terms", "score", "NEAR"])
  func `a long watchlist is explained in time`(form: String) throws {
    let count = Self.length / 128
    func rule(_ count: Int) -> RuleText {
      let words = (0..<count).map { "word\($0)" }
      return switch form {
      case "terms": .terms(words)
      case "score": .score(threshold: 1_000_000, terms: words.map { WeightedTerm(term: $0, weight: 1) })
      case "NEAR": .query(words.map { "(\($0) NEAR/3 word7)" }.joined(separator: " OR "))
      default: .query((words + ["zeta"]).joined(separator: " \(form) "))
      }
    }
    let text = (0..<count * 4).map { "word\($0 % count)" }.joined(separator: " ")
    let time = try ProcessorTime {
      _ = try Self.explanation(rule(count / 4), of: text)
    } whole: {
      _ = try Self.explanation(rule(count), of: text)
    }
    #expect(time.isInProportion, "\(form) took \(time)")
  }

  @Test func `of a part's many places the first thousand are told, and how many more there are`() throws {
    let text = String(repeating: "alpha beta ", count: 1_500)
    for query in ["alpha", "alpha PRE/0 beta"] {
      let part = try Self.explanation(.query(query), of: text).rule
      #expect(part.spans.count == 1_000 && part.omittedSpans == 500)
      #expect(part.spans.last?.start == 999 * 11)
    }
  }
}
