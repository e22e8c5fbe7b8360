import Glibc
import TestSupport
import Testing

@testable import Fetching

/// The end of a process, whose other threads may still end connections.
@Suite struct ExitTests {
  @Test func `what TLS works with stays until the process is gone`() async {
    await #expect(processExitsWith: .success) {
      // What is registered first is called last: after whatever curl and its libraries register.
      atexit {
        if !tlsWorks() { _exit(EXIT_FAILURE) }
      }
      let server = try LoopbackServer(always: .status(200))
      #expect(await outcome(of: FetchRequest(url: server.url())).response?.status == 200)
      #expect(tlsWorks())
    }
  }
}

/// Whether OpenSSL, if it is what curl has for TLS, still gives random numbers.
private func tlsWorks() -> Bool {
  typealias RandomBytes = @convention(c) (UnsafeMutablePointer<UInt8>, CInt) -> CInt
  guard let symbol = unsafe dlsym(dlopen(nil, RTLD_LAZY), "RAND_bytes") else { return true }
  // The function is as OpenSSL declares it.
  let randomBytes = unsafe unsafeBitCast(symbol, to: RandomBytes.self)
  var byte: UInt8 = 0
  return unsafe randomBytes(&byte, 1) == 1
}
