import FeedParsing
import FoundationEssentials
import Matching
import Watching

/// Stories to match: those of a file, or generated ones of 2 to 3 KB in four languages.
struct StorySet: Sendable {
  /// The texts.
  let stories: [StoryText]
  /// What they are, for the report.
  let origin: String

  /// The length of the texts that are searched, in bytes of UTF-8.
  var byteCount: Int {
    stories.reduce(0) { $0 + $1.title.utf8.count + $1.summary.utf8.count + $1.content.utf8.count }
  }

  /// `count` generated stories: English 45 %, French 30 %, Chinese 12 %, Arabic 13 %.
  init(generating count: Int) {
    let text = SampleText.standard()
    var generator = StoryGenerator(text: text, seed: 2)
    stories = (0..<count).map { number in
      let language: CorpusLanguage =
        switch number % 100 {
        case ..<45: .english
        case ..<75: .french
        case ..<87: .chinese
        default: .arabic
        }
      let url = "https://feed\(number % 300).example.org/story-\(number)"
      return StoryText(generator.story(id: "\(number)", url: url, language: language, bytes: 2_300))
    }
    origin = "generated from \(text.origin)"
  }

  /// The stories of a file of story lines (`vigie parse --lines`).
  init(file: String) throws {
    guard let bytes = FileManager.default.contents(atPath: file) else { throw BenchError.unreadable(file) }
    let read = StoryFile(lines: Array(bytes), name: file)
    if let flaw = read.flaws.first { throw flaw }
    stories = read.stories.map(StoryText.init)
    origin = file
  }
}

extension StoryText {
  fileprivate init(_ story: CorpusStory) {
    self.init(
      title: story.title, summary: story.summary, content: story.paragraphs.joined(separator: "\n\n"), url: story.url,
      authors: [story.author], categories: story.categories, language: story.language.rawValue)
  }

  fileprivate init(_ story: Story) {
    self.init(
      title: story.title, summary: story.summary, content: story.contentText, url: story.url,
      authors: story.authors.compactMap(\.name), categories: story.categories, language: story.language)
  }
}
