/// What this build calls itself.
package enum Version {
  /// The version number.
  package static let number = "0.1.0"

  /// Where publishers can read what vigie is and how to reach its makers.
  static let projectURL = "https://github.com/vigie/vigie"

  /// The `User-Agent` of every request: who asks, what that is, and whom a publisher can write to.
  package static func userAgent(contact: String?) -> String {
    let operatorContact = contact.map { "; \($0)" } ?? ""
    return "vigie/\(number) (+\(projectURL)\(operatorContact))"
  }
}
