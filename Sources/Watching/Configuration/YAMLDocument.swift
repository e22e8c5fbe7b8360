import Yams

/// A YAML file as nodes with places.
///
/// Tags have no meaning here, and every scalar stays the text that it is: `no`, `on`, `1e3` are words.
struct YAMLDocument {
  /// The file's one value, or nil where the file is empty, holds only comments or `---`, or cannot be read.
  let root: YAMLNode?
  /// What is wrong with the file as YAML.
  let problems: [ConfigurationProblem]

  /// Reads one file.
  init(_ source: SourceText) {
    var keys = DuplicateKeys(in: source)
    do {
      guard let node = try keys.compose() else {
        (root, problems) = (nil, [])
        return
      }
      var converter = NodeConverter(source: source, keys: keys)
      let root = converter.convert(node)
      self.root = converter.isWithinBounds && !root.isNothing ? root : nil
      self.problems = converter.problems
    } catch {
      (root, problems) = (nil, keys.problems + [YAMLSyntaxProblem.problem(for: error, in: source)].compactMap(\.self))
    }
  }
}

/// Turns Yams nodes into ours, and refuses the YAML features that would lose a part of the text.
private struct NodeConverter {
  let source: SourceText
  let keys: DuplicateKeys
  var problems: [ConfigurationProblem] = []
  private var remaining: Int
  private var properties: [FilePlace: String.Index]

  init(source: SourceText, keys: DuplicateKeys) {
    self.source = source
    self.keys = keys
    // Without aliases a file has fewer nodes than bytes. With them, a few lines can stand for billions.
    self.remaining = source.text.utf8.count + 1_000_000
    self.properties = Self.properties(in: source)
  }

  /// False once aliases have made the document too large to walk.
  var isWithinBounds: Bool { remaining > 0 }

  mutating func convert(_ node: Yams.Node) -> YAMLNode {
    let place = node.place
    guard isWithinBounds else { return YAMLNode(place: place, content: .scalar("", .plain)) }
    remaining -= 1
    if !isWithinBounds {
      problems.append(source.problem(at: place, "aliases make this file too large; write fewer of them"))
    }
    checkProperties(at: place)
    switch node {
    case .scalar(let scalar):
      return YAMLNode(place: place, content: .scalar(keys.original(of: scalar.string), scalar.style.ours))
    case .sequence(let sequence):
      return YAMLNode(place: place, content: .sequence(sequence.map { convert($0) }))
    case .mapping(let mapping):
      let entries = mapping.map { YAMLEntry(key: convert($0.key), value: convert($0.value)) }
      return YAMLNode(place: place, content: .mapping(entries))
    case .alias:
      // Yams puts the anchored node in an alias's place when it composes; this case is for emitting.
      return YAMLNode(place: place, content: .scalar("", .plain))
    }
  }

  /// `!word` and an unused `&word` would vanish from the text that they begin.
  private mutating func checkProperties(at place: FilePlace) {
    guard let start = properties.removeValue(forKey: place) else { return }
    var rest = source.text[start...]
    if rest.first == "&" {
      let name = rest.dropFirst().prefix { !$0.isWhitespace && !"[]{},".contains($0) }
      if !source.text.contains("*" + name) {
        problems.append(
          source.problem(
            at: place, "the anchor \("&\(name)".quoted) is never used; put a text that begins with `&` in quotes"))
      }
      rest = rest[name.endIndex...].drop(while: \.isWhitespace)
    }
    if rest.first == "!" {
      problems.append(
        source.problem(at: place, "YAML tags mean nothing here; put a text that begins with `!` in quotes"))
    }
  }

  /// Where a tag or an anchor may begin: at each `!` and `&` that nothing but white space or a bracket precedes.
  private static func properties(in source: SourceText) -> [FilePlace: String.Index] {
    var properties: [FilePlace: String.Index] = [:]
    for number in 1...source.lineCount {
      let line = source.line(number).unicodeScalars
      guard line.contains(where: { $0 == "!" || $0 == "&" }) else { continue }
      var previous: Unicode.Scalar = " "
      for (offset, index) in line.indices.enumerated() {
        let scalar = line[index]
        if scalar == "!" || scalar == "&", " \t[{,".unicodeScalars.contains(previous) {
          properties[FilePlace(line: number, column: offset + 1)] = index
        }
        previous = scalar
      }
    }
    return properties
  }
}

extension Yams.Node {
  /// Where the node begins. Yams counts lines and columns from 1, columns in Unicode scalars.
  var place: FilePlace {
    mark.map { FilePlace(line: $0.line, column: $0.column) } ?? .start
  }
}

extension Yams.Node.Scalar.Style {
  fileprivate var ours: YAMLNode.ScalarStyle {
    switch self {
    case .any, .plain: .plain
    case .singleQuoted: .singleQuoted
    case .doubleQuoted: .doubleQuoted
    case .literal: .literal
    case .folded: .folded
    }
  }
}
