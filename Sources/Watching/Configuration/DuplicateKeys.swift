import Yams

/// Gets a file with repeated keys past Yams, which stops at the first one and names only the key's first place.
///
/// The first of two equal keys is disguised by a private-use character, and the file is read again; the reader
/// then sees both keys under their own name, and reports the second at its place.
struct DuplicateKeys {
  private let source: SourceText
  private var disguises: [Disguise] = []
  private var found: [FilePlace: String] = [:]

  private struct Disguise {
    let index: String.Index
    let scalar: Unicode.Scalar
  }

  /// Every repeated key costs one more reading of the file.
  private static let limit = 20
  private static let firstDisguise: UInt32 = 0xF0000

  init(in source: SourceText) {
    self.source = source
  }

  /// The repeated keys that were met, for a file that in the end could not be read.
  var problems: [ConfigurationProblem] {
    found.sorted { $0.key < $1.key }.map { place, key in
      source.problem(at: place, "duplicate key \(key.quoted); keep one of them")
    }
  }

  /// Reads the file with Yams, as often as it has repeated keys.
  mutating func compose() throws -> Yams.Node? {
    while true {
      do {
        return try Yams.Parser(yaml: disguisedText, resolver: .basic, encoding: .utf8).singleRoot()
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let place = FilePlace(line: context.mark.line, column: context.mark.column)
        let isKnown = found.updateValue(original(of: keys.first ?? ""), forKey: place) != nil
        guard !isKnown, found.count <= Self.limit, disguise(keyAt: place) else { throw UnreadableDuplicates() }
      }
    }
  }

  /// The text of a scalar as its file has it.
  func original(of text: String) -> String {
    guard let first = text.unicodeScalars.first, let disguise = disguises.first(where: { $0.scalar == first }) else {
      return text
    }
    var scalars = String.UnicodeScalarView([source.text.unicodeScalars[disguise.index]])
    scalars.append(contentsOf: text.unicodeScalars.dropFirst())
    return String(scalars)
  }

  /// The file's text; a disguise is one scalar for one scalar, so places stay.
  private var disguisedText: String {
    guard !disguises.isEmpty else { return source.text }
    var text = ""
    var start = source.text.startIndex
    for disguise in disguises.sorted(by: { $0.index < $1.index }) {
      text.unicodeScalars.append(contentsOf: source.text.unicodeScalars[start..<disguise.index])
      text.unicodeScalars.append(disguise.scalar)
      start = source.text.unicodeScalars.index(after: disguise.index)
    }
    text.unicodeScalars.append(contentsOf: source.text.unicodeScalars[start...])
    return text
  }

  /// A key that begins with an escape, an alias or nothing cannot be disguised by its first character.
  private mutating func disguise(keyAt place: FilePlace) -> Bool {
    var rest = source.text.unicodeScalars[source.index(of: place)...]
    if let quote = rest.first, quote == "\"" || quote == "'" { rest = rest.dropFirst() }
    guard let first = rest.first, !"\\&*!?:\"'[{".unicodeScalars.contains(first),
      let scalar = Unicode.Scalar(Self.firstDisguise + UInt32(disguises.count))
    else { return false }
    disguises.append(Disguise(index: rest.startIndex, scalar: scalar))
    return true
  }
}

/// A file has more repeated keys than are worth reading it for, or one that cannot be disguised.
struct UnreadableDuplicates: Error {}
