import Testing

@testable import Matching

@Suite struct StoryLanguageTests {
  private static let chinese = String(repeating: "阿里巴巴集团今天公布了财报数据", count: 6)

  @Test(
    arguments: [
      ("fr-CA", "bonjour", "fr"), ("FR", "", "fr"), ("und", "hello there", nil), (nil, "hello there", nil),
      (nil, "東京から大阪へ行きます", "ja"), (nil, "阿里巴巴集团", "zh"), (nil, "알리바바는 중국의", "ko"), (nil, "η οδός Αθηνών", "el"),
      (nil, "กรุงเทพมหานคร", "th"), ("en", "阿里巴巴", "en"), ("en", chinese, "zh"), ("ja", chinese, "ja"),
      ("zh", "GTG-1002", "zh"),
    ] as [(String?, String, String?)])
  func `the declared language counts unless the script contradicts it`(
    declared: String?, text: String, language: String?
  ) {
    #expect(StoryLanguage.language(of: StoryText(content: text, language: declared)) == language)
  }
}
