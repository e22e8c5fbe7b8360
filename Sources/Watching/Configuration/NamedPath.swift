/// A file or folder that is to be read, and who names it.
struct NamedPath: Sendable {
  /// The path, ready to open.
  let path: String
  /// The place that names it; nil for the command line.
  let origin: Origin?

  /// A place in a configuration file.
  struct Origin: Sendable {
    let file: String
    let place: FilePlace
  }

  /// A problem of the path itself, at the place that names it.
  func problem(_ message: String, severity: ConfigurationProblem.Severity = .error) -> ConfigurationProblem {
    guard let origin else { return ConfigurationProblem(file: path, message: message) }
    return ConfigurationProblem(
      file: origin.file, place: origin.place, severity: severity, message: "\(path.quoted): \(message)")
  }

  /// Reads the text file that the path names.
  func read() throws(ConfigurationProblem) -> SourceText {
    try SourceText(file: path, bytes: try readBytes())
  }

  /// Reads the file that the path names, whatever it holds.
  func readBytes() throws(ConfigurationProblem) -> [UInt8] {
    do {
      return try FileReadingError.contents(of: path)
    } catch {
      var problem = problem(error.description)
      problem.isForbidden = error == .forbidden
      throw problem
    }
  }
}
