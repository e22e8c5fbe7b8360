/// Why feeds could not be added to a list.
package enum FeedListEditingError: Error, Sendable, Equatable {
  /// The list, or the one to import, is not sound as it is.
  case problems([ConfigurationProblem])
  /// A feed that is to be added is not sound; `feed` is safe to show.
  case badFeed(feed: String, reason: String)
  /// Another feed has the id.
  case idTaken(id: String, by: String)
  /// vigie does not write this kind of list.
  case unsupported(list: String)
  /// The list is written so that nothing can be appended.
  case notExtensible(list: String)
  /// Permission to write the list is missing.
  case forbidden(list: String)
  /// The list cannot be written for another reason.
  case unwritable(list: String, reason: String)
}

extension FeedListEditingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .problems(let problems): problems.map(\.description).joined(separator: "\n")
    case .badFeed(let feed, let reason): "\(feed.quoted): \(reason)"
    case .idTaken(let id, let feed): "the id \(id.quoted) is taken already, by \(feed); give another one"
    case .unsupported(let list): "\(list): feeds are added to a .yaml or .txt list"
    case .notExtensible(let list):
      "\(list): nothing can be appended to a list that is written this way; write one `- url: …` a feed"
    case .forbidden(let list): "\(list): cannot be written: permission is missing"
    case .unwritable(let list, let reason): "\(list): cannot be written: \(reason)"
    }
  }
}
