import CXML2

/// A conversion of some encoding to UTF-8 by the C library.
@safe struct Iconv: ~Copyable {
  private let descriptor: iconv_t

  /// Opens the conversion from `name`; nil if the library has none.
  init?(from name: String) {
    guard !name.isEmpty, name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "-_:.+()".utf8.contains($0) }) else {
      return nil
    }
    // iconv_open only reads the names during the call, and says -1 for failure.
    let opened = unsafe iconv_open("UTF-8", name)
    guard let opened = unsafe opened, Int(bitPattern: opened) != -1 else { return nil }
    unsafe descriptor = opened
  }

  deinit { unsafe iconv_close(descriptor) }

  /// Whether the library can read an encoding of that name.
  static func knows(_ name: String) -> Bool {
    guard Iconv(from: name) != nil else { return false }
    return true
  }

  /// The bytes as UTF-8; each one that is no character becomes U+FFFD and is counted.
  func utf8(_ bytes: borrowing Span<UInt8>) -> (text: [UInt8], invalid: Int) {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 2)
    var invalid = 0
    var chunk = [CChar](repeating: 0, count: 16_384)
    let descriptor = unsafe descriptor
    // Both buffers outlive the loop, and iconv moves the pointers only within the counts it is given.
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      var input =
        unsafe UnsafeMutableRawPointer(mutating: base)
        .assumingMemoryBound(to: CChar.self) as UnsafeMutablePointer<CChar>?
      var inputLeft = source.count
      while inputLeft > 0 {
        let before = inputLeft
        let (result, written) = unsafe chunk.withUnsafeMutableBufferPointer { buffer in
          var out = buffer.baseAddress
          var outLeft = buffer.count
          let result = unsafe iconv(descriptor, &input, &inputLeft, &out, &outLeft)
          return (result, buffer.count - outLeft)
        }
        for index in 0..<written { output.append(UInt8(bitPattern: chunk[index])) }
        guard result == -1, written < chunk.count - 16 || inputLeft == before else { continue }
        // An invalid or cut sequence: leave one byte out.
        output.append("\u{FFFD}" as Unicode.Scalar)
        invalid += 1
        unsafe input = input.map { unsafe $0 + 1 }
        inputLeft -= 1
      }
    }
    return (output, invalid)
  }
}
