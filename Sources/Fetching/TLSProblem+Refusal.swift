import CCurl

extension TLSProblem {
  /// Puts OpenSSL's verdict on a certificate into words.
  ///
  /// - Parameters:
  ///   - verifyCode: One of X509_V_ERR_*.
  ///   - certificates: The chain as curl describes it, the server's own first; empty if it is not known.
  ///   - now: Seconds since 1970.
  static func refusal(verifyCode: Int, host: String, certificates: [[String]], now: Int) -> TLSProblem {
    switch verifyCode {
    // 1 is what curl leaves when OpenSSL found no fault, but the name is not the one asked for.
    case 0, 1, 62, 64: .wrongHost(host: host, names: names(in: certificates.first ?? []))
    case 9: .notYetValid
    case 10: .expired(days: daysSinceExpiry(certificates, now: now))
    case 18: .selfSigned
    case 2, 19, 20, 21, 27: .unknownIssuer
    default: .refused(code: verifyCode)
    }
  }

  /// The days since the first certificate of the chain to expire did so.
  private static func daysSinceExpiry(_ certificates: [[String]], now: Int) -> Int? {
    let expiries = certificates.compactMap { lines in
      value(of: "Expire date", in: lines).map { unsafe curl_getdate($0, nil) }
    }
    return expiries.filter { $0 > 0 && $0 <= now }.min().map { (now - $0) / 86_400 }
  }

  /// The host names that a certificate is for, at most three.
  private static func names(in lines: [String]) -> [String] {
    let alternatives = value(of: "X509v3 Subject Alternative Name", in: lines) ?? ""
    let names = alternatives.split(separator: ",").compactMap { part -> String? in
      let name = part.drop { $0 == " " }
      return name.hasPrefix("DNS:") ? String(name.dropFirst(4)) : nil
    }
    return Array(names.filter { $0.utf8.allSatisfy { 0x21...0x7E ~= $0 } }.prefix(3))
  }

  private static func value(of name: String, in lines: [String]) -> String? {
    lines.first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.utf8.count + 1)) }
  }
}
