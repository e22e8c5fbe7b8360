/// URLs as they may be shown and logged.
package enum ShownURL {
  /// The URL without its user name and password. Of a text that is no URL, what stands before its last `@` goes, as it
  /// may be a password that was not escaped.
  package static func of(_ url: String) -> String {
    guard let slashes = url.firstRange(of: "//") else { return url }
    let rest = url[slashes.upperBound...]
    let authority = isSound(url) ? rest.prefix { !"/?#\\".contains($0) } : rest
    guard let at = authority.lastIndex(of: "@") else { return url }
    return String(url[..<slashes.upperBound] + url[url.index(after: at)...])
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
