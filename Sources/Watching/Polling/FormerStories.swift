import Archive
import FeedParsing

/// What a feed's past says of stories that their publisher's id makes look new or edited.
struct FormerStories {
  private let stories: [KnownStory]
  private let storiesOfID: [String: [KnownStory]]

  /// - Parameter stories: Those that the feed brought before and that share an id or a text with the ones in question.
  init(_ stories: [KnownStory]) {
    self.stories = stories
    storiesOfID = Dictionary(grouping: stories, by: \.publisherID)
  }

  /// What tells a story from the others when its document gives its id once.
  ///
  /// Where the feed has given that id to several stories before, it still names nothing by itself.
  /// - Parameter isKnown: Whether the id alone already names a story.
  func identity(of story: Story, isKnown: Bool) -> StoryIdentity {
    let (plain, linked, titled) = (StoryIdentity.plain(story), StoryIdentity.linked(story), StoryIdentity.titled(story))
    let namesakes = storiesOfID[story.id, default: []].filter { $0.key != plain.key }
    if namesakes.isEmpty { return plain }
    for identity in [titled, linked] where namesakes.contains(where: { $0.key == identity.key }) { return identity }
    if isKnown { return plain }
    let neighbours = namesakes.count { $0.url == story.url }
    return neighbours < Self.fewestOfOneLink ? linked : titled
  }

  /// Two stories with one id and one link may be two versions of one story; so many are different ones.
  private static let fewestOfOneLink = 3

  /// The keys that stories of a document had, by their indices, where only the publisher's id makes them look new: the
  /// same link and the same text are known under another id. A link that several stories of the document share says
  /// nothing: then the text decides alone.
  /// - Parameters:
  ///   - indices: The stories that look new.
  ///   - keys: The keys of all stories of the document.
  func formerKeys(
    of stories: [Story], at indices: [Int], keys: [StoryKey], fingerprints: [UInt64]
  ) -> [Int: Set<StoryKey>] {
    let present = Set(keys)
    let former = Dictionary(grouping: self.stories.filter { !present.contains($0.key) }, by: \.fingerprint)
    if former.isEmpty { return [:] }
    let textsOfLink = Dictionary(grouping: stories.indices) { stories[$0].url }
      .mapValues { Set($0.map { fingerprints[$0] }).count }
    var found: [Int: Set<StoryKey>] = [:]
    for index in indices {
      guard let url = stories[index].url else { continue }
      let isShared = textsOfLink[url, default: 1] > 1
      let same = former[fingerprints[index], default: []].filter { isShared || Self.isSame($0.url, url) }
      if !same.isEmpty { found[index] = Set(same.map(\.key)) }
    }
    return found
  }

  /// Whether two addresses differ in nothing but that one is encrypted: sites that move to https change all of theirs.
  private static func isSame(_ one: String?, _ other: String) -> Bool {
    one == other || one.map(withoutScheme) == withoutScheme(other)
  }

  private static func withoutScheme(_ url: String) -> Substring {
    for scheme in ["https:", "http:"] where url.hasPrefix(scheme) { return url.dropFirst(scheme.count) }
    return url[...]
  }
}
