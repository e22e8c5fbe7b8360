import FoundationEssentials

/// Whole files of text.
enum TextFile {
  /// The lines of a file, without those that are empty.
  static func lines(of path: String) throws(BenchError) -> [String] {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a file, or replaces it.
  static func write(_ text: String, to path: String) throws(BenchError) {
    do {
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw .unwritable(path, reason: "\(error)")
    }
  }
}

extension String {
  /// A relative path as it stands in a URL: whatever is not plain there is percent-encoded.
  var urlPath: String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    return utf8.map { byte in
      if plain.contains(byte) { return String(Character(Unicode.Scalar(byte))) }
      return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
