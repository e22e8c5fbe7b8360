import FoundationEssentials

/// Feeds to measure with: those of a folder, or a thousand generated ones that are the same on every machine.
struct Corpus: Sendable {
  /// One feed as a server would send it.
  struct Document: Sendable {
    /// Its file name.
    var name: String
    /// Its bytes.
    var bytes: [UInt8]
  }

  /// The feeds, in the order of their names.
  let documents: [Document]
  /// What they are, for the report.
  let origin: String

  /// The length of all documents.
  var byteCount: Int { documents.reduce(0) { $0 + $1.bytes.count } }

  /// Every regular file of a folder, subfolders included.
  init(folder: String) throws(BenchError) {
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(folder)
    }
    var read: [Document] = []
    for name in names.sorted() {
      var isFolder = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else { continue }
      guard let bytes = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
      read.append(Document(name: name, bytes: Array(bytes)))
    }
    documents = read
    origin = folder
  }

  /// `count` generated feeds of 30 stories and about 60 KB each: 65 % RSS 2.0 and 35 % Atom, 27 in 1,000 with a byte
  /// order mark, 20 in 1,000 in ISO-8859-1; English 45 %, French 30 %, Chinese 12 %, Arabic 13 %.
  init(generating count: Int, text: SampleText = .standard(), seed: UInt64 = 1) {
    documents = (0..<count).map { Self.document($0, text: text, seed: seed) }
    origin = "generated from \(text.origin), seed \(seed)"
  }

  /// The feeds of `folder`, or generated ones when it is nil.
  init(folder: String?, orGenerating count: Int) throws(BenchError) {
    if let folder {
      try self.init(folder: folder)
    } else {
      self.init(generating: count)
    }
  }

  /// Writes every document into a folder, which is created.
  func write(to folder: String) throws(BenchError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for document in documents {
        let path = "\(folder)/\(document.name)"
        if document.name.contains("/") {
          let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
          try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        try Data(document.bytes).write(to: URL(filePath: path))
      }
    } catch {
      throw .unwritable(folder, reason: "\(error)")
    }
  }

  private static func document(_ index: Int, text: SampleText, seed: UInt64) -> Document {
    // A seed of its own for each feed: feed 7 stays the same in a corpus of any size.
    var numbers = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
    var generator = StoryGenerator(text: text, seed: numbers.next())
    let language = language(numbers.number(below: 100))
    let host = "https://feed\(index).example.org"
    let stories = (0..<30).map { number in
      generator.story(
        id: "\(index)-\(number)-\(numbers.next() % 1_000_000)", url: "\(host)/\(language.rawValue)/story-\(number)",
        language: language, bytes: Self.storyBytes * (70 + numbers.number(below: 61)) / 100)
    }
    let isLatin = language == .english || language == .french
    let form = FeedRendering.Form(
      isAtom: numbers.happens(perThousand: 350), hasByteOrderMark: numbers.happens(perThousand: 27),
      isLatin1: isLatin && numbers.happens(perThousand: 27))
    var rendering = FeedRendering(form: form)
    rendering.write(title: "Feed \(index)", host: host, language: language, stories: stories)
    return Document(name: "feed-\(index).xml", bytes: rendering.bytes)
  }

  /// The text of a story that makes its feed 60 KB long, markup included.
  private static let storyBytes = 650

  private static func language(_ percent: Int) -> CorpusLanguage {
    switch percent {
    case ..<45: .english
    case ..<75: .french
    case ..<87: .chinese
    default: .arabic
    }
  }
}
