/// Why no trusted connection came about.
package enum TLSProblem: Error, Equatable {
  /// The server's certificate, or one above it, has expired; so many days ago where that could be learnt.
  case expired(days: Int?)
  /// The certificate's first day is still to come, or this machine's clock is behind.
  case notYetValid
  /// The certificate is for other names, of which some are given.
  case wrongHost(host: String, names: [String])
  /// The certificate vouches only for itself.
  case selfSigned
  /// Nobody whom this machine trusts vouches for the certificate.
  case unknownIssuer
  /// The certificate was refused for a rarer reason, in OpenSSL's numbering.
  case refused(code: Int)
  /// Client and server found no common protocol, or one broke it off.
  case handshake(String)
  /// There is nothing to check certificates against.
  case noTrustStore(String)
}

extension TLSProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .expired(days: nil): "certificate expired"
    case .expired(days: 0): "certificate expired today"
    case .expired(days: 1): "certificate expired 1 day ago"
    case .expired(let days?): "certificate expired \(days) days ago"
    case .notYetValid: "certificate is not valid yet"
    case .wrongHost(let host, let names) where names.isEmpty: "certificate is not for \(host)"
    case .wrongHost(let host, let names): "certificate is for \(names.joined(separator: ", ")), not for \(host)"
    case .selfSigned: "certificate is self-signed"
    case .unknownIssuer: "certificate is from an unknown issuer, or the server leaves out one between"
    case .refused(let code): "certificate was refused (OpenSSL verify code \(code))"
    case .handshake(let words): "TLS handshake failed: \(words)"
    case .noTrustStore(let words): words
    }
  }
}
