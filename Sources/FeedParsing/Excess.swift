/// A place of a document at which something is too much to be read.
struct Excess {
  /// The index of the byte.
  let place: Int
  /// What is too much there.
  let message: String

  /// The place's line, from 1.
  func line(in document: borrowing Span<UInt8>) -> Int {
    document.extracting(0..<place).count(of: ASCII.newline) + 1
  }
}
