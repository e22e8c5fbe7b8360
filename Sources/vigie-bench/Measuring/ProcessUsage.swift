import FoundationEssentials
import Glibc

/// What this process has used of the machine so far.
enum ProcessUsage {
  /// CPU time of all threads, user and system, in seconds.
  static var cpuSeconds: Double {
    var usage = rusage()
    guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
    return usage.ru_utime.seconds + usage.ru_stime.seconds
  }

  /// Resident memory, in bytes.
  static var residentBytes: Int { statusBytes("VmRSS:") }

  /// The greatest resident memory since the start or `forgetPeak()`, in bytes.
  static var peakBytes: Int { statusBytes("VmHWM:") }

  /// Lets `peakBytes` begin anew (proc(5), `clear_refs`). Where that is not allowed, the old peak stays.
  static func forgetPeak() {
    guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
    unsafe fputs("5", file)
    unsafe fclose(file)
  }

  private static func statusBytes(_ key: String) -> Int {
    guard let bytes = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(key) {
      let kibibytes = line.dropFirst(key.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first
      return (kibibytes.flatMap { Int($0) } ?? 0) * 1_024
    }
    return 0
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
