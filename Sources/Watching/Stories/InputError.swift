/// Input that cannot be used, with its place.
package struct InputError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the user gave it.
  package var file: String
  /// The line, from 1, where it is known.
  package var line: Int?
  /// What is wrong, and what would be right.
  package var message: String

  package var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
