import Foundation
import Testing

/// A state folder or a log that cannot be used is refused with what to do, and the log is left as it was.
@Suite struct DatabaseRefusalTests {
  private let bed: TestBed
  private let config: String

  init() throws {
    bed = try TestBed()
    config = try bed.configure(feeds: "- { url: feed.xml, id: f }\n")
    try bed.write(rss([("1", "Alibaba")]), to: "feed.xml")
  }

  private func poll() async throws -> TestBed.Run { try await bed.vigie("poll", "--all", "--config", config) }

  private func copyState(to name: String) throws {
    try FileManager.default.copyItem(atPath: bed.path("state"), toPath: bed.path(name))
  }

  @Test func `65: a damaged database`() async throws {
    #expect(try await poll().code == 0)
    let log = try bed.read("alerts.jsonl")
    try bed.write(String(repeating: "damaged ", count: 4096), to: "state/vigie.sqlite")
    let run = try await poll()
    #expect(run.code == 65 && run.errors.contains("Put a backup in its place"), "\(run.code) \(run.errors)")
    #expect(try bed.read("alerts.jsonl") == log)
    let status = try await bed.vigie("status", "--config", config)
    #expect(status.code == 65, "\(status.errors)")
  }

  @Test func `0: the status of what a full disk left of a first start`() async throws {
    try bed.write("", to: "state/vigie.sqlite")
    let status = try await bed.vigie("status", "--config", config)
    #expect(status.code == 0 && status.output.contains("1 feed: 1 new"), "\(status)")
  }

  @Test func `65: a restored backup, and 0 once its log is moved away`() async throws {
    #expect(try await poll().code == 0)
    try copyState(to: "backup")
    try bed.write(rss([("2", "Alibaba"), ("1", "Alibaba")]), to: "feed.xml")
    #expect(try await poll().code == 0)
    let log = try bed.read("alerts.jsonl")
    try FileManager.default.removeItem(atPath: bed.path("state"))
    try FileManager.default.moveItem(atPath: bed.path("backup"), toPath: bed.path("state"))
    let run = try await poll()
    #expect(run.code == 65 && run.errors.contains("an older backup was restored"), "\(run.code) \(run.errors)")
    #expect(try bed.read("alerts.jsonl") == log)
    try FileManager.default.moveItem(atPath: bed.path("alerts.jsonl"), toPath: bed.path("old.jsonl"))
    #expect(try await poll().code == 0)
    #expect(try bed.read("alerts.jsonl").contains("\"id\":\"2\""))
  }

  @Test func `65: a log of another writer`() async throws {
    #expect(try await poll().code == 0)
    try bed.write(try bed.read("alerts.jsonl") + "mine\n", to: "alerts.jsonl")
    let log = try bed.read("alerts.jsonl")
    try bed.write(rss([("2", "Alibaba")]), to: "feed.xml")
    let run = try await poll()
    #expect(run.code == 65, "\(run.code) \(run.errors)")
    #expect(try bed.read("alerts.jsonl") == log)
  }

  @Test func `73: a log that is a folder`() async throws {
    try FileManager.default.createDirectory(atPath: bed.path("alerts.jsonl"), withIntermediateDirectories: true)
    let run = try await poll()
    #expect(run.code == 73 && run.errors.contains("alerts.jsonl"), "\(run.code) \(run.errors)")
  }

  @Test(
    .enabled(if: geteuid() != 0, "root may write everywhere"),
    arguments: ["alerts.jsonl", "state/vigie.sqlite", "state/lock"])
  func `77: a file made read-only, and nothing is lost once it is not`(file: String) async throws {
    #expect(try await poll().code == 0)
    try bed.write(rss([("2", "Alibaba"), ("1", "Alibaba")]), to: "feed.xml")
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: bed.path(file))
    let run = try await poll()
    #expect(run.code == 77 && run.errors.contains(file), "\(run.code) \(run.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bed.path(file))
    #expect(try await poll().code == 0)
    #expect(try bed.read("alerts.jsonl").split(separator: "\n").count == 2)
  }
}
