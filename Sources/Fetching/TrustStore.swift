import CCurl
import Glibc

/// The certificates that servers are checked against: the distribution's, and those of a further file if one is given.
struct TrustStore {
  /// One file of PEM certificates for curl to read, or why there is none.
  let bundle: Result<String, TLSProblem>

  /// Where distributions keep their bundle: Debian and Ubuntu, Fedora and RHEL, openSUSE, Alpine.
  static let distributionBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  init(furtherFile: String?, distributionBundles: [String] = Self.distributionBundles) {
    let distribution = distributionBundles.first { unsafe access($0, R_OK) == 0 }
    guard let furtherFile else {
      bundle =
        distribution.map { .success($0) }
        ?? .failure(
          .noTrustStore("no CA certificates found (install the package ca-certificates)"))
      return
    }
    guard let further = Self.contents(of: furtherFile) else {
      bundle = .failure(.noTrustStore("cannot read the CA file \(furtherFile)"))
      return
    }
    let common = distribution.flatMap { Self.contents(of: $0) } ?? []
    bundle =
      Self.memoryFile(common + Array("\n".utf8) + further).map { .success($0) }
      ?? .failure(
        .noTrustStore("cannot join the CA certificates: \(unsafe String(cString: strerror(errno)))"))
  }

  /// Curl takes one file, and caches only a file: the two bundles are joined in memory that has a path. It stays open
  /// as long as the process lives, of which a fetcher is a part.
  private static func memoryFile(_ contents: [UInt8]) -> String? {
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
    return "/proc/self/fd/\(descriptor)"
  }

  private static func contents(of path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { return nil }
      if count == 0 { return contents }
      contents += chunk[..<count]
    }
  }
}
