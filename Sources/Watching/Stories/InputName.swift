import Fetching
import FoundationEssentials

/// What a command is told to read: a file, standard input, or a web address.
package struct InputName: Sendable, Equatable {
  /// What a name stands for.
  package enum Kind: Sendable, Equatable {
    /// A file, or standard input.
    case file
    /// An http or https URL.
    case webAddress
    /// A URL that is not fetched.
    case otherAddress
  }

  /// The name as given. May carry a password: never for display.
  package let text: String
  /// What the name stands for.
  package let kind: Kind
  /// The name for messages: without a user's name and password.
  package let shown: String

  /// A name as given on the command line; `-` is standard input.
  package init(_ text: String) {
    self.text = text
    if URLHost.of(text) != nil {
      (kind, shown) = (.webAddress, ShownURL.of(text))
    } else if FileManager.default.fileExists(atPath: text) {
      (kind, shown) = (.file, text)
    } else {
      (kind, shown) = (text.contains("://") ? .otherAddress : .file, Self.withoutUserinfo(text))
    }
  }

  /// A name that leads to no file may be an address that was mistyped, and carry a password all the same.
  static func withoutUserinfo(_ text: String) -> String {
    // By bytes: as a character, `@` may have a combining mark to it.
    let bytes = text.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), !bytes[colon...].starts(with: "://".utf8),
      let at = bytes[colon...].lastIndex(of: UInt8(ascii: "@"))
    else { return ShownURL.of(text) }
    return String(text[bytes.index(after: at)...])
  }
}
