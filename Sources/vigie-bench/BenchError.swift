import Glibc

/// Why a benchmark could not be run.
enum BenchError: Error, CustomStringConvertible {
  /// A file or folder cannot be read.
  case unreadable(String)
  /// A file or folder cannot be written.
  case unwritable(String, reason: String)
  /// The operating system refused something.
  case refused(String, code: Int32)
  /// A child process did not do what it is for.
  case child(String)
  /// Input that the benchmark has no use for.
  case unusable(String)

  var description: String {
    switch self {
    case .unreadable(let path): "\(path): cannot be read"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .refused(let call, let code): "\(call) failed: \(Self.words(for: code))"
    case .child(let command): "the child process `vigie-bench \(command)` failed"
    case .unusable(let reason): reason
    }
  }

  private static func words(for code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
