import CCurl
import Glibc

/// The certificates that servers are checked against: the distribution's, and those of a further file if one is given.
package final class TrustStore: Sendable {
  /// One file of PEM certificates for curl to read, or why there is none. Valid as long as this object lives.
  package let bundle: Result<String, TLSProblem>

  /// The file in memory that joins the two, if there are two.
  private let joined: Int32?

  /// Where distributions keep their bundle: Debian and Ubuntu, Fedora and RHEL, openSUSE, Alpine.
  static let distributionBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  /// The certificates of the distribution, and of a further file (PEM) if one is given.
  package convenience init(furtherFile: String?) {
    self.init(furtherFile: furtherFile, distributionBundles: Self.distributionBundles)
  }

  init(furtherFile: String?, distributionBundles: [String]) {
    let distribution = distributionBundles.first { unsafe access($0, R_OK) == 0 }
    guard let furtherFile else {
      joined = nil
      bundle =
        distribution.map { .success($0) }
        ?? .failure(
          .noTrustStore("there are no CA certificates to check the server by (install the package ca-certificates)"))
      return
    }
    guard let further = contents(ofFile: furtherFile) else {
      joined = nil
      bundle = .failure(.noTrustStore("cannot read the CA file \(furtherFile)"))
      return
    }
    let common = distribution.flatMap { contents(ofFile: $0) } ?? []
    joined = Self.memoryFile(common + Array("\n".utf8) + further)
    bundle =
      joined.map { .success("/proc/self/fd/\($0)") }
      ?? .failure(
        .noTrustStore("cannot join the CA certificates: out of memory or file descriptors"))
  }

  deinit { if let joined { close(joined) } }

  /// Curl takes one file, and caches only what comes from a file: memory that has a path serves.
  private static func memoryFile(_ contents: [UInt8]) -> Int32? {
    let descriptor = unsafe vigie_memory_file("ca-certificates")
    guard descriptor >= 0 else { return nil }
    var written = 0
    while written < contents.count {
      let count = unsafe contents[written...].withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(descriptor)
        return nil
      }
      written += count
    }
    return descriptor
  }
}
