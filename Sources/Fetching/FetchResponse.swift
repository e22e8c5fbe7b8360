/// A server's answer, whatever its status; after redirects, the last one's. It is handed on by reference, for it is of
/// many parts.
package final class FetchResponse: Sendable {
  /// The HTTP status, such as 200, 304 or 410.
  package let status: Int
  /// Where the answer came from, without user name, password and fragment.
  package let finalURL: String
  /// The redirects followed, in order.
  package let redirects: [Redirect]
  /// The value of `Content-Type`, with its parameters; nil if it is not there.
  package let contentType: String?
  /// The validators of this very answer: on 304 only those that it repeats.
  package let validators: Validators
  /// Several headers of the name are joined by commas.
  package let cacheControl: String?
  /// The value of `Expires` as it came; nil if it is not there.
  package let expires: String?
  /// The value of `Date` as it came, by the server's clock; nil if it is not there.
  package let date: String?
  /// The value of `Age` as it came: how long a cache on the way kept the answer; nil if it is not there.
  package let age: String?
  /// The value of `Retry-After` as it came, seconds or a date; nil if it is not there.
  package let retryAfter: String?
  /// The decoded body. Of an answer other than 2xx at most the first 64 KiB, and what came of it where it broke off.
  package let body: [UInt8]
  /// Where the body is large, what tells the fetcher that it is not held any more.
  private let loan: BodyLoan?
  /// Bytes received, redirects included: headers, and bodies as they travelled.
  package let wireBytes: Int
  /// Time spent on the network, in seconds, without the wait for a free connection.
  package let seconds: Double

  /// An answer of its parts; those left out are absent or empty.
  package init(
    status: Int,
    finalURL: String,
    redirects: [Redirect] = [],
    contentType: String? = nil,
    validators: Validators = .none,
    cacheControl: String? = nil,
    expires: String? = nil,
    date: String? = nil,
    age: String? = nil,
    retryAfter: String? = nil,
    body: [UInt8] = [],
    loan: BodyLoan? = nil,
    wireBytes: Int = 0,
    seconds: Double = 0
  ) {
    self.status = status
    self.finalURL = finalURL
    self.redirects = redirects
    self.contentType = contentType
    self.validators = validators
    self.cacheControl = cacheControl
    self.expires = expires
    self.date = date
    self.age = age
    self.retryAfter = retryAfter
    self.body = body
    self.loan = loan
    self.wireBytes = wireBytes
    self.seconds = seconds
  }
}

/// One step from a URL to another.
package struct Redirect: Sendable, Equatable {
  /// 301, 302, 303, 307 or 308.
  package var status: Int
  /// The target, absolute, without user name, password and fragment.
  package var url: String

  /// A step to `url`, which carries no user name, password or fragment.
  package init(status: Int, url: String) {
    self.status = status
    self.url = url
  }

  /// Whether the server said that the document moved for good.
  package var isPermanent: Bool { status == 301 || status == 308 }
}
