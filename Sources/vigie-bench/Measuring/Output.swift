import SystemPackage

/// The standard output, line by line: what it shows is seen at once, also through a pipe.
enum Output {
  /// Prints a line.
  static func line(_ text: String) {
    do {
      try FileDescriptor.standardOutput.writeAll("\(text)\n".utf8)
    } catch {
      fatalError("the standard output is gone: \(error)")
    }
  }
}
