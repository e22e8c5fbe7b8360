import FeedParsing

/// Reads an `.opml` list, as feed readers export it.
enum OPMLFeedList {
  /// Reads one list. OPML gives lines only, so problems stand at column 1.
  static func read(_ bytes: [UInt8], file: String) -> FeedList {
    let document: OPMLDocument
    do {
      document = try OPMLParser.parse(bytes)
    } catch {
      return FeedList(problems: [ConfigurationProblem(file: file, place: .start, message: error.description)])
    }
    var list = FeedList()
    for warning in document.warnings {
      let place = FilePlace(line: warning.line ?? 1, column: 1)
      list.problems.append(
        ConfigurationProblem(file: file, place: place, severity: .warning, message: warning.message))
    }
    if document.isTruncated {
      let end = FilePlace(line: bytes.dropLast().count { $0 == UInt8(ascii: "\n") } + 1, column: 1)
      list.problems.append(
        ConfigurationProblem(file: file, place: end, message: "the list is cut off here: feeds may be missing"))
    }
    for outline in document.outlines {
      let place = FilePlace(line: outline.line, column: 1)
      do {
        let address = try FeedAddress(outline.xmlURL, besides: file)
        var feed = ListedFeed(address, list: file, place: place)
        feed.source.title = outline.title.isEmpty ? nil : outline.title
        if let language = outline.language {
          if LanguageTag.isWellFormed(language) {
            feed.source.language = language
          } else {
            list.problems.append(
              ConfigurationProblem(
                file: file, place: place, severity: .warning,
                message: "\(language.quoted) is no language tag such as fr or zh-Hant; it is left out"))
          }
        }
        feed.source.tags = outline.categories
        list.feeds.append(feed)
      } catch {
        list.problems.append(ConfigurationProblem(file: file, place: place, message: error.message))
      }
    }
    return list
  }
}
