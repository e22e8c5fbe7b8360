/// The vocabularies that feeds are written in, whatever prefix they go by.
enum XMLNamespace: UInt8 {
  /// No namespace, or that of RSS 0.90, 1.0 or 2.0, or an unknown default one.
  case core
  case atom, rdf, dublinCore, dublinTerms, content, media, itunes, syndication, sitemap, news, xhtml, xml, opml
  /// Known, but of no use here.
  case foreign

  /// The vocabulary of an element or attribute.
  init(uri: String?, prefix: String?) {
    if let uri, let known = Self.bySpelling[uri] ?? Self.byURI[Self.normalized(uri)] {
      self = known
    } else if let prefix {
      self = Self.byPrefix[prefix.lowercased()] ?? .foreign
    } else {
      self = .core
    }
  }

  /// A namespace's name without what people get wrong in it: case, scheme, `www.` and a final slash or `#`.
  private static func normalized(_ uri: String) -> Substring {
    var rest = uri.lowercased()[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace || last == "/" || last == "#" { rest.removeLast() }
    for beginning in ["http://", "https://"] where rest.hasPrefix(beginning) { rest = rest.dropFirst(beginning.count) }
    return rest.hasPrefix("www.") ? rest.dropFirst(4) : rest
  }

  /// What nearly every feed writes, so that it need not be put in order first.
  private static let bySpelling: [String: XMLNamespace] = [
    "http://www.w3.org/2005/Atom": .atom, "http://www.w3.org/1999/02/22-rdf-syntax-ns#": .rdf,
    "http://purl.org/dc/elements/1.1/": .dublinCore, "http://purl.org/rss/1.0/modules/content/": .content,
    "http://search.yahoo.com/mrss/": .media, "http://www.itunes.com/dtds/podcast-1.0.dtd": .itunes,
    "http://purl.org/rss/1.0/modules/syndication/": .syndication, "http://purl.org/rss/1.0/": .core,
    "http://www.w3.org/XML/1998/namespace": .xml, "http://wellformedweb.org/CommentAPI/": .foreign,
    "http://purl.org/rss/1.0/modules/slash/": .foreign, "http://www.georss.org/georss": .foreign,
  ]

  private static let byURI: [Substring: XMLNamespace] = [
    "": .core, "purl.org/rss/1.0": .core, "my.netscape.com/rdf/simple/0.9": .core,
    "channel.netscape.com/rdf/simple/0.9": .core,
    "backend.userland.com/rss2": .core, "backend.userland.com/rss": .core, "blogs.law.harvard.edu/tech/rss": .core,
    "backend.userland.com/rss091": .core, "backend.userland.com/rss092": .core,
    "my.netscape.com/publish/formats/rss-0.91.dtd": .core,
    "purl.org/net/rss1.1": .core, "cyber.law.harvard.edu/rss/rss.html": .core, "rssboard.org/rss-specification": .core,
    "w3.org/2005/atom": .atom, "purl.org/atom/ns": .atom, "example.com/newformat": .atom, "example.com/necho": .atom,
    "purl.org/echo": .atom, "uri/of/echo/namespace": .atom, "purl.org/pie": .atom,
    "w3.org/1999/02/22-rdf-syntax-ns": .rdf,
    "purl.org/dc/elements/1.1": .dublinCore, "purl.org/dc/elements/1.0": .dublinCore, "purl.org/dc": .dublinCore,
    "purl.org/dc/terms": .dublinTerms,
    "purl.org/rss/1.0/modules/content": .content,
    "search.yahoo.com/mrss": .media, "video.search.yahoo.com/mrss": .media, "rssboard.org/media-rss": .media,
    "tools.search.yahoo.com/mrss": .media,
    "itunes.com/dtds/podcast-1.0.dtd": .itunes, "example.com/dtds/podcast-1.0.dtd": .itunes,
    "purl.org/rss/1.0/modules/syndication": .syndication,
    "sitemaps.org/schemas/sitemap/0.9": .sitemap, "google.com/schemas/sitemap/0.84": .sitemap,
    "google.com/schemas/sitemap/0.9": .sitemap, "sitemaps.org/schemas/sitemap/0.84": .sitemap,
    "google.com/schemas/sitemap-news/0.9": .news,
    "w3.org/1999/xhtml": .xhtml, "w3.org/xml/1998/namespace": .xml, "opml.org/spec2": .opml,
    "wellformedweb.org/commentapi": .foreign, "purl.org/rss/1.0/modules/slash": .foreign,
    "georss.org/georss": .foreign,
    "w3.org/2000/svg": .foreign, "w3.org/1998/math/mathml": .foreign, "w3.org/1999/xlink": .foreign,
  ]

  private static let byPrefix: [String: XMLNamespace] = [
    "atom": .atom, "atom03": .atom, "atom10": .atom, "a10": .atom, "rdf": .rdf, "rss": .core, "dc": .dublinCore,
    "dcterms": .dublinTerms, "content": .content, "media": .media, "itunes": .itunes, "sy": .syndication, "news": .news,
    "n": .news, "xhtml": .xhtml, "xml": .xml,
  ]
}

/// The names that mean something in a feed, in lower case, since some publishers write them in capitals.
enum XMLLocalName: String, CaseIterable {
  case unknown = ""
  case rss, rdf, channel, item, feed, entry, urlset, url, sitemapindex, sitemap, opml, html, outline, head, body, items
  case title, link, description, guid, pubdate, author, creator, category, comments, enclosure, source, language
  case lastbuilddate, managingeditor, webmaster, ttl, skiphours, skipdays, hour, day, image, textinput, copyright
  case id, updated, modified, published, issued, created, summary, content, subtitle, tagline, info, name, uri, email
  case contributor, homepage, rights, generator, encoded, date, subject, identifier, publisher, available, valid
  case abstract, keywords, owner, thumbnail, group, credit, player, text, updateperiod, updatefrequency, updatebase
  case loc, lastmod, news, publication, publicationdate = "publication_date", fullitem, div, base, lang
  case href, rel, type, mode, length, term, label, scheme, about, resource, ispermalink, version, size, filesize
  case medium, xmlurl, htmlurl, value, src, dateposted = "posted", logo, icon, width, height, complete, archive, tags

  /// The name of that spelling.
  init(spelling: String) {
    self = Self.bySpelling[spelling.lowercased()] ?? .unknown
  }

  private static let bySpelling: [String: XMLLocalName] = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}

/// An element's or attribute's name, resolved.
struct XMLName: Equatable {
  var namespace: XMLNamespace
  var local: XMLLocalName
}
