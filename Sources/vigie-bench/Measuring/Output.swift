import SystemPackage

/// The standard output, line by line: what it shows is seen at once, also through a pipe.
enum Output {
  /// Prints a line.
  static func line(_ text: String) throws(BenchError) {
    do {
      try FileDescriptor.standardOutput.writeAll("\(text)\n".utf8)
    } catch {
      throw .unwritable("the standard output", reason: "\(error)")
    }
  }
}
