import Foundation

/// An authority and certificates of its own, made anew by the openssl command, and servers that show them.
package final class TestCertificates: Sendable {
  /// Whether there is an openssl command to make them.
  package static let areAvailable = Command.succeeds("openssl version")

  private let folder: String

  /// The authority's certificate, to be trusted.
  package var authority: String { "\(folder)/authority.pem" }

  /// Makes them.
  package init() throws {
    folder = NSTemporaryDirectory() + "vigie-certificates-\(UUID().uuidString)"
    let script = """
      set -e
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Test authority" \
        -keyout authority.key -out authority.pem 2>>log
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=127.0.0.1" \
        -addext subjectAltName=IP:127.0.0.1 -keyout self-signed.key -out self-signed.pem 2>>log
      printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\n' > ca.conf
      printf 'policy=p\\nunique_subject=no\\nemail_in_dn=no\\n[p]\\ncommonName=supplied\\n' >> ca.conf
      touch index && echo 01 > serial
      leaf() {
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr -subj "/CN=$1" 2>>log
        printf "subjectAltName=$2" > $1.ext
        openssl ca -config ca.conf -batch -notext -cert authority.pem -keyfile authority.key -in $1.csr -extfile $1.ext \
          -startdate $3 -enddate $4 -out $1.pem 2>>log
      }
      day() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
      leaf good IP:127.0.0.1 $(day '-1 day') $(day '30 days')
      leaf expired IP:127.0.0.1 $(day '-30 days') $(day '-75 hours')
      leaf early IP:127.0.0.1 $(day '3 days') $(day '30 days')
      leaf wrong-host DNS:other.example,DNS:www.other.example $(day '-1 day') $(day '30 days')
      """
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard Command.succeeds(script, in: folder) else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      // A folder left in the temporary folder harms nobody.
    }
  }

  /// Serves over TLS with the certificate of that name until `body` returns: a page, or one given answer to `/answer`.
  package func withServer<Value>(
    showing name: String, answer: String? = nil, options: String = "", _ body: (_ url: String) async throws -> Value
  ) async throws -> Value {
    try await LoopbackSocket.withReservedPort { port in
      let site = "\(folder)/\(port)"
      try FileManager.default.createDirectory(atPath: site, withIntermediateDirectories: true)
      if let answer { try Data(answer.utf8).write(to: URL(fileURLWithPath: "\(site)/answer")) }
      let server = try Command(
        script: """
          exec openssl s_server -accept 127.0.0.1:\(port) \(answer == nil ? "-www" : "-HTTP") \
            -cert ../\(name).pem -key ../\(name).key \(options)
          """, in: site)
      defer { server.stop() }
      try await wait { LoopbackSocket.isListening(port: port) }
      return try await body("https://127.0.0.1:\(port)/")
    }
  }

  /// Serves with each of several certificates until `body` returns.
  package func withServers(
    showing names: [String], answer: String, _ body: ([(name: String, url: String)]) async throws -> Void
  ) async throws {
    guard let name = names.last else { return try await body([]) }
    try await withServer(showing: name, answer: answer) { url in
      try await withServers(showing: names.dropLast(), answer: answer) { try await body($0 + [(name, url)]) }
    }
  }
}
