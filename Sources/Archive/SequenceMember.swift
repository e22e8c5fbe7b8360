/// The `"sequence":"000000000042",` of a line, which stands nowhere else in it: within a JSON string its quotes would be
/// escaped.
package enum SequenceMember {
  private static let name = Array("\"sequence\":\"".utf8)
  private static let end = Array("\",".utf8)
  private static let repeatMark = Array("\"redelivered\":true,".utf8)
  private static let digits = 12

  static func bytes(_ sequence: Int64) -> [UInt8] {
    let number = String(sequence)
    let zeros = String(repeating: "0", count: max(0, digits - number.count))
    return name + Array((zeros + number).utf8) + end
  }

  /// The last sequence in a piece of a log, if there is one.
  package static func last(in bytes: [UInt8]) -> Int64? {
    var start = bytes.count - name.count - digits - end.count
    while start >= 0 {
      if bytes[start] == name[0], let sequence = sequence(at: start, in: bytes) {
        return sequence
      }
      start -= 1
    }
    return nil
  }

  /// The line with the mark of a repeat behind its sequence.
  static func markingRepeat(_ line: [UInt8]) -> [UInt8] {
    var start = 0
    while start < line.count {
      guard line[start] == name[0], sequence(at: start, in: line) != nil else {
        start += 1
        continue
      }
      guard let quote = line[(start + name.count)...].firstIndex(of: UInt8(ascii: "\"")) else { return line }
      let place = quote + end.count
      guard !line[place...].starts(with: repeatMark) else { return line }
      return line[..<place] + repeatMark + line[place...]
    }
    return line
  }

  private static func sequence(at start: Int, in bytes: [UInt8]) -> Int64? {
    let rest = bytes[start...]
    guard rest.starts(with: name) else { return nil }
    let number = rest.dropFirst(name.count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard number.count >= digits, rest.dropFirst(name.count + number.count).starts(with: end) else { return nil }
    return Int64(String(decoding: number, as: UTF8.self))
  }
}
