import Archive
import Fetching
import FoundationEssentials

/// A configured watch: the state folder is held, the alert log open, the network ready.
package struct Watch: Sendable {
  private let configuration: Configuration
  private let archive: Archive
  private let fetcher: Fetcher
  private let poller: Poller
  private let now: @Sendable () -> Date

  /// Takes hold of the state folder and finishes what an earlier run left unfinished in the alert log. After `stop` it
  /// lets running transfers go on for `graceAfterStop`.
  /// - Throws: `ArchiveError` when the folder, the database or the log cannot be used.
  package init(
    _ configuration: Configuration, graceAfterStop: Duration = Poller.usualGrace,
    now: @escaping @Sendable () -> Date = { Date() }
  ) async throws(ArchiveError) {
    self.configuration = configuration
    self.now = now
    archive = try await Archive(folder: configuration.state, log: AlertLogDestination(configuration.alerts))
    fetcher = Fetcher(configuration.http)
    poller = Poller(archive: archive, fetcher: fetcher, graceAfterStop: graceAfterStop, now: now)
  }

  /// Polls what is due, commits, and closes everything.
  package func poll(_ span: Poller.Span, progress: @escaping @Sendable (Poller.Progress) -> Void = { _ in })
    async throws(ArchiveError) -> PollSummary
  {
    let summary: PollSummary
    do throws(ArchiveError) {
      summary = try await poller.run(Poller.Plan(configuration), span: span, progress: progress)
      // `untilStopped` did so whenever there was nothing else to do.
      if case .untilStopped = span {} else { try await tidy() }
    } catch {
      // The first error is the one to tell; what closing finds comes of it.
      try? await close()
      throw error
    }
    try await close()
    return summary
  }

  private func tidy() async throws(ArchiveError) {
    do throws(ArchiveError) {
      try await Maintenance(archive).tidy(configuration.retention, now: now())
    } catch .diskFull {
      // What was polled is kept. Making room in the database is for a disk that has some.
    }
  }

  /// Asks the running poll for something. Safe from any task, at any time.
  package func send(_ command: Poller.Command) {
    poller.send(command)
  }

  private func close() async throws(ArchiveError) {
    await fetcher.shutdown()
    try await archive.close()
  }
}

extension AlertLogDestination {
  init(_ destination: AlertsDestination) {
    switch destination {
    case .file(let path): self = .file(path)
    case .standardOutput: self = .standardOutput
    }
  }
}

extension Fetcher {
  /// A fetcher as configured, with as many connections as the system leaves room for.
  init(_ http: HTTPSettings) {
    self.init(FetcherOptions(http, connections: DescriptorRoom.make(forTransfers: http.connections)))
  }
}

extension FetcherOptions {
  fileprivate init(_ http: HTTPSettings, connections: Int) {
    self.init(userAgent: Version.userAgent(contact: http.contact))
    self.connections = connections
    connectionsPerHost = http.perHost.connections
    timeout = http.timeout
    maxBody = http.maxBody.bytes
    networks = http.allowPrivateNetworks ? .all : .publicOnly
    proxy = http.proxy
    caFile = http.caFile
  }
}
