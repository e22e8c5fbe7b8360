import FoundationEssentials
import Logging
import SystemPackage

/// Writes the service's log to standard error: a line an event, its values as quoted fields, which come from feeds and
/// may hold anything.
package struct ServiceLog: LogHandler {
  /// Who reads the lines, and so how they begin.
  package enum Reader: Sendable {
    /// A person or a file: with the time, in UTC, and the level.
    case person
    /// The journal, which knows the time: with its number for the level (sd-daemon(3)).
    case journal

    /// Who reads standard error, by what the service manager says of it (systemd.exec(5), `JOURNAL_STREAM`).
    package static var ofStandardError: Reader {
      let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"]
      // Descriptors are inherited and then redirected: only the very file counts.
      guard let stream, let stat = try? FileDescriptor.standardError.stat() else { return .person }
      return stream == "\(stat.deviceID.rawValue):\(stat.inode.rawValue)" ? .journal : .person
    }
  }

  package var metadata: Logger.Metadata = [:]
  package var logLevel = Logger.Level.info
  package var metadataProvider: Logger.MetadataProvider?
  private let reader: Reader

  /// A log for a reader.
  package init(for reader: Reader) {
    self.reader = reader
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    LogStream.standardError.write("\(line(event, now: Date()))\n", note: missingLines)
  }

  /// The line that tells that others are missing, with its end.
  func missingLines(_ count: Int) -> String {
    "\(start(.warning, now: Date()))log lines are missing, nobody read them count=\(count)\n"
  }

  private func start(_ level: Logger.Level, now: Date) -> String {
    switch reader {
    case .person: "\(now.formatted(.iso8601)) \(level.rawValue) "
    case .journal: "<\(level.priority)>"
    }
  }

  /// An event's line, without its end.
  func line(_ event: LogEvent, now: Date) -> String {
    let start = start(event.level, now: now)
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let words = fields.map { "\($0.key)=\(Self.field($0.value.description))" }
    return ([start + TerminalText.clean(event.message.description)] + words).joined(separator: " ")
  }

  /// A value as it is where it is one plain word, else in quotes.
  private static func field(_ value: String) -> String {
    let text = TerminalText.clean(value)
    if !text.isEmpty, !text.contains(where: { " \"=\\".contains($0) }) { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension Logger.Level {
  /// The level's number in syslog(3).
  fileprivate var priority: Int {
    switch self {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}
