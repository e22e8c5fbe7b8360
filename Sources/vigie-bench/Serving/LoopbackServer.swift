import Glibc

/// A small HTTP/1.1 server on the loopback interface: keep-alive, `ETag`, `Last-Modified`, and 304 on a match. One
/// thread answers all; it is meant to run in a process of its own, so that its CPU time counts for nobody.
struct LoopbackServer: ~Copyable {
  private struct Answer {
    let etag: [UInt8]
    let full, unchanged: [UInt8]
  }

  private struct Connection {
    let socket: CInt
    var input: [UInt8] = []
    var output: [UInt8] = []
    var sent = 0
  }

  private static let lastModified = "Tue, 24 Nov 2026 06:00:00 GMT"
  private static let notFound = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)

  private let listener: CInt
  private let closes: Bool
  private let answers: [String: Answer]
  private var connections: [CInt: Connection] = [:]
  /// The port that the system chose.
  let port: UInt16

  /// Listens on 127.0.0.1, ready to serve each document by its name, and to close the connection after each if wanted.
  init(_ documents: [Corpus.Document], closing: Bool = false) throws(BenchError) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw .refused("socket", code: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      // The kernel reads and writes an address of the family that it says, through the general type.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe bind(listener, general, length) == 0 && listen(listener, 512) == 0
          && getsockname(listener, general, &length) == 0
      }
    }
    guard isListening else { throw .refused("bind", code: errno) }
    port = UInt16(bigEndian: address.sin_port)
    var answers: [String: Answer] = [:]
    for document in documents { answers["/" + document.name.urlPath] = Self.answer(for: document, closing: closing) }
    self.answers = answers
    closes = closing
    self.listener = listener
  }

  deinit {
    for socket in connections.keys { close(socket) }
    close(listener)
  }

  /// Answers requests until the standard input ends.
  mutating func serve() throws(BenchError) {
    while true {
      var interests = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
      interests.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
      for connection in connections.values {
        let events = connection.output.isEmpty ? POLLIN : POLLOUT
        interests.append(pollfd(fd: connection.socket, events: Int16(events), revents: 0))
      }
      guard unsafe poll(&interests, nfds_t(interests.count), -1) >= 0 || errno == EINTR else {
        throw .refused("poll", code: errno)
      }
      if interests[0].revents != 0, inputHasEnded() { return }
      if interests[1].revents != 0 { accept() }
      for interest in interests.dropFirst(2) where interest.revents != 0 { attend(to: interest.fd) }
    }
  }

  private func inputHasEnded() -> Bool {
    var byte: UInt8 = 0
    return unsafe read(STDIN_FILENO, &byte, 1) <= 0
  }

  private mutating func accept() {
    let socket = Glibc.accept(listener, nil, nil)
    guard socket >= 0 else { return }
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    var on: CInt = 1
    _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    connections[socket] = Connection(socket: socket)
  }

  /// Reads what came, answers whole requests, and writes what the socket takes.
  private mutating func attend(to socket: CInt) {
    guard var connection = connections.removeValue(forKey: socket) else { return }
    guard connection.output.isEmpty ? receive(&connection) : true, send(&connection) else {
      close(socket)
      return
    }
    connections[socket] = connection
  }

  /// Whether the connection goes on.
  private func receive(_ connection: inout Connection) -> Bool {
    let socket = connection.socket
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
      count = unsafe max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
    }
    guard !chunk.isEmpty else { return false }
    connection.input += chunk
    while let end = connection.input.endOfHead {
      let head = String(decoding: connection.input[..<end], as: UTF8.self)
      connection.input.removeFirst(end)
      connection.output += response(to: head)
    }
    return true
  }

  /// Whether the connection goes on.
  private func send(_ connection: inout Connection) -> Bool {
    while connection.sent < connection.output.count {
      let rest = connection.output[connection.sent...]
      let socket = connection.socket
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return errno == EAGAIN }
      connection.sent += count
    }
    let isAnswered = connection.sent > 0
    connection.output.removeAll(keepingCapacity: true)
    connection.sent = 0
    return !(closes && isAnswered)
  }

  private func response(to head: String) -> [UInt8] {
    let lines = head.split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, let answer = answers[String(words[1])] else { return Self.notFound }
    var etag: Substring?
    var date: Substring?
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = parts[1].drop { $0 == " " }
      switch parts[0].lowercased() {
      case "if-none-match": etag = value
      case "if-modified-since": date = value
      default: break
      }
    }
    // RFC 9110 section 13.1.3: the date counts only where there is no tag.
    let isUnchanged = etag.map { answer.etag.elementsEqual($0.utf8) } ?? (date.map { $0 == Self.lastModified } ?? false)
    return isUnchanged ? answer.unchanged : answer.full
  }

  private static func answer(for document: Corpus.Document, closing: Bool) -> Answer {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in document.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let etag = "\"\(String(hash, radix: 16))\""
    let ending = closing ? "Connection: close\r\n" : ""
    let validators = "ETag: \(etag)\r\nLast-Modified: \(lastModified)\r\n\(ending)"
    let type = document.name.hasSuffix(".json") ? "application/feed+json" : "application/xml"
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(document.bytes.count)\r\n\(validators)\r\n"
    return Answer(
      etag: Array(etag.utf8), full: Array(head.utf8) + document.bytes,
      unchanged: Array("HTTP/1.1 304 Not Modified\r\n\(validators)\r\n".utf8))
  }
}

extension [UInt8] {
  /// Behind the empty line that ends a request's head, once it is there.
  fileprivate var endOfHead: Int? {
    let mark = Array("\r\n\r\n".utf8)
    guard count >= 4 else { return nil }
    return (0...(count - 4)).first { self[$0..<($0 + 4)].elementsEqual(mark) }.map { $0 + 4 }
  }
}
