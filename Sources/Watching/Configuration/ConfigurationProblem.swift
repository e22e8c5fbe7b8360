/// One thing that is wrong, or doubtful, in a file that the user wrote.
package struct ConfigurationProblem: Error, Sendable, Equatable {
  /// Whether vigie can work with the file all the same.
  package enum Severity: Sendable, Equatable {
    /// The file cannot be used.
    case error
    /// The file can be used, but its author should know.
    case warning
  }

  /// The file's path, as it was named.
  package var file: String
  /// The line from 1, or 0 where the problem is the whole file.
  package var line: Int
  /// The column in Unicode scalars from 1, or 0 where the problem is the whole file.
  package var column: Int
  /// Error or warning.
  package var severity: Severity
  /// What is wrong, and what would be right.
  package var message: String
  /// Whether nothing is wrong but that permission to read is missing.
  package var isForbidden = false

  /// A problem at a place of a file.
  package init(file: String, place: FilePlace, severity: Severity = .error, message: String) {
    self.file = file
    self.line = place.line
    self.column = place.column
    self.severity = severity
    self.message = message
  }

  /// A problem of a file as a whole: it is missing, or cannot be read.
  package init(file: String, message: String) {
    self.file = file
    self.line = 0
    self.column = 0
    self.severity = .error
    self.message = message
  }
}

extension ConfigurationProblem: CustomStringConvertible {
  /// `FILE:LINE:COLUMN: message`, as compilers write it and editors follow it.
  package var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return severity == .warning ? "\(place): warning: \(message)" : "\(place): \(message)"
  }
}

extension [ConfigurationProblem] {
  /// Whether permission to read is all that is missing.
  package var isForbidden: Bool {
    let errors = filter { $0.severity == .error }
    return !errors.isEmpty && errors.allSatisfy(\.isForbidden)
  }

  /// The problems by file, those of the file that comes first before others, then by line and column.
  func sortedByFile() -> [ConfigurationProblem] {
    var order: [String: Int] = [:]
    for problem in self where order[problem.file] == nil { order[problem.file] = order.count }
    return enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      let key = (order[one.file] ?? 0, one.line, one.column, left.offset)
      return key < (order[other.file] ?? 0, other.line, other.column, right.offset)
    }.map(\.element)
  }
}

/// Everything that is wrong in a configuration: one error for all its files.
package struct ConfigurationError: Error, Sendable, Equatable {
  /// The problems, in the order of the files; warnings are among them.
  package var problems: [ConfigurationProblem]

  /// An error that carries all of `problems`.
  package init(problems: [ConfigurationProblem]) {
    self.problems = problems
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// One problem a line.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
