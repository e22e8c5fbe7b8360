/// Writes stories as a feed, in the forms that publishers' systems give them.
struct FeedRendering {
  /// Which of the forms.
  struct Form: Sendable {
    /// Atom, with escaped HTML; else RSS 2.0, with HTML in CDATA sections.
    var isAtom: Bool
    /// Whether a byte order mark comes first (never in ISO-8859-1).
    var hasByteOrderMark: Bool
    /// Whether the document is in ISO-8859-1, with references for what that lacks.
    var isLatin1: Bool
  }

  private let form: Form
  /// What was written.
  private(set) var bytes: [UInt8] = []

  init(form: Form) {
    self.form = form
    bytes.reserveCapacity(70_000)
  }

  /// Writes a whole document.
  mutating func write(title: String, host: String, language: CorpusLanguage, stories: [CorpusStory]) {
    if form.hasByteOrderMark, !form.isLatin1 { bytes += [0xef, 0xbb, 0xbf] }
    put("<?xml version=\"1.0\" encoding=\"\(form.isLatin1 ? "ISO-8859-1" : "UTF-8")\"?>\n")
    if form.isAtom {
      writeAtom(title: title, host: host, language: language, stories: stories)
    } else {
      writeRSS(title: title, host: host, language: language, stories: stories)
    }
  }

  private mutating func writeRSS(title: String, host: String, language: CorpusLanguage, stories: [CorpusStory]) {
    put(
      """
      <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" \
      xmlns:atom="http://www.w3.org/2005/Atom">
      <channel>
        <title>\(title.escaped)</title>
        <link>\(host)/</link>
        <atom:link href="\(host)/feed.xml" rel="self" type="application/rss+xml"/>
        <description>All that \(title.escaped) publishes &amp; more</description>
        <language>\(language.rawValue)</language>
        <lastBuildDate>\(CorpusDate(age: 0).mail)</lastBuildDate>
        <ttl>60</ttl>

      """)
    for story in stories {
      put(
        """
          <item>
            <title>\(story.title.escaped)</title>
            <link>\(story.url)?utm_source=rss&amp;utm_medium=feed</link>
            <guid isPermaLink="false">\(story.id)</guid>
            <pubDate>\(CorpusDate(age: story.age).mail)</pubDate>
            <dc:creator>\(story.author.escaped)</dc:creator>

        """)
      for category in story.categories { put("    <category><![CDATA[\(category)]]></category>\n") }
      put(
        """
            <description>\("<p>\(story.summary.escaped)</p>".escaped)</description>
            <content:encoded><![CDATA[\(story.html)]]></content:encoded>
            <media:content url="\(story.url).jpg" medium="image" type="image/jpeg" width="1200" height="675">
              <media:description type="plain">\(story.title.escaped)</media:description>
            </media:content>
            <media:thumbnail url="\(story.url)-small.jpg"/>
          </item>

        """)
    }
    put("</channel>\n</rss>\n")
  }

  private mutating func writeAtom(title: String, host: String, language: CorpusLanguage, stories: [CorpusStory]) {
    put(
      """
      <feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" \
      xml:lang="\(language.rawValue)">
        <title>\(title.escaped)</title>
        <id>\(host)/</id>
        <link href="\(host)/"/>
        <link rel="self" type="application/atom+xml" href="\(host)/feed.xml"/>
        <updated>\(CorpusDate(age: 0).internet)</updated>

      """)
    for story in stories {
      put(
        """
          <entry>
            <title type="html">\(story.title.escaped.escaped)</title>
            <link rel="alternate" type="text/html" href="\(story.url)"/>
            <id>\(story.url)#\(story.id)</id>
            <published>\(CorpusDate(age: story.age).internet)</published>
            <updated>\(CorpusDate(age: story.age / 2).internet)</updated>
            <author><name>\(story.author.escaped)</name></author>

        """)
      for category in story.categories { put("    <category term=\"\(category.escaped)\"/>\n") }
      put(
        """
            <summary>\(story.summary.escaped)</summary>
            <content type="html">\(story.html.escaped)</content>
            <media:thumbnail url="\(story.url)-small.jpg" width="320" height="180"/>
          </entry>

        """)
    }
    put("</feed>\n")
  }

  private mutating func put(_ text: String) {
    guard form.isLatin1 else { return bytes += text.utf8 }
    for scalar in text.unicodeScalars {
      if scalar.value < 0x100 {
        bytes.append(UInt8(scalar.value))
      } else {
        // In a CDATA section XML leaves the reference alone, and the HTML in it gives it its meaning.
        bytes += "&#\(scalar.value);".utf8
      }
    }
  }
}

extension CorpusStory {
  /// The body as a publisher's system writes it.
  fileprivate var html: String {
    var html = "<p><img src=\"\(url).jpg\" alt=\"\(title.escaped)\" width=\"600\" height=\"400\"/></p>"
    for (number, paragraph) in paragraphs.enumerated() {
      html += "<p class=\"body\">\(paragraph.escaped)</p>\n"
      if number == 1 { html += "<p>More: <a href=\"\(url)?ref=feed&amp;n=\(number)\"><em>\(url)</em></a></p>\n" }
    }
    return html
  }
}

extension String {
  /// The text with the characters that XML and HTML claim written as references.
  fileprivate var escaped: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count + 16)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// A moment of November 2026, at most 23 days before the 24th, 06:00 GMT: far enough for every story.
private struct CorpusDate {
  private let day, hour, minute: Int

  init(age minutes: Int) {
    let minute = 24 * 1_440 + 360 - minutes
    day = minute / 1_440
    hour = minute % 1_440 / 60
    self.minute = minute % 60
  }

  /// In the form of RFC 822.
  var mail: String {
    // 24 November 2026 is a Tuesday.
    let weekday = ["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"][day % 7]
    return "\(weekday), \(day.twoDigits) Nov 2026 \(hour.twoDigits):\(minute.twoDigits):00 +0000"
  }

  /// In the form of RFC 3339.
  var internet: String { "2026-11-\(day.twoDigits)T\(hour.twoDigits):\(minute.twoDigits):00Z" }
}

extension Int {
  fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}
