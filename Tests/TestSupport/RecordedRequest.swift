/// The head of a request as it came.
package struct RecordedRequest: Sendable {
  /// The head, byte for byte.
  package let bytes: [UInt8]

  /// The head as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
  /// The target of the request line.
  package var path: String { text.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

  /// The value of a header, byte for byte; nil if it is not there.
  package func header(_ name: String) -> [UInt8]? {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    let prefix = Array((name + ": ").lowercased().utf8)
    let line = lines.first {
      String(decoding: $0.prefix(prefix.count), as: UTF8.self).lowercased().utf8.elementsEqual(prefix)
    }
    return line.map { Array($0.dropFirst(prefix.count)) }
  }

  /// The value of a header as text; nil if it is not there.
  package func headerText(_ name: String) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }

  /// Reads up to the empty line; nil if the client went away before.
  init?(readingFrom client: Int32) {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard let byte = LoopbackSocket.nextByte(from: client) else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }
}
