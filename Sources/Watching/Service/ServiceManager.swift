import Dispatch
import FoundationEssentials
import Glibc

/// Tells systemd how the service fares (sd_notify(3)). Does nothing where no service manager asked for it.
enum ServiceManager {
  /// What a service manager is told.
  enum Notice: Equatable {
    case ready, reloading, stopping
    /// The service works; it is restarted when this is not heard for long.
    case alive

    /// The notice as the protocol writes it.
    var message: String {
      switch self {
      case .ready: "READY=1"
      // The time lets the manager tell which READY belongs to this reload.
      case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())"
      case .stopping: "STOPPING=1"
      case .alive: "WATCHDOG=1"
      }
    }
  }

  /// Sends a notice to the socket that `NOTIFY_SOCKET` names, in order, without waiting for it: a manager that does not
  /// read is to hold up neither polls nor signals.
  static func notify(_ notice: Notice) {
    guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
    let message = Array(notice.message.utf8)
    // A sign of life that finds the socket full says nothing new.
    let deadline = notice == .alive ? nil : ContinuousClock.now + patience
    queue.async { send(message, to: path, until: deadline) }
  }

  /// Waits until what was told is sent, or given up, which takes no longer than a second.
  static func finish() {
    queue.sync {}
  }

  private static let queue = DispatchQueue(label: "vigie.service-manager")
  /// How long a notice waits for room in the socket.
  private static let patience = Duration.seconds(1)

  /// Tries until the deadline, or once.
  private static func send(_ message: [UInt8], to path: String, until deadline: ContinuousClock.Instant?) {
    let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let descriptor = socket(AF_UNIX, Int32(kind), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // A manager that does not listen is no reason to stop watching.
    guard connect(descriptor, to: path) else { return }
    while unsafe Glibc.send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) < 0 {
      guard errno == EAGAIN || errno == EINTR, let left = deadline.map({ $0 - .now }), left > .zero else { return }
      var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      // Rounded up, or the last millisecond would be spent in turning round.
      _ = unsafe poll(&room, 1, Int32(left / .milliseconds(1)) + 1)
    }
  }

  private static func connect(_ descriptor: Int32, to path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A leading @ stands for the abstract namespace, whose names begin with a zero byte.
    var bytes = Array(path.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    return unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, size) == 0
      }
    }
  }

  /// Within what time the manager wants to hear that the service works (sd_watchdog_enabled(3)); nil: it does not ask.
  static func watchdogTime(
    _ environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()
  ) -> Duration? {
    guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else { return nil }
    if let watched = environment["WATCHDOG_PID"], Int32(watched) != process { return nil }
    return .microseconds(microseconds)
  }

  /// CLOCK_MONOTONIC, which is what Dispatch counts by on Linux.
  private static func monotonicMicroseconds() -> UInt64 {
    DispatchTime.now().uptimeNanoseconds / 1_000
  }
}
