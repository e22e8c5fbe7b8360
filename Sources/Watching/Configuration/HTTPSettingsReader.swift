/// Reads `http`.
enum HTTPSettingsReader {
  private static let keys = [
    "contact", "connections", "per-host", "timeout", "max-body", "allow-private-networks", "proxy", "ca-file",
    "hosts",
  ]
  private static let largestBody = ByteCount.mebibytes(1024)
  private static let smallestBody = ByteCount(bytes: 1024)

  /// The settings of `http`, with the defaults for what is missing or wrong.
  /// - Parameter longestWait: `schedule.max`, against which some are held; nil where it is not known.
  static func read(_ entry: YAMLEntry?, longestWait: Duration?, with reader: inout YAMLReader) -> HTTPSettings {
    var http = HTTPSettings()
    let keys = entry.flatMap { reader.mapping($0.value, "`http`", keys: Self.keys) } ?? [:]
    http.contact = readContact(keys["contact"], of: entry, with: &reader)
    if let entry = keys["connections"] {
      http.connections = reader.integer(entry.value, "`connections`", in: 1...1024) ?? http.connections
    }
    if let entry = keys["per-host"] { http.perHost = readPerHost(entry.value, with: &reader) }
    if let entry = keys["timeout"] {
      http.timeout = reader.duration(entry.value, "`timeout`", in: .seconds(1)...(.seconds(3600))) ?? http.timeout
    }
    if let entry = keys["max-body"] {
      http.maxBody = reader.size(entry.value, "`max-body`", in: smallestBody...largestBody) ?? http.maxBody
    }
    if let entry = keys["allow-private-networks"] {
      http.allowPrivateNetworks = reader.boolean(entry.value, "`allow-private-networks`") ?? http.allowPrivateNetworks
    }
    if let entry = keys["proxy"] { http.proxy = readProxy(entry.value, with: &reader) }
    if let entry = keys["ca-file"] { http.caFile = readCAFile(entry.value, with: &reader) }
    if let entry = keys["hosts"] {
      http.hosts = HostRulesReader.read(entry.value, longestWait: longestWait, with: &reader)
    }
    return http
  }

  /// Publishers want to know whom to ask (polling manners E16, Q12).
  private static func readContact(_ entry: YAMLEntry?, of http: YAMLEntry?, with reader: inout YAMLReader) -> String? {
    let text = entry.flatMap { reader.text($0.value, "`contact`") }
    if entry == nil || text == "" {
      reader.report(
        "`http.contact` is missing; give an address where publishers can reach you",
        at: entry?.value.place ?? http?.key.place ?? .start, severity: .warning)
    }
    guard let entry, let text, !text.isEmpty else { return nil }
    // It stands inside a comment of the User-Agent header: RFC 9110, 5.6.5.
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && !"()\\;".utf8.contains($0) }) else {
      reader.report("`contact` has ASCII letters, digits and marks only, without ( ) ; \\", at: entry.value.place)
      return nil
    }
    return text
  }

  private static func readPerHost(_ node: YAMLNode, with reader: inout YAMLReader) -> HTTPSettings.HostLimits {
    var limits = HTTPSettings.HostLimits()
    guard let keys = reader.mapping(node, "`per-host`", keys: ["connections", "spacing"]) else { return limits }
    if let entry = keys["connections"] {
      limits.connections = reader.integer(entry.value, "`connections`", in: 1...64) ?? limits.connections
    }
    if let entry = keys["spacing"] {
      limits.spacing = reader.duration(entry.value, "`spacing`", in: .zero...(.seconds(3600))) ?? limits.spacing
    }
    return limits
  }

  /// A proxy's address may carry a password, so no message repeats it.
  private static func readProxy(_ node: YAMLNode, with reader: inout YAMLReader) -> String? {
    guard let text = reader.text(node, "`proxy`"), !text.isEmpty else { return nil }
    let schemes = ["http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://"]
    guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }), text.utf8.count > scheme.utf8.count,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else {
      reader.report("`proxy` must be an address such as http://proxy.example.org:3128 or socks5h://…", at: node.place)
      return nil
    }
    return text
  }

  private static func readCAFile(_ node: YAMLNode, with reader: inout YAMLReader) -> String? {
    guard let text = reader.text(node, "`ca-file`"), !text.isEmpty else { return nil }
    let file = reader.source.file
    let path = NamedPath(
      path: ConfigurationPath.resolve(text, besides: file), origin: .init(file: file, place: node.place))
    do {
      let bytes = try path.readBytes()
      guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") else {
        reader.report("\(text.quoted) holds no certificate in PEM form", at: node.place)
        return nil
      }
    } catch {
      reader.report([error])
      return nil
    }
    return ConfigurationPath.absolute(path.path)
  }
}
