/// What an element says about a story or a feed. `rank` orders rival elements: of equal ones the first counts, and an
/// element of a higher rank only where there is none of a lower.
enum Field {
  case title(rank: Int)
  case summary(rank: Int)
  case content(rank: Int)
  case link
  case id(rank: Int)
  case published(rank: Int)
  case updated(rank: Int)
  /// A line such as `editor@example.org (Ada Byron)`.
  case author(rank: Int)
  case category
  /// Labels with commas between them.
  case keywords
  case language
  case ttl
  case skipHour, skipDay
  case updatePeriod, updateFrequency
  case personName, personURI, personEmail
  case sitemapAddress

  /// What an element says as a child of a story's.
  static func ofStory(_ name: XMLName) -> Field? {
    switch name.namespace {
    case .core: ofCoreStory(name.local)
    case .atom: ofAtomStory(name.local)
    case .sitemap:
      switch name.local {
      case .loc: .link
      case .lastmod: .updated(rank: 1)
      default: nil
      }
    case .dublinCore, .dublinTerms: ofDublinCore(name.local)
    case .content: name.local == .encoded ? .content(rank: 0) : nil
    case .xhtml: name.local == .body || name.local == .div ? .content(rank: 1) : nil
    case .media: ofMedia(name.local)
    case .itunes: ofITunes(name.local)
    case .news:
      switch name.local {
      case .title: .title(rank: 0)
      case .publicationdate: .published(rank: 0)
      case .keywords: .keywords
      default: nil
      }
    case .rdf, .syndication, .xml, .opml, .foreign: nil
    }
  }

  private static func ofCoreStory(_ local: XMLLocalName) -> Field? {
    switch local {
    case .title: .title(rank: 0)
    case .description, .summary: .summary(rank: 0)
    case .abstract: .summary(rank: 1)
    case .fullitem: .content(rank: 1)
    case .content, .body, .encoded: .content(rank: 2)
    case .link: .link
    case .guid: .id(rank: 0)
    case .id: .id(rank: 2)
    case .pubdate: .published(rank: 0)
    case .published, .issued, .date, .dateposted: .published(rank: 3)
    case .updated, .modified, .lastbuilddate: .updated(rank: 2)
    case .author, .creator: .author(rank: 0)
    case .category: .category
    case .tags: .keywords
    case .language: .language
    default: nil
    }
  }

  private static func ofAtomStory(_ local: XMLLocalName) -> Field? {
    switch local {
    case .title: .title(rank: 0)
    case .summary: .summary(rank: 0)
    case .content: .content(rank: 0)
    case .id: .id(rank: 1)
    case .published, .issued: .published(rank: 0)
    case .created: .published(rank: 3)
    case .updated, .modified: .updated(rank: 0)
    default: nil
    }
  }

  private static func ofDublinCore(_ local: XMLLocalName) -> Field? {
    switch local {
    case .title: .title(rank: 1)
    case .description, .abstract: .summary(rank: 2)
    case .issued: .published(rank: 1)
    case .date: .published(rank: 2)
    case .created, .available: .published(rank: 3)
    case .modified: .updated(rank: 1)
    case .creator, .author: .author(rank: 0)
    case .publisher: .author(rank: 2)
    case .identifier: .id(rank: 3)
    case .subject: .category
    case .language: .language
    default: nil
    }
  }

  private static func ofMedia(_ local: XMLLocalName) -> Field? {
    switch local {
    case .title: .title(rank: 2)
    case .description, .text: .summary(rank: 4)
    case .keywords: .keywords
    default: nil
    }
  }

  private static func ofITunes(_ local: XMLLocalName) -> Field? {
    switch local {
    case .title: .title(rank: 3)
    case .summary: .summary(rank: 3)
    case .subtitle: .summary(rank: 5)
    case .author: .author(rank: 1)
    case .keywords: .keywords
    default: nil
    }
  }

  /// What an element says as a child of the feed's.
  static func ofFeed(_ name: XMLName) -> Field? {
    switch (name.namespace, name.local) {
    case (.core, .title), (.atom, .title): .title(rank: 0)
    case (.core, .description), (.atom, .subtitle), (.atom, .tagline): .summary(rank: 0)
    case (.core, .abstract), (.core, .subtitle), (.core, .tagline), (.atom, .info), (.atom, .description):
      .summary(rank: 1)
    case (.core, .link): .link
    case (.atom, .id): .id(rank: 0)
    case (.core, .lastbuilddate), (.atom, .updated), (.atom, .modified): .updated(rank: 0)
    case (.dublinTerms, .modified): .updated(rank: 1)
    case (.core, .pubdate), (.dublinCore, .date), (.atom, .published): .updated(rank: 2)
    case (.dublinTerms, .issued), (.dublinTerms, .created), (.atom, .created): .updated(rank: 3)
    case (.core, .managingeditor), (.core, .author): .author(rank: 0)
    case (.itunes, .summary): .summary(rank: 3)
    case (.core, .ttl): .ttl
    case (.core, .language): .language
    case (.syndication, .updateperiod): .updatePeriod
    case (.syndication, .updatefrequency): .updateFrequency
    case (.itunes, .subtitle), (.itunes, .author), (.dublinCore, .title), (.dublinCore, .description),
      (.dublinCore, .creator), (.dublinCore, .language), (.dublinTerms, .language), (.dublinCore, .publisher):
      ofStory(name)
    default: nil
    }
  }
}
