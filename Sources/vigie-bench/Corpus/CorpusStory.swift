/// A generated story, before it becomes part of a feed.
struct CorpusStory: Sendable {
  /// What the publisher would call it.
  var id: String
  /// The story's address.
  var url: String
  /// The headline.
  var title: String
  /// The lead, one or two sentences.
  var summary: String
  /// The body.
  var paragraphs: [String]
  /// Who wrote it.
  var author: String
  /// What it is filed under.
  var categories: [String]
  /// The language of its text.
  var language: CorpusLanguage
  /// Minutes before the corpus' newest possible story.
  var age: Int
}

/// Makes stories that are the same for the same seed.
struct StoryGenerator {
  private let text: SampleText
  private var numbers: SeededGenerator

  /// Stories out of `text` that follow from `seed`.
  init(text: SampleText, seed: UInt64) {
    self.text = text
    numbers = SeededGenerator(seed: seed)
  }

  /// A story of about `bytes` bytes of text. 25 of 1,000 hold a term of `TermList`; one of five holds a near miss.
  mutating func story(id: String, url: String, language: CorpusLanguage, bytes: Int) -> CorpusStory {
    var story = CorpusStory(
      id: id, url: url, title: title(language), summary: text.sentence(language, using: &numbers), paragraphs: [],
      author: numbers.element(of: Self.authors), categories: [], language: language,
      age: numbers.number(below: 20 * 24 * 60))
    for _ in 0...numbers.number(below: 3) { story.categories.append(numbers.element(of: Self.categories)) }
    var length = story.title.utf8.count + story.summary.utf8.count
    while length < bytes {
      let count = 1 + numbers.number(below: 4)
      let sentences = (0..<count).map { _ in text.sentence(language, using: &numbers) }
      let paragraph = sentences.joined(separator: language == .chinese ? "" : " ")
      story.paragraphs.append(paragraph)
      length += paragraph.utf8.count
    }
    if numbers.happens(perThousand: 25) { plant(TermList.term(termIndex()), in: &story) }
    if numbers.happens(perThousand: 200) { plant(TermList.nearMiss(termIndex()), in: &story) }
    return story
  }

  /// Two of five planted terms are among the first 10, and one each among the first 1,000, 10,000 and 100,000: lists of
  /// these sizes match 1 to 2.5 % of the stories.
  private mutating func termIndex() -> Int {
    numbers.number(below: numbers.element(of: [10, 10, 1_000, 10_000, 100_000]))
  }

  /// The beginning of a sentence, as headlines are short.
  private mutating func title(_ language: CorpusLanguage) -> String {
    let sentence = text.sentence(language, using: &numbers)
    if language == .chinese { return String(sentence.prefix(24)) }
    return sentence.split(separator: " ").prefix(11).joined(separator: " ")
  }

  private mutating func plant(_ term: String, in story: inout CorpusStory) {
    switch numbers.number(below: 10) {
    case 0...2: story.title = insert(term, in: story.title)
    case 3...4: story.summary = insert(term, in: story.summary)
    default:
      guard !story.paragraphs.isEmpty else { return story.summary += " \(term)." }
      let place = numbers.number(below: story.paragraphs.count)
      story.paragraphs[place] = insert(term, in: story.paragraphs[place])
    }
  }

  /// Puts a term between two words; where there are no spaces, in front.
  private mutating func insert(_ term: String, in text: String) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false)
    words.insert(Substring(term), at: numbers.number(below: words.count))
    return words.joined(separator: " ")
  }

  private static let authors = [
    "Aline Moreau", "B. Castellan", "Chen Wei", "Dana Okafor", "Élise Marchand", "Newsroom", "Omar Haddad",
    "Rédaction & agences", "The Editors",
  ]
  private static let categories = [
    "World", "Politique", "Économie", "科技", "Science & Health", "ثقافة", "Security", "Régions", "Sport", "Data",
  ]
}
