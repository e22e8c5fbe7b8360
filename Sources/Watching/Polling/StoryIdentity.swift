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

  /// The identities of a document's stories, in their order.
  ///
  /// Agencies have given one guid to all stories of a document for a day: an id that occurs more than once names
  /// nothing by itself.
  ///
  /// The same story twice in a document is one, so that it keeps its identity when it stands there once again.
  package static func identities(of stories: [Story]) -> [StoryIdentity] {
    let ids = stories.map(\.id)
    if Set(ids).count == ids.count { return ids.map { StoryIdentity(text: $0) } }
    var linksOfID: [String: Set<String>] = [:]
    var titlesOfLink: [String: Set<String>] = [:]
    for story in stories {
      linksOfID[story.id, default: []].insert(story.url ?? "")
      titlesOfLink[linked(story), default: []].insert(story.title)
    }
    return stories.map { story in
      let linked = linked(story)
      if titlesOfLink[linked, default: []].count > 1 { return StoryIdentity(text: "\(linked)\n\(story.title)") }
      return StoryIdentity(text: linksOfID[story.id, default: []].count > 1 ? linked : story.id)
    }
  }

  private static func linked(_ story: Story) -> String { "\(story.id)\n\(story.url ?? "")" }
}

extension StoryKey {
  fileprivate init(digestOf parts: [String]) {
    guard let key = StoryKey(bytes: SHA256.digest(parts: parts).prefix(StoryKey.byteCount)) else {
      preconditionFailure("a digest is longer than a key")
    }
    self = key
  }
}
