import Glibc
import Synchronization
import SystemPackage

/// Where a service writes what people may read, or may not: a paused terminal or a pipe that nobody empties must hold up
/// neither polls and alerts nor the end of the service.
///
/// Text waits a moment for room. If there is none then, it is left out, and so is what follows, until there is room.
package final class LogStream: Sendable {
  private struct State {
    /// Texts left out since the last one that was written.
    var missing = 0
    /// Whether a text was broken off, so that the next one begins in the middle of a line.
    var isCut = false
  }

  /// Standard error.
  package static let standardError = LogStream(.standardError)

  private let descriptor: FileDescriptor
  private let patience: Duration
  private let state = Mutex(State())

  /// A stream that waits at most for so long, to the millisecond, until a reader makes room.
  init(_ descriptor: FileDescriptor, patience: Duration = .seconds(1)) {
    self.descriptor = Self.unblocking(descriptor)
    self.patience = patience
  }

  /// A terminal, opened anew so that no write waits: it says that it has room when it has some, and a write of more would
  /// wait for the rest. The given descriptor stays as it is, for others have it too, such as the shell.
  private static func unblocking(_ descriptor: FileDescriptor) -> FileDescriptor {
    guard isatty(descriptor.rawValue) == 1 else { return descriptor }
    let path = FilePath("/proc/self/fd/\(descriptor.rawValue)")
    do {
      return try FileDescriptor.open(
        path, .writeOnly, options: [.nonBlocking, .closeOnExec, FileDescriptor.OpenOptions(rawValue: O_NOCTTY)])
    } catch {
      // It may be another user's, as after su.
      return descriptor
    }
  }

  /// Writes whole lines, or leaves them out. `note` says how many texts are missing; its line comes before the next text
  /// that is written.
  package func write(_ text: String, note: (_ missing: Int) -> String) {
    state.withLock { state in
      var text = text
      if state.missing > 0 {
        guard hasRoom(within: .zero) else { return state.missing += 1 }
        text = (state.isCut ? "\n" : "") + note(state.missing) + text
      }
      if write(Array(text.utf8), &state) { state = State() } else { state.missing += 1 }
    }
  }

  /// Returns whether all was written, or cannot be written at all.
  private func write(_ bytes: [UInt8], _ state: inout State) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard hasRoom(within: patience) else { return false }
      // A pipe that has room takes as much as this without waiting.
      let piece = rest.prefix(Int(PIPE_BUF))
      do {
        let count = unsafe try piece.withUnsafeBytes { unsafe try descriptor.write($0) }
        rest = rest.dropFirst(count)
        state.isCut = !rest.isEmpty
      } catch Errno.resourceTemporarilyUnavailable {
        return false
      } catch {
        // Here is where failures to write would be told.
        return true
      }
    }
    return true
  }

  private func hasRoom(within time: Duration) -> Bool {
    var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
    let deadline = ContinuousClock.now + time
    while true {
      let left = max(deadline - .now, .zero)
      let count = unsafe poll(&request, 1, Int32(clamping: Int64(left / .milliseconds(1))))
      if count >= 0 { return count > 0 }
      guard errno == EINTR else { return true }
    }
  }
}
