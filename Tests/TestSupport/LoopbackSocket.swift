import Foundation
import Glibc

/// TCP sockets of this machine.
package enum LoopbackSocket {
  /// A socket bound to a free port of the address, and that port.
  package static func bound(to address: String = "127.0.0.1") throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    // Harmless to a server here, since no other binds to a port that one listens on.
    var one: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    let port: in_port_t = unsafe withAddress(address, port: 0) { name, size in
      var length = size
      guard unsafe bind(descriptor, name, size) == 0, unsafe getsockname(descriptor, name, &length) == 0 else {
        return 0
      }
      return unsafe UnsafeRawPointer(name).load(as: sockaddr_in.self).sin_port
    }
    guard port != 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return (descriptor, Int(in_port_t(bigEndian: port)))
  }

  /// Runs `body` with a port that nobody else is given meanwhile, but that a server with SO_REUSEADDR can listen on.
  package static func withReservedPort<Value>(_ body: (_ port: Int) async throws -> Value) async throws -> Value {
    let (descriptor, port) = try bound()
    defer { close(descriptor) }
    return try await body(port)
  }

  /// Waits for the next connection that comes in; nil when the listener is shut down.
  static func nextClient(of listener: Int32) -> Int32? {
    while true {
      let client = accept(listener, nil, nil)
      if client >= 0 { return client }
      // A signal, a client that went away at once, or too many open files for the moment.
      guard [EINTR, ECONNABORTED, EMFILE, ENFILE].contains(errno) else { return nil }
      if errno != EINTR { usleep(1_000) }
    }
  }

  /// Reads a byte; nil at the end of the connection.
  static func nextByte(from client: Int32) -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = unsafe read(client, &byte, 1)
      if count == 1 { return byte }
      guard count < 0, errno == EINTR else { return nil }
    }
  }

  /// Whether somebody accepts connections on the port.
  package static func isListening(port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    return unsafe withAddress("127.0.0.1", port: port) { unsafe connect(descriptor, $0, $1) == 0 }
  }

  @unsafe private static func withAddress<Value>(
    _ address: String, port: Int, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Value
  ) -> Value {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = unsafe inet_addr(address)
    name.sin_port = in_port_t(port).bigEndian
    return unsafe withUnsafeMutablePointer(to: &name) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
