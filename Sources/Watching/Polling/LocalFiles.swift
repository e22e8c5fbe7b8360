import Dispatch
import FoundationEssentials
import Synchronization
import SystemPackage

/// Reads local files on threads of their own, within a time: a file of a network that hangs holds up nothing else.
final class LocalFiles: Sendable {
  /// Reads a file whole, up to a number of bytes. May block.
  typealias Read = @Sendable (_ path: String, _ limit: Int) throws(PollFailure) -> [UInt8]

  /// How many reads may hang before no other is begun, as each holds a thread.
  private static let mostHanging = 16

  private let read: Read
  /// Reads that nobody waits for any more, and that have not come back.
  private let hanging = Atomic<Int>(0)

  /// Files read by `read`; the system's unless a test wants others.
  init(read: @escaping Read = { path, limit throws(PollFailure) in try LocalFiles.contents(of: path, limit: limit) }) {
    self.read = read
  }

  /// The contents of a file, which is a regular one of at most `limit` bytes.
  func contents(of path: String, limit: Int, within time: Duration) async throws(PollFailure) -> [UInt8] {
    guard hanging.load(ordering: .relaxed) < Self.mostHanging else {
      throw PollFailure(.transfer, "cannot be read: too many other files hang")
    }
    let result = await withTaskGroup(of: Result<[UInt8], PollFailure>.self) { group in
      group.addTask { await self.result(of: path, limit: limit) }
      group.addTask {
        do {
          try await Task.sleep(for: time)
          return .failure(PollFailure(.transfer, "cannot be read within \(time.configurationText)"))
        } catch {
          return .failure(.interrupted)
        }
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? .failure(.interrupted)
    }
    return try result.get()
  }

  private func result(of path: String, limit: Int) async -> Result<[UInt8], PollFailure> {
    let answer = Answer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard answer.isAwaited(by: continuation) else { return }
        // A queue that is serial has a thread for itself. Concurrent ones share the few of the cooperative pool.
        DispatchQueue(label: "vigie.local-file").async { [self] in
          let result = Result { () throws(PollFailure) in try read(path, limit) }
          if !answer.give(result) { hanging.subtract(1, ordering: .relaxed) }
        }
      }
    } onCancel: {
      if answer.give(.failure(.interrupted)) { hanging.add(1, ordering: .relaxed) }
    }
  }

  /// What a read came to, given once, to the one who waits for it.
  private final class Answer: Sendable {
    private typealias Waiting = CheckedContinuation<Result<[UInt8], PollFailure>, Never>
    private enum State {
      case new
      case awaited(Waiting)
      case given
    }

    private let state = Mutex(State.new)

    /// Returns false where the answer was given already: that the read was cancelled before it began.
    func isAwaited(by waiting: CheckedContinuation<Result<[UInt8], PollFailure>, Never>) -> Bool {
      let isNew = state.withLock { state in
        guard case .new = state else { return false }
        state = .awaited(waiting)
        return true
      }
      if !isNew { waiting.resume(returning: .failure(.interrupted)) }
      return isNew
    }

    /// Returns whether somebody waited.
    func give(_ result: Result<[UInt8], PollFailure>) -> Bool {
      let waiting: Waiting? = state.withLock { state in
        defer { state = .given }
        guard case .awaited(let waiting) = state else { return nil }
        return waiting
      }
      waiting?.resume(returning: result)
      return waiting != nil
    }
  }
}

extension LocalFiles {
  /// Reads a regular file whole. Blocks for as long as the file system does.
  static func contents(of path: String, limit: Int) throws(PollFailure) -> [UInt8] {
    func failure(_ reason: String) -> PollFailure { PollFailure(.transfer, reason) }
    do {
      // Opening a device may do something to it.
      if let kind = otherKind(try FilePath(path).stat()) { throw failure("is \(kind), not a file") }
      // Something else may stand there by now: opening a pipe that nobody writes to would wait for ever.
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
      return try file.closeAfter {
        if let kind = otherKind(try file.stat()) { throw failure("is \(kind), not a file") }
        guard let bytes = try file.readToEnd(limit: limit) else { throw failure("is larger than \(limit) bytes") }
        return bytes
      }
    } catch let error as PollFailure {
      throw error
    } catch {
      throw failure("cannot be read: \(error)")
    }
  }

  /// What this is other than a regular file.
  private static func otherKind(_ stat: Stat) -> String? {
    switch stat.type {
    case .regular: nil
    case .directory: "a folder"
    case .fifo: "a pipe"
    case .socket: "a socket"
    case .characterSpecial, .blockSpecial: "a device"
    default: "something else"
    }
  }
}
