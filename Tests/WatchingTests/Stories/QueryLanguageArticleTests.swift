import Matching
import Testing

/// Executes the examples of the article on the query language.
@Suite struct QueryLanguageArticleTests {
  @Test func `every example of the article is true`() throws {
    let examples = try QueryLanguageArticle().examples
    #expect(examples.count > 30)
    for example in examples where example.kind != "refused" {
      let (parsed, findings) = try example.watchlist()
      let watchlist = try #require(parsed, "line \(example.line): \(findings)")
      #expect(findings.isEmpty, "line \(example.line): \(findings)")
      #expect(example.stories.contains(where: \.matches) && !example.stories.allSatisfy(\.matches))
      let matcher = Matcher([watchlist])
      for story in example.stories {
        let isMatch = !matcher.matches(in: StoryText(article: story.text)).isEmpty
        #expect(isMatch == story.matches, "line \(example.line): \(story.text)")
      }
    }
  }

  @Test func `every query that the article calls an error is one, and says so`() throws {
    let examples = try QueryLanguageArticle().examples.filter { $0.kind == "refused" }
    #expect(examples.count > 3)
    for example in examples {
      let (watchlist, findings) = try example.watchlist()
      #expect(watchlist == nil, "line \(example.line)")
      #expect(findings.contains { $0.contains(example.message) }, "line \(example.line): \(findings)")
    }
  }

  @Test(arguments: [
    "\"a phrase\"", "pre*", "wom?n", "=Exact", "stem:", "$name", "AND", "OR", "NOT", "NEAR/", "PRE/", "NOTNEAR/",
    "OUTSIDE", "SENT", "PARA", "ATLEAST/", "ANY/", "FIRST/", "lang:", "exclude", "score", "languages", "sources",
  ])
  func `every form has a section of its own`(form: String) throws {
    let headings = try QueryLanguageArticle().text.split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(headings.contains { $0.contains(form) })
  }

  @Test func `every field has an example`() throws {
    let examples = try QueryLanguageArticle().examples
    for field in Field.allCases {
      #expect(examples.contains { $0.definition.joined().contains("\(field.rawValue):") }, "\(field)")
    }
  }
}
