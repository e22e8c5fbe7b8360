import SystemPackage

extension FileDescriptor {
  /// Reads all that is left, or returns nil where that is more than `limit` bytes. Of a pipe it waits for the end.
  package func readToEnd(limit: Int = .max) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe read(into: $0) }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else { return nil }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
