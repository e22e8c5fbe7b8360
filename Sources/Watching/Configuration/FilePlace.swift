/// A place in a text file: line and column from 1, columns counted in Unicode scalars.
package struct FilePlace: Sendable, Hashable, Comparable {
  /// The line, from 1.
  package var line: Int
  /// The column in Unicode scalars, from 1.
  package var column: Int

  /// A place from its line and column.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The first place of any file.
  package static let start = FilePlace(line: 1, column: 1)

  package static func < (left: FilePlace, right: FilePlace) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
