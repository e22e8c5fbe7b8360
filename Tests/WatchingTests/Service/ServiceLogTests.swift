import FoundationEssentials
import Logging
import Testing

@testable import Watching

@Suite struct ServiceLogTests {
  func line(
    _ metadata: Logger.Metadata, _ level: Logger.Level = .warning, _ message: Logger.Message = "feed failed",
    for reader: ServiceLog.Reader = .person
  ) -> String {
    let event = LogEvent(
      level: level, message: message, metadata: metadata, source: "", file: "", function: "", line: 0)
    return ServiceLog(for: reader).line(event, now: Date(timeIntervalSince1970: 1_800_000_000))
  }

  @Test func `O9: a line has its time in UTC, the level, the message and its fields`() {
    #expect(
      line(["reason": "answered 404", "feed.id": "f", "http.status": "404"])
        == "2027-01-15T08:00:00Z warning feed failed feed.id=f http.status=404 reason=\"answered 404\"")
  }

  @Test(
    arguments: [
      (.critical, "<2>"), (.error, "<3>"), (.warning, "<4>"), (.notice, "<5>"), (.info, "<6>"), (.debug, "<7>"),
    ] as [(Logger.Level, String)])
  func `O9: the journal is told the priority, and no time`(level: Logger.Level, wanted: String) {
    #expect(line(["feeds": "2"], level, "watch begins", for: .journal) == "\(wanted)watch begins feeds=2")
  }

  @Test func `X10: no value begins a field or a line, or drives a terminal`() {
    #expect(
      line(["a": "1 b=2", "c": "\"\\", "d": "\u{1b}[2J\nx", "e": ""]).hasSuffix(
        "feed failed a=\"1 b=2\" c=\"\\\"\\\\\" d=\"[2J x\" e=\"\""))
  }
}
