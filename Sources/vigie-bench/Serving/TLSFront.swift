import FoundationEssentials
import Subprocess
import SystemPackage

/// TLS before a server that knows none: a process of its own that passes everything on. Needs `python3` and `openssl`.
enum TLSFront {
  /// Stands before the server at `port` while `body` runs, which gets the port to use instead and the certificate to
  /// trust, made out to `host`. It resumes no session: each connection is to cost what one to another host would.
  static func whileStanding(
    before port: String, host: String, _ body: (_ port: String, _ caFile: String) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
    try await makeCertificate(certificate, key: key, for: host)
    _ = try await run(
      .name("python3"), arguments: ["-c", program, certificate, key, port], input: .inputWriter,
      output: .sequence, error: .currentStandardError
    ) { front in
      var lines = front.standardOutput.strings().makeAsyncIterator()
      guard let own = try await lines.next() else { throw BenchError.unusable("python3 serves no TLS") }
      try await body(String(own.prefix { !$0.isNewline }), certificate)
      try await front.standardInputWriter.finish()
    }
  }

  private static func makeCertificate(_ certificate: String, key: String, for host: String) async throws {
    let result = try await run(
      .name("openssl"),
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=vigie-bench", "-addext", "subjectAltName=DNS:\(host)", "-keyout", key, "-out", certificate,
      ], output: .discarded, error: .discarded)
    guard result.terminationStatus.isSuccess else { throw BenchError.unusable("openssl makes no certificate") }
  }

  private static let program = """
    import asyncio, os, ssl, sys

    async def pump(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def main(certificate, key, port):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        context.num_tickets = 0
        context.options |= ssl.OP_NO_TICKET
        async def serve(reader, writer):
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=512)
        own = server.sockets[0].getsockname()[1]
        try:
            await asyncio.start_server(serve, "::1", own, ssl=context, backlog=512)
        except OSError:
            pass
        print(own, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        # Connections that are still kept have nobody left.
        os._exit(0)

    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    """
}
