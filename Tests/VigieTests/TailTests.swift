import Foundation
import Subprocess
import TestSupport
import Testing

/// `vigie tail`, on a log that others write and rotate.
@Suite struct TailTests {
  let bed: TestBed
  let config: String

  init() throws {
    bed = try TestBed()
    config = try bed.configure(feeds: "[]")
  }

  /// A line of the log, as short as one can be.
  static func line(
    _ number: Int, watchlist: String = "w", severity: String = "HIGH", time: String = "2026-11-24T08:00:00Z"
  ) -> String {
    """
    {"id":"\(number)","type":"vigie.alert.v1","subject":"\(watchlist)","time":"\(time)","severitytext":"\(severity)",\
    "data":{"watchlist":{"id":"\(watchlist)","title":"W"},"story":{"title":"Story \(number)","feed":{"id":"f",\
    "url":"https://example.org/","title":"F"}},"hits":[]}}

    """
  }

  static func lines(_ numbers: some Sequence<Int>) -> String { numbers.map { line($0) }.joined() }

  func append(_ text: String) throws {
    let file = try FileHandle(forWritingTo: bed.folder.appending(path: "alerts.jsonl"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  func rename() throws {
    try FileManager.default.moveItem(atPath: bed.path("alerts.jsonl"), toPath: bed.path("alerts.jsonl.1"))
  }

  @Test(
    arguments: [
      ([], 21...30), (["-n", "3"], 28...30), (["--lines", "500"], 1...30),
      (["--since", "2026-11-24T08:00:00Z"], 1...30),
      (["-n", "2", "--since", "2026-11-24T08:00:00Z"], 29...30),
    ] as [([String], ClosedRange<Int>)])
  func `shows the last lines as they are`(options: [String], numbers: ClosedRange<Int>) async throws {
    try bed.write(Self.lines(1...30), to: "alerts.jsonl")
    let run = try await bed.vigie(["tail", "--json", "--config", config] + options)
    #expect(run == TestBed.Run(code: 0, output: Self.lines(numbers), errors: ""))
  }

  @Test func `no lines, and none of a torn last one`() async throws {
    try bed.write(Self.lines(1...2) + "{\"id\":", to: "alerts.jsonl")
    #expect(try await bed.vigie("tail", "--json", "--config", config).output == Self.lines(1...2))
    #expect(try await bed.vigie("tail", "-n", "0", "--config", config).output == "")
    try bed.write("{\"id\":", to: "alerts.jsonl")
    #expect(try await bed.vigie("tail", "--json", "--config", config).output == "")
  }

  @Test func `lines longer than any block are whole`() async throws {
    let long = (1...4).map { number in
      Self.line(number).replacing("Story", with: String(repeating: "é", count: 60_000))
    }
    try bed.write(long.joined(), to: "alerts.jsonl")
    #expect(try await bed.vigie("tail", "-n", "2", "--json", "--config", config).output == long[2] + long[3])
  }

  @Test(arguments: [
    (["--watchlist", "b"], [2, 3, 5]), (["--severity", "high"], [1, 3]),
    (["--since", "2026-11-23T00:00:00Z"], [3, 4, 5]),
    (["--watchlist", "b", "--severity", "low"], [2, 3]),
    (["--watchlist", "b", "--watchlist", "a", "--severity", "medium"], [1, 3, 4]),
    (["-n", "1", "--watchlist", "a"], [4]),
  ])
  func `filters look behind the last lines`(options: [String], numbers: [Int]) async throws {
    let lines = [
      Self.line(1, watchlist: "a", severity: "CRITICAL", time: "2026-11-20T08:00:00Z"),
      Self.line(2, watchlist: "b", severity: "LOW", time: "2026-11-21T08:00:00Z"),
      Self.line(3, watchlist: "b", severity: "HIGH", time: "2026-11-24T08:00:00Z"),
      Self.line(4, watchlist: "a", severity: "MEDIUM", time: "2026-11-24T08:00:00Z"),
      Self.line(5, watchlist: "b", severity: "INFO", time: "2026-11-24T08:00:00Z"),
    ]
    try bed.write(lines.joined(), to: "alerts.jsonl")
    let run = try await bed.vigie(["tail", "--json", "--config", config] + options)
    #expect(run.output == numbers.map { lines[$0 - 1] }.joined())
  }

  @Test func `a log that is not there yet is waited for`() async throws {
    let missing = try await bed.vigie("tail", "--config", config)
    #expect(missing.code == 0 && missing.output == "" && missing.errors.contains("nothing has been written yet"))
    let tail = try bed.start("tail", "--json", "--follow", "--config", config)
    defer { tail.terminate() }
    try await bed.wait { try bed.read("errors.txt").contains("nothing") }
    try bed.write(Self.line(1), to: "alerts.jsonl")
    try await bed.wait { try bed.read("output.txt") == Self.line(1) }
  }

  enum Rotation: CaseIterable { case rename, create, copyTruncate, delete }

  @Test(arguments: Rotation.allCases)
  func `follows the log by name through rotation`(rotation: Rotation) async throws {
    try bed.write(Self.lines(1...12), to: "alerts.jsonl")
    let tail = try bed.start("tail", "-n", "2", "--json", "--follow", "--config", config)
    defer { tail.terminate() }
    try await bed.wait { try bed.read("output.txt") == Self.lines(11...12) }
    let torn = Self.line(13).prefix(20)
    try append(String(torn))
    try append(Self.line(13).dropFirst(20) + Self.line(14))
    if rotation == .copyTruncate { try await bed.wait { try bed.read("output.txt") == Self.lines(11...14) } }
    switch rotation {
    case .rename: try rename()
    case .create:
      try rename()
      try bed.write("", to: "alerts.jsonl")
    case .copyTruncate:
      try FileManager.default.copyItem(atPath: bed.path("alerts.jsonl"), toPath: bed.path("alerts.jsonl.1"))
      try FileHandle(forWritingTo: bed.folder.appending(path: "alerts.jsonl")).truncate(atOffset: 0)
    case .delete: try FileManager.default.removeItem(atPath: bed.path("alerts.jsonl"))
    }
    try await bed.wait { try bed.read("output.txt") == Self.lines(11...14) }
    // As vigie does: a new file, or the end of the present one.
    if rotation == .rename || rotation == .delete { try bed.write("", to: "alerts.jsonl") }
    try append(Self.lines(15...16))
    try await bed.wait { try bed.read("output.txt") == Self.lines(11...16) }
  }

  @Test func `ends quietly when its reader has had enough`() async throws {
    try bed.write(Self.lines(1...3000), to: "alerts.jsonl")
    for arguments in ["tail -n 3000 --json", "tail -n 3000", "tail -n 3 --follow"] {
      let run = try await bed.shell("\"$VIGIE\" \(arguments) --config vigie.yaml | head -n 1; echo ${PIPESTATUS[0]}")
      #expect(run.code == 0 && run.errors == "" && run.lines.last == "0", "\(arguments): \(run)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func `starts at once on a huge log`() async throws {
    // Four gibibytes, which take no room on the disk but would take minutes to read.
    try bed.write("", to: "alerts.jsonl")
    try FileHandle(forWritingTo: bed.folder.appending(path: "alerts.jsonl")).truncate(atOffset: 4 << 30)
    try append("\n" + Self.lines(1...1000))
    let run = try await bed.vigie("tail", "-n", "3", "--json", "--config", config)
    #expect(run.output == Self.lines(998...1000))
  }

  @Test func `is readable in eighty columns`() async throws {
    let text = String(repeating: "A long title with 阿里巴巴集团 in it, ", count: 6)
    try bed.write(Self.line(1).replacing("Story", with: text), to: "alerts.jsonl")
    let run = try await bed.vigie("tail", "--config", config)
    #expect(run.lines.count >= 5)
    #expect(run.lines.allSatisfy { $0.count <= 80 }, "\(run.output)")
  }

  @Test(arguments: [
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-11-24 09:00 +01:00"), ("<+0545>-5:45", "2026-11-24 13:45 +05:45"),
    ("UTC", "2026-11-24 08:00 UTC"),
    ("", "2026-11-24 08:00 UTC"),
  ])
  func `people read the time of their zone, programs that of the log`(zone: String, time: String) async throws {
    try bed.write(Self.line(1), to: "alerts.jsonl")
    let people = try await bed.vigie(["tail", "--config", config], environment: ["TZ": zone])
    #expect(people.lines.first == "\(time)  HIGH  w")
    let programs = try await bed.vigie(["tail", "--json", "--config", config], environment: ["TZ": zone])
    #expect(programs.output == Self.line(1))
    let since = try await bed.vigie(["tail", "--json", "--since", time, "--config", config])
    #expect(since.output == Self.line(1))
  }
}
