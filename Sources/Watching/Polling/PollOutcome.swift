import FeedParsing
import FoundationEssentials

/// What a poll of one feed came to.
package enum PollOutcome: Sendable, Equatable {
  /// The server, or the bytes themselves, said that nothing changed.
  case unchanged
  /// A document was read: its stories, how many of them were new, and the alerts they gave; and why not all that there
  /// is could be read, where that is so; and how many stories were one too many for a document.
  case read(stories: Int, new: Int, alerts: Int, shortfall: PollFailure?, leftOut: Int = 0)
  /// Nothing could be read.
  case failed(PollFailure)

  /// What went wrong, if anything did.
  package var failure: PollFailure? {
    switch self {
    case .unchanged: nil
    case .read(_, _, _, let shortfall, _): shortfall
    case .failed(let failure): failure
    }
  }

  /// What people should know of a feed that could be read, as a clause that follows its name.
  package var notice: String? {
    guard case .read(_, _, _, _, let leftOut) = self, leftOut > 0 else { return nil }
    return "\(FeedLimits.words(storiesLeftOut: leftOut)) of one document: they are not matched"
  }
}

/// Why a feed could not be read, in words for people.
package struct PollFailure: Error, Sendable, Equatable {
  /// The kinds of failure that backing off tells apart.
  package enum Kind: Sendable, Equatable {
    /// An HTTP status other than 200, 203, 226 and 304.
    case status(Int)
    /// No answer: name, connection, TLS, time.
    case transfer
    /// An answer that is no feed.
    case document
    /// A feed that arrived incomplete; its stories were used.
    case degraded
    /// Ended from our side; it says nothing about the feed.
    case cancelled
  }

  /// The kind of failure.
  package var kind: Kind
  /// What happened, as a clause that follows the feed's name: "answered 503 Service Unavailable".
  package var reason: String
  /// The wait that the server asked for, in seconds.
  package var retryAfter: TimeInterval?

  /// A failure of a kind, with its words.
  package init(_ kind: Kind, _ reason: String, retryAfter: TimeInterval? = nil) {
    self.kind = kind
    self.reason = reason
    self.retryAfter = retryAfter
  }

  /// The failure that an end from our side counts as.
  static let interrupted = PollFailure(.cancelled, "was interrupted")

  /// The HTTP status behind the failure, if there was one.
  package var status: Int? {
    if case .status(let status) = kind { status } else { nil }
  }

  /// Whether the answer asks that the whole host be left alone.
  var isRefusalOfHost: Bool { status == 429 || status == 503 }
}
