import FeedParsing
import Matching

extension Explanation {
  /// The explanation for programs: one JSON object, its keys in a fixed order.
  package func json(of story: ExplainedStory, by entry: WatchlistEntry) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("watchlist", entry.id)
      $0.member("revision", entry.definition.revision)
      $0.member("match", match != nil)
      $0.member("reason", reason)
      $0.member("score", match?.score)
      $0.member("language", language)
      $0.member(
        "story",
        object: {
          $0.member("id", story.story.id)
          $0.member("title", story.story.title)
          $0.member("url", story.story.url)
          $0.member("feed", story.feed.id)
        })
      $0.member("rule", object: rule.write)
      $0.key("exclude")
      if let exclude { $0.object(exclude.write) } else { $0.null() }
      $0.member("languages", languages)
      $0.member("sources", sources)
      $0.member("gaps", story.gaps)
    }
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ key: String, _ condition: ExplainedCondition?) {
    self.key(key)
    guard let condition else { return null() }
    object {
      $0.member("held", condition.holds)
      $0.member("reason", condition.words)
    }
  }
}

extension ExplainedPart {
  fileprivate func write(_ json: inout JSONWriter) {
    json.member("kind", kind.rawValue)
    json.member("text", text)
    json.member("held", holds)
    if let weight { json.member(kind == .score ? "sum" : "weight", weight) }
    if let threshold { json.member("threshold", threshold) }
    json.member("spans", array: { array in for span in spans { array.object(span.write) } })
    if omittedSpans > 0 { json.member("omittedSpans", omittedSpans) }
    json.member("parts", array: { array in for part in parts { array.object(part.write) } })
    if omitted > 0 { json.member("omitted", omitted) }
  }
}

extension ExplainedSpan {
  fileprivate func write(_ json: inout JSONWriter) {
    json.member("field", field)
    json.member("start", start)
    json.member("end", end)
    json.member("exact", exact)
    json.member("prefix", prefix)
    json.member("suffix", suffix)
  }
}
