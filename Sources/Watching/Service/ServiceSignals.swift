import Glibc
import Logging
import Synchronization
import UnixSignals

/// The signals of a service, from its first moment on: none ends it as it would end other programs.
///
/// While the service starts, SIGTERM and SIGINT end it at once, for it has nothing to drain; what else comes waits.
package final class ServiceSignals: Sendable {
  /// What to obey, once the service has started.
  let arrivals: AsyncStream<UnixSignal>
  private let post: AsyncStream<UnixSignal>.Continuation
  private let logger: Logger
  /// What has come during the start; nil when that is over.
  private let waiting = Mutex<[UnixSignal]?>([])

  /// Takes the signals from now on.
  package init(logger: Logger) async {
    self.logger = logger
    (arrivals, post) = AsyncStream<UnixSignal>.makeStream()
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup, .sigusr1)
    Task { for await signal in signals { take(signal) } }
  }

  /// The service has started, and obeys.
  func release() {
    waiting.withLock { waiting in
      for signal in waiting ?? [] { post.yield(signal) }
      waiting = nil
    }
  }

  private func take(_ signal: UnixSignal) {
    waiting.withLock { waiting in
      guard let others = waiting else { return _ = post.yield(signal) }
      if signal == .sigterm || signal == .sigint {
        WatchService.noteStop(signal, logger)
        ServiceManager.finish()
        // What is half done then, the next start finishes, as after a crash. Nothing else of the process is to run on.
        _exit(0)
      }
      // As the system does: one that waits stands for all of its kind.
      if !others.contains(signal) { waiting?.append(signal) }
    }
  }
}
