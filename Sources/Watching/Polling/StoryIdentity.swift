import Archive
import FeedParsing

/// What tells a story from all others of its feed.
package struct StoryIdentity: Hashable, Sendable {
  /// The identity in words: the publisher's id, with the link and the title where that id is not the story's alone.
  package let text: String

  /// The story's key in the database, unique within its feed.
  package var key: StoryKey { StoryKey(digestOf: [text]) }

  /// The story's key in events, unique over all feeds.
  package func key(in feed: String) -> StoryKey { StoryKey(digestOf: [feed, text]) }

  /// A story by its publisher's id alone.
  static func plain(_ story: Story) -> StoryIdentity { StoryIdentity(text: story.id) }

  /// A story by its publisher's id and its link.
  static func linked(_ story: Story) -> StoryIdentity { StoryIdentity(text: "\(story.id)\n\(story.url ?? "")") }

  /// A story by its publisher's id, its link and its title.
  static func titled(_ story: Story) -> StoryIdentity { StoryIdentity(text: "\(linked(story).text)\n\(story.title)") }

  /// The identities of a document's stories, in their order.
  ///
  /// Agencies have given one guid to all stories of a document for a day: an id that occurs more than once names
  /// nothing by itself.
  ///
  /// The same story twice in a document is one, so that it keeps its identity when it stands there once again.
  package static func identities(of stories: [Story]) -> [StoryIdentity] {
    let ids = stories.map(\.id)
    if Set(ids).count == ids.count { return stories.map(plain) }
    var linksOfID: [String: Set<String>] = [:]
    var titlesOfLink: [StoryIdentity: Set<String>] = [:]
    for story in stories {
      linksOfID[story.id, default: []].insert(story.url ?? "")
      titlesOfLink[linked(story), default: []].insert(story.title)
    }
    return stories.map { story in
      if titlesOfLink[linked(story), default: []].count > 1 { return titled(story) }
      return linksOfID[story.id, default: []].count > 1 ? linked(story) : plain(story)
    }
  }
}

extension StoryKey {
  fileprivate init(digestOf parts: [String]) {
    guard let key = StoryKey(bytes: SHA256.digest(parts: parts).prefix(StoryKey.byteCount)) else {
      preconditionFailure("a digest is longer than a key")
    }
    self = key
  }
}
