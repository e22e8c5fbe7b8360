import FoundationEssentials
import Glibc
import SystemPackage

/// The files into which vigie itself rotated a log. Those of logrotate have other names, and are not touched.
struct RotatedLogs {
  private let path: FilePath

  init(of path: FilePath) {
    self.path = path
  }

  /// What follows the log's name: the time in UTC, to the second, so that the names sort by age.
  static func suffix(at time: Date) -> String {
    time.formatted(.iso8601).replacing("-", with: "").replacing(":", with: "")
  }

  /// Removes the oldest files until `count` are left. Returns those that cannot be removed, each with the reason.
  func remove(beyond count: Int) -> [UnremovableLog] {
    guard let name = path.lastComponent?.string else { return [] }
    let files = LogSiblings.of(path).filter { file in
      file.lastComponent.map { Self.isSuffix($0.string.dropFirst(name.count)) } ?? false
    }
    return files.dropLast(count).compactMap { file in
      guard unsafe file.withPlatformString({ unsafe unlink($0) }) != 0 else { return nil }
      let code = Errno(rawValue: errno)
      return code == .noSuchFileOrDirectory ? nil : UnremovableLog(path: file.string, reason: "\(code)")
    }
  }

  private static func isSuffix(_ text: Substring) -> Bool {
    let form = Array("-ddddddddTddddddZ".utf8)
    return text.utf8.count == form.count
      && zip(text.utf8, form).allSatisfy { byte, expected in
        expected == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == expected
      }
  }
}

/// A rotated log that should be gone, and stays.
package struct UnremovableLog: Sendable, Hashable {
  /// Where it is.
  package var path: String
  /// Why it cannot be removed.
  package var reason: String
}
