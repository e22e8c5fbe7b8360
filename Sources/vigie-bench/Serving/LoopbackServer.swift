import Glibc

/// A small HTTP/1.1 server on the loopback interface: keep-alive, `ETag`, `Last-Modified`, and 304 on a match. One
/// thread answers all; it is meant to run in a process of its own, so that its CPU time counts for nobody. It stays awake
/// between requests, as a client of the same machine would be charged for waking it, the more the slower it asks.
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

  private let listeners: [CInt]
  private let answers: [String: Answer]
  private var connections: [CInt: Connection] = [:]
  /// The port that the system chose.
  let port: UInt16

  /// Listens on 127.0.0.1, and on ::1 where there is IPv6, ready to serve each document by its name.
  init(_ documents: [Corpus.Document]) throws(BenchError) {
    let first = try Self.listen(on: "127.0.0.1", port: 0)
    listeners = [first] + ((try? [Self.listen(on: "::1", port: Self.port(of: first))]) ?? [])
    port = Self.port(of: first)
    var answers: [String: Answer] = [:]
    for document in documents { answers["/" + document.name.urlPath] = Self.answer(for: document) }
    self.answers = answers
  }

  deinit {
    for socket in connections.keys { close(socket) }
    for listener in listeners { close(listener) }
  }

  private static func listen(on address: String, port: UInt16) throws(BenchError) -> CInt {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICHOST
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(address, String(port), &hints, &found) == 0, let target = unsafe found?.pointee else {
      throw .refused("getaddrinfo", code: errno)
    }
    defer { unsafe freeaddrinfo(found) }
    let listener = unsafe socket(target.ai_family, target.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw .refused("socket", code: errno) }
    guard unsafe bind(listener, target.ai_addr, target.ai_addrlen) == 0, Glibc.listen(listener, 512) == 0 else {
      close(listener)
      throw .refused("bind", code: errno)
    }
    return listener
  }

  private static func port(of listener: CInt) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      // The kernel writes an address of the family that it says, through the general type.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(listener, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Answers requests until the standard input ends.
  mutating func serve() throws(BenchError) {
    var lastRequest = ContinuousClock.now
    while true {
      var interests = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
      for listener in listeners { interests.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
      for connection in connections.values {
        let events = connection.output.isEmpty ? POLLIN : POLLOUT
        interests.append(pollfd(fd: connection.socket, events: Int16(events), revents: 0))
      }
      let staysAwake = ContinuousClock.now - lastRequest < .milliseconds(20)
      let ready = unsafe poll(&interests, nfds_t(interests.count), staysAwake ? 0 : -1)
      guard ready >= 0 || errno == EINTR else { throw .refused("poll", code: errno) }
      if ready > 0 { lastRequest = .now }
      if interests[0].revents != 0, inputHasEnded() { return }
      for interest in interests[1...] where interest.revents != 0 {
        if listeners.contains(interest.fd) { accept(from: interest.fd) } else { attend(to: interest.fd) }
      }
    }
  }

  private func inputHasEnded() -> Bool {
    var byte: UInt8 = 0
    return unsafe read(STDIN_FILENO, &byte, 1) <= 0
  }

  private mutating func accept(from listener: CInt) {
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
    connection.output.removeAll(keepingCapacity: true)
    connection.sent = 0
    return true
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

  private static func answer(for document: Corpus.Document) -> Answer {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in document.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let etag = "\"\(String(hash, radix: 16))\""
    let validators = "ETag: \(etag)\r\nLast-Modified: \(lastModified)\r\n"
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
