/// The cases of the corpus in which the parser does not do as the case's source does, and why.
enum KnownMisses {
  /// Why the case of that id may miss; nil if it may not.
  static func reason(of id: String) -> String? {
    reasons.first { $0.cases.contains(id) }?.reason
  }

  /// Every case that may miss.
  static let cases = reasons.reduce(into: Set<String>()) { $0.formUnion($1.cases) }

  private static let reasons: [(reason: String, cases: Set<String>)] = [
    (
      "An alternative text is shown, for a reader sees it too.",
      ["feedparser/encoding/euc-kr-attribute.xml", "feedparser/wellformed/atom10/tag_in_attr.xml"]
    ),
    (
      "The names of references and windows-1252's numbers are those of HTML today.",
      [
        "feedparser/encoding/bozo_linenoise.xml", "feedparser/entities/lang.xml",
        "validator/testcases/rss20/data-types-characterdata/amp-hex-name.xml",
      ]
    ),
    ("Contributors are no authors.", ["kde-syndication/autotests/atom/atom10_authors_and_contributors.xml"]),
    (
      "The source's own expectation looks wrong: other dates than the document's, an order or a year of its own.",
      [
        "kde-syndication/autotests/rdf/javaworld.xml", "kde-syndication/autotests/rss2/livejournal.com_madfire.xml",
        "miniflux/internal/reader/json/TestParseItemWithMultipleDuplicateAuthors.json",
        "real/kagisearch+fastfeedparser/benchmark_data/1c17c9c37207f120",
      ]
    ),
    (
      "Of several dates of one kind the first counts, not the last.",
      [
        "feedparser/wellformed/atom/entry_published_parsed_date_overwriting.xml",
        "feedparser/wellformed/atom/entry_updated_multiple_values.xml",
      ]
    ),
    (
      "A language is only what the document says in one of its own ways: not a Content-Language header or an invented element.",
      [
        "feedparser/wellformed/lang/http_content_language.xml",
        "laminas/test/Reader/Feed/_files/Atom/language/plain/atom03.xml",
        "laminas/test/Reader/Feed/_files/Atom/language/plain/atom10.xml",
        "rss-parser/test/input/uolNoticias.rss",
      ]
    ),
    (
      "A summary is only what the feed calls one, a content likewise.",
      [
        "feedparser/wellformed/namespace/atomsvg.xml",
        "feedparser/wellformed/namespace/atomsvgtitle.xml",
        "feedparser/wellformed/namespace/atomxlink.xml",
      ]
    ),
    (
      "Markup escaped twice is unescaped twice, and an author or label keeps no references: the source stops one round earlier.",
      [
        "gofeed/testdata/parser/atom/atom10_feed_title_base64_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rdf_channel_description_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rdf_channel_title_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rdf_item_description_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rdf_item_title_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rss_channel_description_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rss_channel_item_author_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rss_channel_item_category_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rss_channel_item_description_cdata_escaped_markup.xml",
        "gofeed/testdata/parser/rss/rss_channel_title_cdata_escaped_markup.xml",
        "validator/testcases/atom/must/entry_title_not_inline_cdata.xml",
      ]
    ),
    (
      "Relative addresses are seen from the feed's own link, and ids are left as published.",
      [
        "gofeed/testdata/parser/atom/entry_id_xml_base.xml",
        "hostile/real_truncated_80_eader_reader_core_src_test_resources_feed_feed_rss2_nova_xml.xml",
        "real/danmactough+node-feedparser/test/feeds/tpm-with-empty-base.atom",
        "real/danmactough+node-feedparser/test/feeds/tpm-with-fragment-base.atom",
        "real/ruricolist+cl-feedparser/test/data/push-pub.xml",
        "real/sismics+reader/reader-core/src/test/resources/feed/feed_rss2_nova.xml",
        "rss-parser/test/input/gulp-atom.atom",
        "validator/testcases/atom/4.2.7.1/link-href-invalid.xml",
      ]
    ),
    (
      "Of several links the first counts, not the last.",
      [
        "gofeed/testdata/parser/rss/rdf_channel_links.xml",
        "gofeed/testdata/parser/rss/rss_channel_item_links.xml",
        "gofeed/testdata/parser/rss/rss_channel_links.xml",
        "gofeed/testdata/translator/rss/feed_item_links_-_rss_channel_item_links.xml",
        "gofeed/testdata/translator/rss/feed_links_-_rss_channel_links.xml",
        "validator/testcases/atom/4.2.7.2/link-rel-iana.xml",
      ]
    ),
    (
      "A story without id and link is named by a hash, not by its title.",
      [
        "laminas/test/Reader/Entry/_files/Rss/id/plain/title/rss092.xml",
        "laminas/test/Reader/Entry/_files/Rss/id/plain/title/rss20.xml",
      ]
    ),
    (
      "A story or feed without a title stays without: the source makes one up from its link or text.",
      [
        "miniflux/internal/reader/atom/TestParseAtom03WithoutEntryTitleButWithLink.xml",
        "miniflux/internal/reader/atom/TestParseAtom03WithoutEntryTitleButWithSummary.xml",
        "miniflux/internal/reader/atom/TestParseAtom03WithoutFeedTitle.xml",
        "miniflux/internal/reader/atom/TestParseEntryWithoutTitleButWithSummary.xml",
        "miniflux/internal/reader/atom/TestParseEntryWithoutTitleButWithURL.xml",
        "miniflux/internal/reader/atom/TestParseEntryWithoutTitleButWithXHTMLContent.xml",
        "miniflux/internal/reader/atom/TestParseFeedWithoutTitle.xml",
        "miniflux/internal/reader/json/TestParseItemWithMissingTitleUsesContentTextFallback.json",
        "miniflux/internal/reader/json/TestParseItemWithMissingTitleUsesHTMLFallback.json",
        "miniflux/internal/reader/json/TestParseJsonFeedVersion1.json",
        "miniflux/internal/reader/rdf/TestParseRDFFeedWithEmptyTitle.xml",
        "miniflux/internal/reader/rss/TestParseEntryWithoutTitleButWithDescription.xml",
        "miniflux/internal/reader/rss/TestParseFeedWithoutTitle.xml",
      ]
    ),
    (
      "A link is only an address that the document gives as one, never the request's or a guid that is none.",
      [
        "miniflux/internal/reader/atom/TestParseAtom03WithoutSiteURL.xml",
        "miniflux/internal/reader/json/TestParseFeedWithoutFeedURL.json",
        "miniflux/internal/reader/json/TestParseFeedWithoutHomePage.json",
        "miniflux/internal/reader/rdf/TestParseItemWithoutLink.xml",
        "real/w3stling+rssreader/src/test/resources/module/itunes/itunes-podcast.xml",
      ]
    ),
    (
      "Shift_JIS is read as browsers read it (windows-31j).",
      [
        "real/chardet+chardet/tests/CP932/y-moto.com.xml",
        "real/chardet+chardet/tests/SHIFT_JIS/blog.inkase.net.xml",
        "real/chardet+chardet/tests/SHIFT_JIS/nextbeaut.com.xml",
      ]
    ),
  ]
}
