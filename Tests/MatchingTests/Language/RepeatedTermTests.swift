import Matching
import Testing

/// Warnings of terms that say the same as one before them.
@Suite struct RepeatedTermTests {
  private func repetitions(in rule: RuleText) -> [String] {
    Watchlist.parse(WatchlistText(id: "w", rule: rule)).diagnostics.map(\.message).filter {
      $0.contains("says the same")
    }
  }

  @Test(arguments: [
    ("démentir", "dementir"), ("Alibaba", "ALIBABA"), ("Straße", "strasse"), ("數據出境", "数据出境"), ("Алибаба", "алибаба"),
    ("ёлка", "елка"), ("ﬁnance", "finance"), ("データ", "ﾃﾞｰﾀ"), ("écol*", "ecol*"),
  ])
  func `terms that only folding makes equal are repeated`(first: String, second: String) {
    let message = "`\(second)` says the same as `\(first)` before it; remove one of them"
    #expect(repetitions(in: .terms([first, second])) == [message])
    #expect(repetitions(in: .query("\(first) OR \(second)")) == [message])
  }

  @Test(arguments: [
    ("=démentir", "=dementir"), ("démentir", "=démentir"), ("stem:démentir", "démentir"), ("йод", "иод"), ("がく", "かく"),
    ("démentir", "démentir*"),
  ])
  func `terms that find different words are not`(first: String, second: String) {
    #expect(repetitions(in: .terms([first, second])).isEmpty)
  }
}
