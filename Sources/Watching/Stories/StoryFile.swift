import FeedParsing
import FoundationEssentials

/// Stories to match that come from a file: a feed, or story lines (the items of `vigie parse --lines`).
package struct StoryFile: Sendable {
  /// The stories in file order.
  package var stories: [Story]
  /// The feed that the file stands for in events.
  package var feed: EventFeed
  /// What is wrong with lines that are no stories.
  package private(set) var flaws: [InputError] = []

  /// Reads story lines: one JSON object a line, in the form of a JSON Feed 1.1 item. Blank lines count for nothing, and
  /// lines that are no stories are `flaws`.
  package init(lines bytes: [UInt8], name: String) {
    stories = []
    feed = EventFeed(id: name, url: name, title: name)
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
      let advice = "this is no story line but looks like a feed; try `vigie parse \(name) --lines | vigie match … -`"
      flaws.append(InputError(file: name, line: 1, message: advice))
      return
    }
    let decoder = JSONDecoder()
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      do {
        stories.append(Story(try decoder.decode(StoryLine.self, from: Data(line))))
      } catch {
        flaws.append(
          InputError(file: name, line: number, message: "this is no story line: \(StoryLine.words(of: error))"))
      }
    }
  }

  /// Reads a feed file of any format.
  /// - Throws: `InputError` when the file is no feed.
  package init(feed bytes: [UInt8], name: String) throws(InputError) {
    do throws(FeedParsingError) {
      let document = try FeedParser.parse(bytes, contentType: nil, baseURL: nil)
      stories = document.stories
      feed = EventFeed(id: name, url: name, title: document.title.isEmpty ? name : document.title)
    } catch {
      throw InputError(file: name, line: nil, message: error.description)
    }
  }
}
