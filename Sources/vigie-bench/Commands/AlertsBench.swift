import Archive
import ArgumentParser
import FoundationEssentials

struct AlertsBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "Alerts that are safe on the disk, per second, one by one and in batches.",
    discussion: """
      Beside the archive's commit (transaction, append, fdatasync), measured in the same run on the same disk: the \
      bare cost of a write and fdatasync of the same line, and of an SQLite transaction that keeps it (WAL, \
      synchronous FULL). alerts/s and µs/alert are by the clock; CPU µs are of this process, for each alert.
      """
  )

  @Option(help: ArgumentHelp("Where to write; the disk matters. Default: the temporary folder.", valueName: "folder"))
  var folder: String?
  @Option(help: ArgumentHelp("How many alerts to write one by one.", valueName: "count"))
  var count = 1_000
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("How many alerts a commit holds, several times.", valueName: "count"))
  var batches = [1, 16, 256]

  func run() async throws {
    let temporary = try TemporaryFolder(in: folder)
    let place = temporary.path
    var table = ResultTable(["", "alerts/s", "µs/alert", "CPU µs", "alerts"])
    let line = AlertSample.line
    let plain = try PlainLog(path: "\(place)/plain.jsonl")
    let writing = try Measurement.of { () throws(BenchError) in
      for _ in 0..<count { try plain.append(line) }
    }
    table.add(row("write + fdatasync", writing, alerts: count))
    let database = try PlainDatabase(path: "\(place)/plain.sqlite")
    let keeping = try Measurement.of {
      for number in 0..<count { try database.keep(line, number: number) }
    }
    table.add(row("SQLite commit", keeping, alerts: count))
    for batch in batches where batch > 0 {
      // Enough commits for a steady rate, and no more alerts than need be.
      let commits = max(count / batch, 40)
      let archive = try await Archive(folder: "\(place)/state-\(batch)", log: .file("\(place)/alerts-\(batch).jsonl"))
      let records = (0..<commits).map { AlertSample.record(alerts: batch, from: $0 * batch) }
      let committing = try await Measurement.awaiting {
        for record in records { try await archive.commit([record]) }
      }
      try await archive.close()
      table.add(row("archive, \(batch.grouped) a commit", committing, alerts: commits * batch))
    }
    table.print()
  }

  private func row(_ name: String, _ took: Measurement, alerts: Int) -> [String] {
    let count = Double(max(alerts, 1))
    return [
      name, (count / took.wall).short, (took.wall / count * 1e6).short, (took.cpu / count * 1e6).short, alerts.grouped,
    ]
  }
}

/// Alerts of the usual size.
private enum AlertSample {
  static let line = Array("\(head(0))\"sequence\":\"000000000042\",\(tail(0))\n".utf8)

  /// A poll that found `alerts` new stories, each of which matched; stories are numbered from `first`.
  static func record(alerts: Int, from first: Int) -> PollRecord {
    let now = Date(timeIntervalSince1970: 1_795_500_000)
    var state = FeedState(feed: "bench", url: "https://www.example.org/feed.xml")
    state.lastPolled = now
    var stories: [StoryRecord] = []
    var events: [OutgoingEvent] = []
    for number in first..<(first + alerts) {
      let bytes = (0..<16).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> ($0 * 8) : $0) }
      guard let key = StoryKey(bytes: bytes) else { continue }
      let text = StoredText(title: title(number), summary: summary, content: summary)
      stories.append(
        StoryRecord(
          key: key, feed: "bench", publisherID: "https://www.example.org/\(number)",
          url: "https://www.example.org/\(number)", title: title(number), published: now, seen: now,
          fingerprint: UInt64(number), text: text))
      events.append(
        OutgoingEvent(
          id: "alert-\(number)", head: Array(head(number).utf8), tail: Array(tail(number).utf8), watchlist: "bench",
          story: key))
    }
    return PollRecord(state: state, stories: stories, events: events)
  }

  private static func head(_ number: Int) -> String {
    """
    {"specversion":"1.0","id":"alert-\(number)","source":"/vigie/bench","type":"vigie.alert.v1","subject":"bench",\
    "time":"2026-11-24T08:00:00Z",
    """
  }

  private static func tail(_ number: Int) -> String {
    """
    "severitytext":"HIGH","severitynumber":17,"datacontenttype":"application/json","data":{"watchlist":{"id":"bench",\
    "title":"Benchmark","revision":"0123456789abcdef"},"story":{"key":"\(number)","id":"\(number)","title":\
    "\(title(number))","summary":"\(summary)","url":"https://www.example.org/\(number)","published":\
    "2026-11-24T07:55:00Z","updated":null,"seen":"2026-11-24T08:00:00Z","language":"en","authors":[],"categories":[],\
    "feed":{"id":"bench","url":"https://www.example.org/feed.xml","title":"Example"}},"hits":[{"term":"observatory",\
    "field":"title","start":4,"end":15,"exact":"observatory","prefix":"The ","suffix":" publishes its"}],"score":null,\
    "why":"observatory"}}
    """
  }

  private static func title(_ number: Int) -> String { "The observatory publishes its measurement \(number)" }
  private static let summary = String(repeating: "Eleven years of light from twelve hundred stars. ", count: 8)
}
