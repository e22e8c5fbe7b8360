/// HTTP statuses in words.
enum HTTPStatus {
  /// 203 Non-Authoritative Information: a 200 that a proxy changed on its way (RFC 9110 section 15.3.4).
  static let passedOn = 203
  /// 226 IM Used: the body holds only what is new (RFC 3229, `A-IM: feed`).
  static let deltaUsed = 226

  /// The status as events tell it: nil for a number that is none (RFC 9110 section 15).
  static func valid(_ status: Int?) -> Int? {
    status.flatMap { (100...599).contains($0) ? $0 : nil }
  }

  /// The status with its usual phrase: "503 Service Unavailable".
  static func words(_ status: Int) -> String {
    phrases[status].map { "\(status) \($0)" } ?? "\(status)"
  }

  private static let phrases = [
    204: "No Content", 300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 400: "Bad Request",
    401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 410: "Gone", 418: "I'm a teapot", 421: "Misdirected Request",
    429: "Too Many Requests", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}
