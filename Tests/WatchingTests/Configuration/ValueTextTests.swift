import Testing

@testable import Watching

@Suite struct ValueTextTests {
  @Test(
    arguments: [
      ("0s", 0), ("90s", 90), ("15m", 900), ("6h", 21_600), ("2d", 172_800), ("007m", 420),
      ("999999999d", 86_399_999_913_600),
      ("", nil), ("60", nil), ("m", nil), ("1.5h", nil), ("-1s", nil), ("+1s", nil), ("1 h", nil), ("1h30m", nil),
      ("1w", nil), ("1M", nil),
      ("1000000000s", nil), ("٣s", nil), ("1s\n", nil),
    ] as [(String, Int?)])
  func `a time is a whole number and a unit`(text: String, seconds: Int?) {
    #expect(Duration(configurationText: text) == seconds.map { .seconds($0) })
  }

  @Test(arguments: [(0, "0s"), (59, "59s"), (60, "1m"), (90, "90s"), (3600, "1h"), (5400, "90m"), (86_400, "1d")])
  func `a time is written in the largest unit that divides it`(seconds: Int, text: String) {
    #expect(Duration.seconds(seconds).configurationText == text)
  }

  @Test(
    arguments: [
      ("0KiB", 0), ("512KiB", 524_288), ("10MiB", 10_485_760), ("1GiB", 1_073_741_824), ("10", nil), ("10MB", nil),
      ("10mib", nil), ("MiB", nil),
      ("-1MiB", nil), ("1.5MiB", nil), ("9999999999GiB", nil), ("10 MiB", nil),
    ] as [(String, Int?)])
  func `a size is a whole number and a unit`(text: String, bytes: Int?) {
    #expect(ByteCount(configurationText: text)?.bytes == bytes)
  }

  @Test(
    arguments: [
      ("querry", "query"), ("treshold", "threshold"), ("titel", "title"), ("Severity", "severity"), ("lang", nil),
      ("x", nil), ("", nil), ("dney", "deny"),
    ] as [(String, String?)])
  func `the nearest word is suggested where it is near`(word: String, nearest: String?) {
    #expect(
      Spelling.nearest(to: word, among: ["query", "threshold", "title", "severity", "languages", "deny"]) == nearest)
  }

  @Test func `quoted text cannot drive a terminal`() {
    #expect("a\u{1B}[2J\n\u{202E}b".quoted == "`aU+001B[2J⏎U+202Eb`")
    #expect(String(repeating: "x", count: 100).quoted.unicodeScalars.count == 83)
  }
}
