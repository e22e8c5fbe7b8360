/// URLs as they may be shown and logged.
package enum ShownURL {
  /// The URL without its user name and password. Of a text that is no URL, what stands between its first `//` and its
  /// last `@` goes, as it may be a password that was not escaped.
  package static func of(_ url: String) -> String {
    // By bytes: as a character, `/` or `@` may have a combining mark to it.
    let bytes = url.utf8
    guard bytes.contains(UInt8(ascii: "@")), let slashes = bytes.firstRange(of: "//".utf8) else { return url }
    let rest = bytes[slashes.upperBound...]
    let authority = isSound(url) ? rest.prefix { !"/?#".utf8.contains($0) } : rest
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return url }
    return String(url[..<slashes.upperBound] + url[bytes.index(after: at)...])
  }

  private static func isSound(_ url: String) -> Bool {
    do throws(FetchError) {
      _ = try FetchURL(url)
      return true
    } catch {
      return false
    }
  }
}
