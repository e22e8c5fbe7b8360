import Foundation
import Glibc
import TestSupport

/// The socket on which a service manager listens (sd_notify(3)).
final class NotifySocket: Sendable {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = Self.newSocket()
    guard descriptor >= 0, path.utf8.count < 108 else { throw POSIXError(.EINVAL) }
    let result = unsafe Self.withAddress(path) { [descriptor] in unsafe bind(descriptor, $0, $1) }
    guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// The next message that has come; nil where there is none.
  func pending() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// Waits for the next message.
  func next(file: String = #fileID, line: Int = #line) async throws -> String {
    try await wait(file: file, line: line) { pending() }
  }

  /// Waits for the next message that is no sign of life.
  func nextChange(file: String = #fileID, line: Int = #line) async throws -> String {
    try await wait(file: file, line: line) {
      let message = pending()
      return message == "WATCHDOG=1" ? nil : message
    }
  }

  /// Sends signs of life to it until it takes no more.
  func fill() {
    var isFull = false
    while !isFull {
      // One socket would be full before the other.
      let sender = Self.newSocket()
      defer { close(sender) }
      let message = Array("WATCHDOG=1".utf8)
      isFull = unsafe Self.withAddress(path) {
        unsafe sendto(sender, message, message.count, Int32(MSG_DONTWAIT), $0, $1) < 0
      }
    }
  }

  private static func newSocket() -> Int32 {
    socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  }

  @unsafe private static func withAddress<Value>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
  ) -> Value {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    return unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
