import Foundation
import TestSupport

/// A small library in C that is loaded before a program's own and takes the place of some of its functions.
struct Preload {
  /// The library's path, for `LD_PRELOAD`: as seen from the test's folder, for that list knows no quotes.
  let path: String

  /// Whether there is a C compiler to build one with.
  static let isAvailable = Command.succeeds("cc --version")
  /// What a skipped test says.
  static let absence = "needs a C compiler, cc"

  /// Builds a library in a test's folder.
  init(_ name: String, source: String, in bed: TestBed) throws {
    try bed.write(source, to: "\(name).c")
    path = "./\(name).so"
    guard Command.succeeds("cc -shared -fPIC -D_GNU_SOURCE -o \(path) \(name).c", in: bed.folder.path) else {
      throw CocoaError(.fileWriteUnknown)
    }
  }
}
