import Foundation

extension String {
  /// The canonical decomposition, by Foundation.
  var decomposedForTests: String { decomposedStringWithCanonicalMapping }
}
