import FoundationEssentials

/// A configuration for one measured watch, with its lists, in a folder of its own.
struct PollSetup: Sendable {
  /// The folder; the state and the alert log go there too.
  let folder: String
  /// The server's address, without a slash at the end, and with a `*` where each feed's number goes, if anywhere.
  let base: String
  /// Transfers at once, over all hosts and to one.
  let connections: Int
  /// The certificate authority of an https server.
  var caFile: String?

  /// The configuration file's path.
  var configurationPath: String { "\(folder)/vigie.yaml" }
  /// The state folder's path.
  var statePath: String { "\(folder)/var" }
  /// The alert log's path.
  var logPath: String { "\(folder)/alerts.jsonl" }

  private func url(of name: String, number: Int) -> String {
    "\(base.replacing("*", with: "f\(number)"))/\(name.urlPath)"
  }

  /// Writes the configuration, the list of feeds and a watchlist of terms.
  func write(feeds: [String], terms: [String]) throws(BenchError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder, reason: "\(error)")
    }
    let list = feeds.enumerated().map { "\(url(of: $1, number: $0))\n" }.joined()
    try TextFile.write(list, to: "\(folder)/feeds.txt")
    try TextFile.write(terms.map { "\($0)\n" }.joined(), to: "\(folder)/terms.txt")
    try TextFile.write("id: bench\ntitle: Benchmark\nterms-file: terms.txt\n", to: "\(folder)/watchlist.yaml")
    let certificate = caFile.map { "  ca-file: \($0)\n" } ?? ""
    try TextFile.write(
      """
      feeds: [feeds.txt]
      watchlists: [watchlist.yaml]
      state: var
      alerts: alerts.jsonl
      name: bench
      http:
        connections: \(connections)
        per-host: { connections: \(min(connections, 64)), spacing: 0s }
        allow-private-networks: true
      \(certificate)
      """, to: configurationPath)
  }
}
