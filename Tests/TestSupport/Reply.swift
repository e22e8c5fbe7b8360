import Glibc

/// What a loopback server does to answer one request.
package struct Reply: Sendable {
  /// A part of the answer.
  package enum Step: Sendable {
    /// These bytes at once.
    case send([UInt8])
    /// One byte at a time, the pause in microseconds before each.
    case drip([UInt8], pause: UInt32)
    /// Until the client goes away, the pause in microseconds before each time.
    case endless([UInt8], pause: UInt32 = 0)
    /// Says nothing more, until the client goes away.
    case silence
  }

  /// What is done, in this order.
  package var steps: [Step]
  /// Whether the server closes the connection afterwards.
  package var closes: Bool

  /// An answer in steps.
  package init(steps: [Step], closes: Bool = false) {
    self.steps = steps
    self.closes = closes
  }

  /// A well-formed answer.
  package static func status(_ status: Int, _ headers: [String] = [], body: [UInt8] = []) -> Reply {
    Reply(steps: [.send(head(status, headers + ["Content-Length: \(body.count)"]) + body)])
  }

  /// A well-formed answer with a text.
  package static func status(_ status: Int, _ headers: [String] = [], body: String) -> Reply {
    self.status(status, headers, body: Array(body.utf8))
  }

  /// A body without end that is never too slow, nor too large before a test gives up.
  package static var hanging: Reply {
    Reply(steps: [.send(head(200, [])), .endless([UInt8](repeating: 32, count: 1_000), pause: 50_000)])
  }

  /// A redirect.
  package static func redirect(_ status: Int = 302, to location: String) -> Reply {
    self.status(status, ["Location: \(location)"])
  }

  /// Exactly these bytes, then the end of the connection.
  package static func raw(_ text: String) -> Reply { Reply(steps: [.send(Array(text.utf8))], closes: true) }

  /// Status line and headers, with the empty line.
  package static func head(_ status: Int, _ headers: [String]) -> [UInt8] {
    Array((["HTTP/1.1 \(status) Whatever"] + headers + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// Plays the steps; returns false when the client has gone.
  func play(on client: Int32) -> Bool {
    for step in steps {
      switch step {
      case .send(let bytes):
        guard Self.send(bytes, to: client) else { return false }
      case .drip(let bytes, let pause):
        for byte in bytes {
          usleep(pause)
          guard Self.send([byte], to: client) else { return false }
        }
      case .endless(let bytes, let pause):
        repeat { usleep(pause) } while Self.send(bytes, to: client)
        return false
      case .silence:
        while LoopbackSocket.nextByte(from: client) != nil {}
        return false
      }
    }
    return true
  }

  private static func send(_ bytes: [UInt8], to client: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
