import TestSupport
import Testing

@testable import Fetching

@Suite(.enabled(if: TestCertificates.areAvailable, "the openssl command is needed"))
struct TLSTests {
  private func outcome(
    showing name: String, trusting authority: Bool, verification: TLSVerification = .full, options: String = ""
  ) async throws -> Result<FetchResponse, FetchError> {
    let certificates = try TestCertificates()
    return try await certificates.withServer(showing: name, options: options) { url in
      await FetchingTests.outcome(
        of: FetchRequest(url: url, tls: verification),
        testOptions { $0.caFile = authority ? certificates.authority : nil })
    }
  }

  @Test func `Q21: a further CA file makes its servers trusted`() async throws {
    #expect(try await outcome(showing: "good", trusting: true).response?.status == 200)
  }

  @Test(arguments: [
    ("good", false, "certificate is from an unknown issuer, or the server leaves out one between"),
    ("self-signed", true, "certificate is self-signed"),
    ("expired", true, "certificate expired 3 days ago"),
    ("early", true, "certificate is not valid yet"),
    ("wrong-host", true, "certificate is for other.example, www.other.example, not for 127.0.0.1"),
  ])
  func `F11: what is wrong with a certificate is told in words`(name: String, trusts: Bool, words: String) async throws
  {
    #expect(try await outcome(showing: name, trusting: trusts).error?.description == words)
  }

  @Test(arguments: ["self-signed", "expired", "wrong-host"])
  func `Q21: a feed may do without verification`(name: String) async throws {
    #expect(try await outcome(showing: name, trusting: false, verification: .none).response?.status == 200)
  }

  @Test func `F11: what a feed does without counts for its own site, not for one that a redirect names`() async throws {
    let certificates = try TestCertificates()
    let options = testOptions { $0.caFile = certificates.authority }
    try await certificates.withServer(showing: "expired") { expired in
      let answer = "HTTP/1.1 302 Found\r\nLocation: \(expired)\r\nContent-Length: 0\r\n\r\n"
      try await certificates.withServer(showing: "self-signed", answer: answer) { url in
        let error = await FetchingTests.outcome(of: FetchRequest(url: url + "answer", tls: .none), options).error
        #expect(error?.description == "certificate expired 3 days ago")
      }
    }
  }

  @Test func `F11: a server that speaks no TLS 1.2 is refused`() async throws {
    let old = "-tls1_1 -cipher DEFAULT@SECLEVEL=0"
    guard case .tls(.handshake) = try await outcome(showing: "good", trusting: true, options: old).error else {
      Issue.record("TLS 1.1 was accepted")
      return
    }
  }

  @Test func `Q8: https to http is followed by a bare feed, and not by one with headers or credentials`() async throws {
    let plain = try LoopbackServer(always: .status(200))
    let certificates = try TestCertificates()
    let options = testOptions { $0.caFile = certificates.authority }
    let answer = "HTTP/1.1 302 Found\r\nLocation: \(plain.url())\r\nContent-Length: 0\r\n\r\n"
    try await certificates.withServer(showing: "good", answer: answer) { url in
      let bare = FetchRequest(url: url + "answer")
      #expect(await FetchingTests.outcome(of: bare, options).response?.finalURL == plain.url())
      let refusal = FetchError.forbiddenRedirect(
        to: plain.url(), reason: "from https to http, while the feed has credentials or headers")
      var withHeader = bare
      withHeader.headers = [HeaderField(name: "X-Key", value: "k")]
      #expect(await FetchingTests.outcome(of: withHeader, options).error == refusal)
      let withPassword = FetchRequest(url: bare.url.replacing("https://", with: "https://u:p@"))
      #expect(await FetchingTests.outcome(of: withPassword, options).error == refusal)
    }
    #expect(plain.requests.count == 1)
  }

  @Test func `F12: without a trust store only verified https fails`() async throws {
    let options = testOptions { $0.caFile = "/nowhere/ca.pem" }
    let words = "cannot read the CA file /nowhere/ca.pem"
    let secure = await FetchingTests.outcome(of: FetchRequest(url: "https://127.0.0.1:1/"), options).error
    #expect(secure == .tls(.noTrustStore(words)))
    let server = try LoopbackServer(always: .status(200))
    #expect(await FetchingTests.outcome(of: FetchRequest(url: server.url()), options).response?.status == 200)
  }

  @Test func `F12: a machine without CA certificates is told what to install`() {
    let store = TrustStore(furtherFile: nil, distributionBundles: ["/nowhere/a", "/nowhere/b"])
    guard case .failure(let problem) = store.bundle else {
      Issue.record("a bundle was found")
      return
    }
    #expect(problem.description.contains("ca-certificates"))
  }

  @Test(arguments: [
    (0, 86_400 * 10, TLSProblem.wrongHost(host: "h", names: ["a.example"])), (9, 0, .notYetValid),
    (10, 86_400 * 10 + 5, .expired(days: 9)), (10, 86_400 + 5, .expired(days: 0)), (10, 0, .expired(days: nil)),
    (18, 0, .selfSigned), (20, 0, .unknownIssuer), (23, 0, .refused(code: 23)),
  ])
  func `OpenSSL's verdicts are told apart`(code: Int, now: Int, problem: TLSProblem) {
    let lines = [
      "Expire date:Jan  2 00:00:00 1970 GMT", "X509v3 Subject Alternative Name:DNS:a.example, IP Address:1.1.1.1",
    ]
    #expect(TLSProblem.refusal(verifyCode: code, host: "h", certificates: [lines], now: now) == problem)
  }
}
