import FoundationEssentials
import Testing

@testable import FeedParsing

@Suite struct DateParserTests {
  static let dates: [(String, String?)] = [
    ("Tue, 24 Nov 2026 08:00:00 GMT", "2026-11-24T08:00:00Z"),
    ("24 Nov 2026 08:00 +0100", "2026-11-24T07:00:00Z"),
    ("Tuesday, 24-Nov-26 08:00:00 GMT", "2026-11-24T08:00:00Z"),
    ("Tue Nov 24 08:00:00 2026", "2026-11-24T08:00:00Z"),
    ("Tue, 24 Nov 2026 08:00:00 EST", "2026-11-24T13:00:00Z"),
    ("Tue, 24 Nov 2026 08:00:00 XYZ", "2026-11-24T08:00:00Z"),
    ("Fri, 24 Jul 2026 08:00:00 Europe/Paris", "2026-07-24T06:00:00Z"),
    ("Tue, 24 Nov 2026 08:00:00 Europe/Paris", "2026-11-24T07:00:00Z"),
    ("24 Nov 26 08:00:00 GMT", "2026-11-24T08:00:00Z"),
    ("24 Nov 98 08:00:00 GMT", "1998-11-24T08:00:00Z"),
    ("2026-11-24T08:00:00+01:0", "2026-11-24T07:00:00Z"),
    ("2026-11-24 T 08:00:00Z", "2026-11-24T08:00:00Z"),
    ("2026-11-24", "2026-11-24T00:00:00Z"),
    ("2026-11", "2026-11-01T00:00:00Z"),
    ("2026", "2026-01-01T00:00:00Z"),
    ("2026-11-24T08:00:00.250+05:30", "2026-11-24T02:30:00.250Z"),
    ("20261124T080000Z", "2026-11-24T08:00:00Z"),
    ("2026-328", "2026-11-24T00:00:00Z"),
    ("2026-W48-2", "2026-11-24T00:00:00Z"),
    ("2026W482", "2026-11-24T00:00:00Z"),
    ("2026-11-24T24:00:00Z", "2026-11-25T00:00:00Z"),
    ("2026-11-24T23:59:60Z", "2026-11-25T00:00:00Z"),
    ("1795507200", "2026-11-24T08:00:00Z"),
    ("mardi 24 novembre 2026 à 8h30", "2026-11-24T08:30:00Z"),
    ("mar., 24 nov. 2026 08:00:00 +0100", "2026-11-24T07:00:00Z"),
    ("mar., 24 mars 2026 08:00:00 +0100", "2026-03-24T07:00:00Z"),
    ("Di, 24 Mär 2026 08:00:00 +0100", "2026-03-24T07:00:00Z"),
    ("martes, 24 de noviembre de 2026", "2026-11-24T00:00:00Z"),
    ("24 maggio 2026", "2026-05-24T00:00:00Z"),
    ("terça-feira, 24 de março de 2026", "2026-03-24T00:00:00Z"),
    ("24 mei 2026", "2026-05-24T00:00:00Z"),
    ("24 października 2026", "2026-10-24T00:00:00Z"),
    ("24 ноября 2026, 08:00", "2026-11-24T08:00:00Z"),
    ("Τρι, 24 Νοέ 2026 08:00:00 GMT", "2026-11-24T08:00:00Z"),
    ("2026-november-24T8:00+01:00", "2026-11-24T07:00:00Z"),
    ("2026년 11월 24일 08:00:00", "2026-11-23T23:00:00Z"),
    ("2026年11月24日 08時30分", "2026-11-24T08:30:00Z"),
    ("2026年11月24日 下午3:05", "2026-11-24T15:05:00Z"),
    ("November 24, 2026 at 1:05 PM", "2026-11-24T13:05:00Z"),
    ("Nov. 24, 2026, 12:05 a.m.", "2026-11-24T00:05:00Z"),
    ("24.11.2026 08:00", "2026-11-24T08:00:00Z"),
    ("11/24/2026", "2026-11-24T00:00:00Z"),
    ("24/11/2026", "2026-11-24T00:00:00Z"),
    ("Thu, 05/03/2026", "2026-03-05T00:00:00Z"),
    ("Tue Nov 24 2026 08:00:00 GMT+0100 (Central European Time)", "2026-11-24T07:00:00Z"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"), ("9999-12-31T23:59:59-12:00", nil),
    ("Fri, 31 Dec 9999 23:59:59 -1200", nil), ("0001-01-01T00:00:00+01:00", nil),
    ("", nil), ("yesterday", nil), ("0000-00-00 00:00:00", nil), ("2026-02-30", nil), ("2026-13-01", nil),
    ("Tue, 32 Nov 2026 08:00:00 GMT", nil), ("2026-11-24T25:00:00Z", nil), ("2026-11-24T08:61:00Z", nil),
    ("Tue, 24 Nov 2026 08:00:00 +zz:00", nil), ("2026-11-24-01", nil), ("24 Foo 2026", nil),
    ("99999999999999999999", nil), ("-", nil), ("12:30", nil),
  ]

  @Test(arguments: dates)
  func `reads what publishers write and refuses nonsense`(text: String, expected: String?) {
    #expect(DateParser.date(Array(text.utf8).span).map(JSONFeedWriter.timestamp) == expected)
  }

  struct DateLine: Decodable {
    var input: String
    var iso: String?
    var iso_suggested: String?
    var kind: String
  }

  /// Dates of the corpus that are read otherwise than its source says, and why.
  static let disputed: [String: String] = [
    "Fri, 28 Xyz 2010 21:03:38 GMT": "no month is called so: the source takes it for January",
    "the quick brown fox jumped over": "no date: the source takes it for 1970",
    "03335": "335th day of 2003 is the first of December",
  ]

  @Test(.enabled(if: SharedCorpus.isPresent, "the shared corpus is not beside this checkout"))
  func `agrees with the dates of six projects`() throws {
    let lines = try SharedCorpus.lines(of: "dates.jsonl", as: DateLine.self)
    #expect(lines.count > 100)
    for line in lines where Self.disputed[line.input] == nil {
      let date = DateParser.date(Array(line.input.utf8).span)
      let read = date.map {
        JSONFeedWriter.timestamp(Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down)))
      }
      #expect(read == line.iso ?? line.iso_suggested, "\(line.input)")
    }
  }
}
