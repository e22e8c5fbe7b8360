import CustomDump
import Foundation
import Testing

@testable import Watching

/// The configuration that ships with vigie.
@Suite struct ShippedConfigurationTests {
  static let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func `the shipped configuration is sound, and its values are the defaults`() throws {
    let configuration = try Configuration.load(path: Self.checkout.appending(path: "Config/vigie.yaml").path)
    #expect(diff(configuration.schedule, ScheduleSettings()) == nil)
    #expect(diff(configuration.http, HTTPSettings()) == nil)
    #expect(configuration.firstPoll == .all)
    #expect(diff(configuration.retention, RetentionSettings()) == nil)
    #expect(configuration.rotation == nil)
    #expect(configuration.name == nil)
    #expect(configuration.feeds.count >= 150)
    #expect(configuration.watchlists.allSatisfy { !$0.tests.isEmpty })
    #expect(
      configuration.warnings.map(\.message) == [
        "`http.contact` is missing; give an address where publishers can reach you"
      ])
  }

  @Test(arguments: [
    "feeds", "watchlists", "state", "alerts", "first-poll", "schedule", "interval", "min", "max", "polls-per-hour",
    "name", "http",
    "contact", "retention", "stories", "texts", "size", "rotate",
    "connections", "per-host", "spacing", "timeout", "max-body", "allow-private-networks", "proxy", "ca-file",
    "hosts",
  ])
  func `the shipped configuration shows every key`(key: String) throws {
    let text = try String(contentsOf: Self.checkout.appending(path: "Config/vigie.yaml"), encoding: .utf8)
    let pattern = try Regex("^[ #]*\(key):")
    #expect(text.split(separator: "\n").contains { $0.contains(pattern) })
  }
}
