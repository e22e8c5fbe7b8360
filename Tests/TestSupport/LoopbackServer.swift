import Foundation
import Glibc
import Synchronization

/// A server on raw sockets that says whatever a test wants, well-formed or not, and keeps every request byte for byte.
package final class LoopbackServer: Sendable {
  /// What the server says to a request.
  package typealias Script = @Sendable (RecordedRequest) -> Reply

  /// The port that it listens on.
  package let port: Int
  private let listener: Int32
  private let recorded = Mutex<[RecordedRequest]>([])
  private let accepted = Atomic<Int>(0)
  private let script: Script

  /// Listens on 127.0.0.1, or on another address of this machine.
  package init(address: String = "127.0.0.1", _ script: @escaping Script) throws {
    self.script = script
    (listener, port) = try LoopbackSocket.bound(to: address)
    listen(listener, 256)
    let listener = listener
    Thread.detachNewThread { [weak self] in
      // Here and nowhere else: another server may be given the number of a closed descriptor at once.
      defer { close(listener) }
      while let client = LoopbackSocket.nextClient(of: listener) {
        guard let self else {
          close(client)
          return
        }
        accepted.add(1, ordering: .relaxed)
        Thread.detachNewThread { self.serve(client) }
      }
    }
  }

  /// Answers every request alike.
  package convenience init(address: String = "127.0.0.1", always reply: Reply) throws {
    try self.init(address: address) { _ in reply }
  }

  /// Answers the first request with the first reply, and so on; those after the last with the last.
  package convenience init(inTurn replies: [Reply]) throws {
    let next = Atomic<Int>(0)
    try self.init { _ in
      replies[min(next.add(1, ordering: .relaxed).oldValue, replies.count - 1)]
    }
  }

  /// The thread that accepts closes the listener.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The requests so far.
  package var requests: [RecordedRequest] { recorded.withLock { $0 } }

  /// Connections that came in.
  package var connections: Int { accepted.load(ordering: .relaxed) }

  /// An address on this server.
  package func url(_ path: String = "/feed", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

  private func serve(_ client: Int32) {
    defer {
      // A child process may have inherited the descriptor; the end of the connection must be seen all the same.
      shutdown(client, Int32(SHUT_RDWR))
      close(client)
    }
    while let request = RecordedRequest(readingFrom: client) {
      recorded.withLock { $0.append(request) }
      let reply = script(request)
      guard reply.play(on: client), !reply.closes else { return }
    }
  }
}
