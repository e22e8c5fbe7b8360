import Foundation
import Glibc
import Synchronization

/// A server on raw sockets that says whatever a test wants, well-formed or not, and keeps every request byte for byte.
final class LoopbackServer: Sendable {
  typealias Script = @Sendable (RecordedRequest) -> Reply

  let port: Int
  private let listener: Int32
  private let recorded = Mutex<[RecordedRequest]>([])
  private let accepted = Atomic<Int>(0)
  private let script: Script

  /// Listens on 127.0.0.1, or on another address of this machine.
  init(address: String = "127.0.0.1", _ script: @escaping Script) throws {
    self.script = script
    (listener, port) = try LoopbackSocket.bound(to: address)
    listen(listener, 256)
    let descriptor = listener
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0, let self else { return }
        accepted.add(1, ordering: .relaxed)
        Thread.detachNewThread { self.serve(client) }
      }
    }
  }

  /// Answers every request alike.
  convenience init(always reply: Reply) throws {
    try self.init { _ in reply }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var requests: [RecordedRequest] { recorded.withLock { $0 } }

  /// Connections that came in.
  var connections: Int { accepted.load(ordering: .relaxed) }

  func url(_ path: String = "/feed", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

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

/// The head of a request as it came.
struct RecordedRequest: Sendable {
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var path: String { text.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

  /// The value of a header, byte for byte; nil if it is not there.
  func header(_ name: String) -> [UInt8]? {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    let prefix = Array((name + ": ").lowercased().utf8)
    let line = lines.first {
      String(decoding: $0.prefix(prefix.count), as: UTF8.self).lowercased().utf8.elementsEqual(prefix)
    }
    return line.map { Array($0.dropFirst(prefix.count)) }
  }

  func headerText(_ name: String) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }

  /// Reads up to the empty line; nil if the client went away before.
  init?(readingFrom client: Int32) {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard unsafe read(client, &byte, 1) == 1 else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }
}
