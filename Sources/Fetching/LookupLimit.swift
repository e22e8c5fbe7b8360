import Glibc

/// Keeps hung name lookups from using up the threads of the process.
///
/// Curl looks each name up on a thread of its own, and leaves the thread to itself when time is up, because nothing can
/// stop the system's resolver.
struct LookupLimit {
  /// Lookups left to themselves that may still hang.
  private(set) var abandoned = 0
  private let limit: Int
  private let countThreads: () -> Int?

  init(limit: Int = 128, countThreads: @escaping () -> Int? = Self.threadsOfProcess) {
    self.limit = limit
    self.countThreads = countThreads
  }

  mutating func noteAbandoned() { abandoned += 1 }

  /// Whether another lookup may begin. No more than all threads can hang, which corrects the count downwards.
  mutating func permitsAnother() -> Bool {
    guard abandoned >= limit else { return true }
    if let threads = countThreads() { abandoned = min(abandoned, threads) }
    return abandoned < limit
  }

  /// Reads the number of threads from /proc.
  private static func threadsOfProcess() -> Int? {
    guard let status = contents(ofFile: "/proc/self/status") else { return nil }
    let line = status.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "Threads:".utf8) }
    return line.flatMap { Int(String(decoding: $0.filter { 0x30...0x39 ~= $0 }, as: UTF8.self)) }
  }
}

/// Reads a file whole; nil if it cannot be read.
func contents(ofFile path: String) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var contents: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    if count == 0 { return contents }
    contents += chunk[..<count]
  }
}
