import Foundation
import Testing

@testable import Watching

@Suite struct LogrotateRulesTests {
  static let log = "/var/log/vigie/alerts.jsonl"

  @Test(arguments: [
    ("/var/log/vigie/alerts.jsonl {\n  weekly\n  copytruncate\n}\n", [3]),
    ("/var/log/vigie/*.jsonl {\n copytruncate\n}\n", [2]),
    ("/var/log/a /var/log/vigie/alerts.jsonl\n{\n\tcopy # all of it\n}\n", [3]),
    ("\"/var/log/vigie/alerts.jsonl\" {\n copytruncate\n}\n", [2]),
    ("/var/log/other {\n copytruncate\n}\n/var/log/vigie/alerts.jsonl {\n nocopytruncate\n}\n", []),
    ("/var/log/*.jsonl {\n copytruncate\n}\n", []),
    ("# /var/log/vigie/alerts.jsonl {\n/var/log/x {\n copytruncate\n}\n", []),
    ("/var/log/vigie/alerts.jsonl {\n postrotate\n  # copytruncate\n  echo copytruncate\n endscript\n}\n", []),
    ("/var/log/vigie/alerts.jsonl {\n  weekly\n  compress\n}\n", [3]),
    ("/var/log/vigie/alerts.jsonl {\n  delaycompress\n  compress\n}\n", []),
    ("/var/log/vigie/alerts.jsonl {\n  compress\n  copytruncate\n}\n", [2, 3]),
    ("/var/log/x {\n  compress\n}\n/var/log/vigie/alerts.jsonl {\n  nocompress\n}\n", []),
    ("", []),
  ])
  func `rules that copy and cut the log, or compress it at once, are named`(text: String, lines: [Int]) {
    let warnings = LogrotateRules.warnings(about: Self.log, in: text, file: "rules")
    #expect(warnings.map(\.line) == lines)
    #expect(warnings.allSatisfy { $0.severity == .warning && $0.message.contains(Self.log) })
  }

  @Test func `the rule that ships is none of them, and what cannot be read says nothing`() throws {
    let shipped = ShippedConfigurationTests.checkout.appending(path: "Config/logrotate/vigie").path
    #expect(LogrotateRules.warnings(about: Self.log, files: [shipped]) == [])
    #expect(LogrotateRules.warnings(about: Self.log, files: ["/nowhere"]) == [])
    let folder = try ConfigurationFolder(["d/a": "/x { \n}", "d/b": "\(Self.log) {\ncopytruncate\n}\n"])
    let found = LogrotateRules.warnings(about: Self.log, files: [folder.file("d")])
    #expect(found.map(\.file) == [folder.file("d/b")])
  }
}
