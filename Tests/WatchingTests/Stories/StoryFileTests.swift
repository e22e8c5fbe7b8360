import FeedParsing
import FoundationEssentials
import Testing

@testable import Watching

@Suite struct StoryFileTests {
  func read(_ lines: String) -> StoryFile {
    StoryFile(lines: Array(lines.utf8), name: "stories.jsonl")
  }

  @Test func `a line gives every field that matching reads`() throws {
    let line = """
      {"id":"a","url":"https://example.org/a","title":"T","summary":"S","content_text":"C","date_published":"2026-11-24T08:00:00+01:00",\
      "authors":[{"name":"N"}],"tags":["x"],"language":"fr","_vigie":{"anything":1}}
      """
    let story = try #require(read(line).stories.first)
    #expect(story.id == "a" && story.idOrigin == .publisher)
    #expect(story.url == "https://example.org/a")
    #expect([story.title, story.summary, story.contentText] == ["T", "S", "C"])
    #expect(story.published == Date(timeIntervalSince1970: 1_795_503_600))
    #expect(story.authors.map(\.name) == ["N"] && story.categories == ["x"] && story.language == "fr")
  }

  @Test func `content_html is read as HTML, texts are taken as they are`() throws {
    let stories = read(
      """
      {"id":"a","content_html":"<p>AT&amp;T</p><script>x</script>"}
      {"id":"b","content_text":"AT&amp;T"}
      """
    ).stories
    #expect(stories.map(\.contentText) == ["AT&T", "AT&amp;T"])
  }

  @Test func `where summary and content hold the same text, it counts once`() throws {
    #expect(read(#"{"summary":"same","content_text":"same"}"#).stories.first?.contentText == "")
  }

  @Test func `blank lines and a missing last line end count for nothing`() throws {
    #expect(read("\n{\"id\":\"a\"}\r\n  \n{\"id\":\"b\"}").stories.map(\.id) == ["a", "b"])
    #expect(read("").stories.isEmpty)
  }

  @Test func `a story without an id is named by its link, else by its text`() throws {
    let stories = read("{\"url\":\"u\"}\n{\"title\":\"x\"}\n{\"title\":\"x\"}\n{\"title\":\"y\"}").stories
    #expect(stories[0].id == "u" && stories[0].idOrigin == .link)
    #expect(stories[1].id == stories[2].id && stories[1].id != stories[3].id && stories[1].idOrigin == .text)
  }

  @Test func `an empty text is none, and a number may be an id`() throws {
    let stories = read(
      """
      {"id":"","url":"","title":"x","content_text":"","content_html":"<p>y</p>","language":"fr"}
      {"id":9007199254740993,"url":"https://example.org/a"}
      {"id":null,"url":"https://example.org/b","title":null}
      """
    ).stories
    #expect(stories.map(\.idOrigin) == [.text, .publisher, .link])
    #expect(stories.dropFirst().map(\.id) == ["9007199254740993", "https://example.org/b"])
    #expect(stories.first?.url == nil && stories.first?.contentText == "y")
  }

  @Test(arguments: [
    ("{\"id\":\"a\"}\nnot json\n", 2, "not valid JSON"), ("[1]", 1, "JSON object"), ("{\"title\":5}", 1, "title"),
    ("{\"tags\":\"x\"}", 1, "tags"), ("{\"id\":[]}", 1, "`id` has"), ("\n\n{\"id\":", 3, "not valid JSON"),
  ])
  func `a line that is no story is named with its place`(text: String, line: Int, words: String) {
    let flaws = read(text).flaws
    #expect(flaws.map(\.line) == [line])
    #expect(flaws.first?.message.contains(words) == true, "\(flaws)")
  }

  @Test func `every bad line is named, and the others are read`() {
    let file = read("{\"id\":\"a\"}\n5\n{\"id\":\"b\"}\n{]\n")
    #expect(file.stories.map(\.id) == ["a", "b"])
    #expect(file.flaws.map { "\($0.file):\($0.line ?? 0)" } == ["stories.jsonl:2", "stories.jsonl:4"])
  }

  @Test(arguments: ["<rss version=\"2.0\">\n<channel/></rss>", "\n <?xml version=\"1.0\"?>\n<feed/>\n"])
  func `a feed among story lines is told apart, once`(text: String) {
    let flaws = read(text).flaws
    #expect(flaws.count == 1 && flaws[0].message.contains("`vigie parse stories.jsonl --lines | vigie match"))
  }
}
