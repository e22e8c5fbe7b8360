import FoundationEssentials
import Testing

@testable import Watching

@Suite struct EventPrinterTests {
  static let alert = """
    {"type":"vigie.alert.v1","subject":"alibaba-data","time":"2026-11-24T08:00:00Z","severitytext":"HIGH","data":{\
    "watchlist":{"id":"alibaba-data","title":"T"},"story":{"title":"阿里巴巴集团否认向政府提供任何用户数据的指控并表示将采取法律行动维护自身权益",\
    "url":"https://example.org/1","published":"2026-11-24T07:00:00Z","language":"zh","feed":{"id":"f","url":"u",\
    "title":"海东财经网"}},"hits":[{"term":"阿里巴巴","field":"title","exact":"阿里巴巴","prefix":"","suffix":"集团否认向政府提供任何用户数据的指控并表示将采取法律行动"},\
    {"term":"x","field":"content","exact":"user data","prefix":"a very long text that stands before the hit and ","suffix":" and a text \
    behind it\\u001b[2J"}],"why":"$alibaba NEAR/30 $transfer"}}
    """

  func lines(_ json: String, color: Bool = false, width: Int = 80, secondsEast: Int = 0) throws -> [String] {
    let event = try #require(LoggedEvent(line: json.utf8))
    let printer = EventPrinter(TerminalText(usesColor: color, width: width), LocalTime { _ in secondsEast })
    return printer.lines(for: event)
  }

  @Test(arguments: [
    (0, "2026-11-24 08:00 UTC", "2026-11-24"), (3_600, "2026-11-24 09:00 +01:00", "2026-11-24"),
    (20_700, "2026-11-24 13:45 +05:45", "2026-11-24"), (-12_600, "2026-11-24 04:30 -03:30", "2026-11-24"),
    (50_400, "2026-11-24 22:00 +14:00", "2026-11-24"), (-36_000, "2026-11-23 22:00 -10:00", "2026-11-23"),
  ])
  func `times are local, and say how far from UTC`(secondsEast: Int, time: String, day: String) throws {
    let lines = try lines(Self.alert, secondsEast: secondsEast)
    #expect(lines.first == "\(time)  HIGH  alibaba-data")
    #expect(lines.contains { $0.hasSuffix("zh · \(day)") }, "\(lines)")
    let since = try #require(EventFilter.moment(time, now: .now))
    #expect(since.formatted(.iso8601) == "2026-11-24T08:00:00Z", "--since takes the time that was shown")
  }

  @Test(arguments: ["soon", "", "\\u001b[2J"]) func `a time that is none is shown as it is`(time: String) throws {
    let lines = try lines(Self.alert.replacing("2026-11-24T08:00:00Z", with: time))
    #expect(lines.first == "\(time.replacing("\\u001b", with: " ").trimmingPrefix(" "))  HIGH  alibaba-data")
  }

  @Test func `a long subject, and the mark of a repeat, keep within the terminal`() throws {
    let subject = String(repeating: "agence-", count: 14)
    let json = Self.alert.replacing("alibaba-data\",\"time", with: "\(subject)\",\"redelivered\":true,\"time")
    let lines = try lines(json, secondsEast: 3_600)
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= 80 }, "\(lines)")
    #expect(lines.first == "2026-11-24 09:00 +01:00  HIGH  (may be a repeat)")
    #expect(lines[1...2].map { $0.dropFirst(2) }.joined() == subject)
  }

  @Test(arguments: [80, 60, 120]) func `every line fits the terminal, wide characters counted twice`(width: Int) throws
  {
    let lines = try lines(Self.alert, width: width)
    #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= width }, "\(lines)")
    #expect(lines.contains { $0.contains("why: $alibaba NEAR/30 $transfer") })
    #expect(lines.last == "")
  }

  @Test func `a hit is coloured where colours are wanted, and only there`() throws {
    #expect(try lines(Self.alert, color: true).contains { $0.contains("\u{1b}[1;33m阿里巴巴\u{1b}[0m") })
    #expect(try !lines(Self.alert).joined().contains("\u{1b}"))
  }

  @Test(arguments: [
    ("failing", "\"reason\":\"answered 503\",\"failures\":3", "has failed 3 times in a row: answered 503"),
    ("recovered", "\"failures\":3", "can be read again"),
    ("gone", "\"reason\":\"answered 410\"", "is gone: answered 410"),
    (
      "gap", "\"since\":\"2026-11-24T07:00:00Z\",\"stories\":20",
      "may have scrolled by unseen since 2026-11-24 07:00 UTC"
    ),
  ])
  func `a feed's event is a sentence`(kind: String, members: String, wanted: String) throws {
    let json = """
      {"type":"vigie.feed.\(kind).v1","subject":"f","time":"2026-11-24T08:00:00Z","severitytext":"MEDIUM",\
      "data":{"feed":{"id":"f","url":"u","title":"Agence Exemple"},\(members)}}
      """
    let text = try lines(json).joined(separator: " ")
    #expect(text.contains("Agence Exemple") && text.contains(wanted), "\(text)")
  }

  @Test(arguments: ["", "{", "[]", "{\"type\":\"x\"}", "not json"]) func `a line that is no event is passed over`(
    text: String
  ) {
    #expect(LoggedEvent(line: text.utf8) == nil)
  }
}
