import Foundation
import SystemPackage
import TestSupport
import Testing

/// What commands make of the files and addresses that they are given.
@Suite struct InputCommandTests {
  @Test(arguments: [
    ["parse", "http://user:SECRET@127.0.0.1:9/feed"], ["parse", "ftp://user:SECRET@example.org/feed"],
    ["parse", "user:SECRET@example.org/feed"], ["parse", "https:/user:SECRET@example.org/feed"],
    ["feeds", "discover", "http://user:SECRET@127.0.0.1:9/"], ["feeds", "discover", "ftp://user:SECRET@example.org"],
    ["feeds", "import", "https://user:SECRET@example.org/l.opml"],
    ["match", "--query", "x", "https://user:SECRET@example.org/feed"],
    ["match", "--query", "x", "ftp://user:SECRET@example.org/feed"],
  ])
  func `no message shows a password`(arguments: [String]) async throws {
    let run = try await TestBed().vigie(arguments)
    #expect([64, 66, 69].contains(run.code), "\(run)")
    #expect(run.errors.contains("example.org") || run.errors.contains("127.0.0.1"))
    #expect(!(run.errors + run.output).contains("SECRET"), "\(run.errors)")
  }

  @Test func `a feed that cannot be parsed is named without its password`() async throws {
    let server = try LoopbackServer(always: .status(200, body: "<html><title>Hello</title></html>"))
    let url = "http://user:SECRET@127.0.0.1:\(server.port)/page"
    let run = try await TestBed().vigie("parse", "--allow-private-networks", url)
    #expect(run.code == 65 && run.errors.contains("/page: this is a web page"), "\(run)")
    #expect(!run.errors.contains("SECRET"))
  }

  @Test(arguments: ["parse", "match"]) func `an address that is not fetched is no missing file`(command: String)
    async throws
  {
    let options = command == "match" ? ["--query", "x"] : []
    let run = try await TestBed().vigie([command] + options + ["ftp://example.org/feed"])
    #expect(
      run.code == 64 && run.errors == "vigie: ftp://example.org/feed: only http and https are fetched\n", "\(run)")
  }

  @Test(arguments: [["parse"], ["feeds", "discover"]])
  func `a base that is no absolute URL is refused`(command: [String]) async throws {
    let bed = try TestBed()
    try bed.write(rss([]), to: "feed.xml")
    let run = try await bed.vigie(command + ["--base-url", "example.org", "feed.xml"])
    #expect(run.code == 64 && run.errors.contains("--base-url: give an absolute URL"), "\(run)")
  }

  @Test func `bad lines and a missing file hide no results`() async throws {
    let bed = try TestBed()
    try bed.write("{\"id\":\"a\",\"title\":\"Alibaba\"}\n5\n{\"id\":\"b\",\"title\":\"Alibaba\"}\n{]\n", to: "s.jsonl")
    let bad = try await bed.vigie("match", "--query", "Alibaba", "--output", "ids", "s.jsonl")
    #expect(bad.code == 65 && bad.output == "a\nb\n", "\(bad)")
    #expect(bad.errors.split(separator: "\n").map { $0.prefix(10) } == ["s.jsonl:2:", "s.jsonl:4:"], "\(bad.errors)")
    try bed.write("{\"id\":\"a\",\"title\":\"Alibaba\"}\n", to: "s.jsonl")
    let missing = try await bed.vigie(
      "match", "--query", "Alibaba", "--output", "count", "s.jsonl", "no.xml", "s.jsonl")
    #expect(
      missing.code == 66 && missing.output == "2\n" && missing.errors.contains("no.xml: no such file"), "\(missing)")
  }

  @Test func `ids are one line each and drive no terminal`() async throws {
    let line = "{\"id\":\"a\\u001b[2J\\nb\",\"title\":\"Alibaba\"}\n"
    let run = try await TestBed().vigie(["match", "--query", "Alibaba", "--output", "ids", "-"], input: line)
    #expect(run.output == "a [2J b\n")
  }

  @Test func `match with a configuration writes events of its name`() async throws {
    let bed = try TestBed()
    let config = try bed.configure(feeds: "[]")
    let run = try await bed.vigie(["match", "--config", config, "-"], input: "{\"id\":\"a\",\"title\":\"Alibaba\"}\n")
    #expect(run.code == 0 && run.output.contains("\"source\":\"/vigie/test\""), "\(run)")
  }

  /// A file that nobody may read, root included.
  private static let locked = "/proc/sys/vm/drop_caches"
  private static let isLocked: Bool = {
    do {
      try FileDescriptor.open(FilePath(locked), .readOnly).close()
      return false
    } catch {
      return error as? Errno == .permissionDenied
    }
  }()

  @Test(.enabled(if: isLocked, "needs a file that not even root may read"))
  func `77: a configuration, a list or input that may not be read`() async throws {
    let locked = Self.locked
    let bed = try TestBed()
    #expect(try await bed.vigie("parse", locked).code == 77)
    #expect(try await bed.vigie("check", "--config", locked).code == 77)
    let config = try bed.configure(feeds: "[]")
    try FileManager.default.createSymbolicLink(atPath: bed.path("locked.yaml"), withDestinationPath: locked)
    try bed.write(try bed.read("vigie.yaml").replacing("[feeds.yaml]", with: "[locked.yaml]"), to: "vigie.yaml")
    let list = try await bed.vigie("check", "--config", config)
    #expect(list.code == 77 && list.errors.contains("permission to read it is missing"), "\(list)")
    try bed.write(try bed.read("vigie.yaml") + "nonsense: 1\n", to: "vigie.yaml")
    #expect(try await bed.vigie("check", "--config", config).code == 78)
  }
}
