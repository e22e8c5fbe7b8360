import Testing

@testable import Matching

/// The table of the specification's section 4, and the rules of its fine print, with examples of our own.
@Suite struct LanguageTableTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var query: String
    var finds: [String]
    var passes: [String]

    init(_ query: String, finds: [String], passes: [String] = []) {
      self.query = query
      self.finds = finds
      self.passes = passes
    }

    var testDescription: String { query }
  }

  @Test(arguments: [
    Row(
      "KLM-733",
      finds: ["KLM-733", "klm\u{2011}733", "KLM–733", "KLM 733", "KLM\u{A0}733", "KLM733", "klm_733", "KLM/733"],
      passes: ["KLM-7331", "XKLM-733", "KLM-73", "733-KLM", "KLM--733", "KLM. 733", "KLM, 733"]),
    Row("KLM733", finds: ["KLM-733", "(KLM 733)"], passes: ["KLM-7331"]),
    Row(
      "\"flight KLM 733 landed\"", finds: ["flight KLM733 landed", "Flight KLM·733, landed"],
      passes: ["flight KLM 7 33 landed"]),
    Row(
      "ISO-2024-77", finds: ["ISO 2024/77", "iso202477", "ISO2024-77"],
      passes: ["ISO-2024-7", "ISO-2024-771", "2024-77"]),
    Row("Ми-8", finds: ["ми8", "МИ 8"], passes: ["Ми-80"]),
    Row("东风-41", finds: ["东风41导弹", "東風-41"], passes: ["东风-410"]),
    Row(
      "Nestlé", finds: ["l'Nestlé", "d’NESTLE", "dell'Nestle's", "«Nestlé»", "#nestle", "Nestle.com", "Nes\u{AD}tle"],
      passes: ["Nestles", "Anestle"]),
    Row(
      "Cloud", finds: ["NestleCloud", "#CloudNine", "@Nestle_Cloud", "OpenCloudNine"],
      passes: ["nestlecloud", "NestleClouds", "McClouds"]),
    Row("Sun", finds: ["Sun_Group"], passes: ["SunGroup"]),
    Row("\"Open AI\"", finds: ["OpenAI", "Open-AI", "open ai"], passes: ["Openai"]),
    Row("大阪", finds: ["新大阪駅", "大阪で"], passes: ["大 阪"]),
    Row("삼성", finds: ["삼성은", "중국삼성그룹"], passes: ["삼송"]),
    Row("กรุง", finds: ["ชาวกรุงไทย"], passes: ["กรง"]),
    Row("か", finds: ["かき"], passes: ["がき", "か\u{3099}き"]),
    Row("iPhone", finds: ["iPhone新", "the iPhone."], passes: ["iPhone15", "xiPhone"]),
    Row("发布", finds: ["iPhone15发布"]),
    Row("компания", finds: ["ITкомпания"], passes: ["компаниям"]),
    Row("C", finds: ["vitamin C."], passes: ["C++", "C#", "C+"]),
    Row("C++", finds: ["C++17", "(c++)"], passes: ["C", "C+", "XC++", "C+++"]),
    Row("NET", finds: ["NET income"], passes: ["the .NET runtime", ".NET"]),
    Row(".NET", finds: ["the .NET runtime", ".net"], passes: ["example.net", "NET"]),
    Row("AT&T", finds: ["AT&T,", "at＆t"], passes: ["AT T", "ATT", "AT and T", "AT&TX"]),
    Row(
      "cross-border", finds: ["cross-border", "cross\u{2011}border", "Cross border", "cross_border"],
      passes: ["crossborder", "cross the border"]),
    Row("O'Neil", finds: ["O’Neil", "oʼneil's"], passes: ["O Neil", "ONeil"]),
    Row("Neil", finds: ["Neil"], passes: ["O'Neil"]),
    Row("йод", finds: ["ЙОД", "и\u{306}од"], passes: ["иод"]),
    Row("أحمد", finds: ["احمد", "إحمد"], passes: ["ءحمد"]),
    Row("भारत", finds: ["भारत में"], passes: ["भारतीय"]),
    Row("भारत*", finds: ["भारतीय"]),
  ])
  func `finds what a reader would, and nothing else`(row: Row) throws {
    for text in row.finds { #expect(try match(row.query, in: "x \(text) y") != nil, "\(row.query) in \(text)") }
    for text in row.passes { #expect(try match(row.query, in: "x \(text) y") == nil, "\(row.query) in \(text)") }
  }

  @Test(arguments: [
    Row("=Straße", finds: ["Straße", "Stra\u{AD}ße"], passes: ["straße", "Strasse"]),
    Row("=été", finds: ["e\u{301}te\u{301}"], passes: ["ete", "Été"]),
    Row("=KLM-733", finds: ["KLM 733", "KLM733"], passes: ["klm-733"]),
    Row("=\"White House\"", finds: ["the White  House"], passes: ["white House"]),
    Row("=Trans*", finds: ["Transfer"], passes: ["transfer", "TRANSFER"]),
    Row("=ガス", finds: ["ガス"], passes: ["カス", "ｶﾞｽ"]),
  ])
  func `under = the letters must be the same`(row: Row) throws {
    for text in row.finds { #expect(try match(row.query, in: "x \(text) y") != nil, "\(row.query) in \(text)") }
    for text in row.passes { #expect(try match(row.query, in: "x \(text) y") == nil, "\(row.query) in \(text)") }
  }

  @Test(arguments: [
    Row("tran*", finds: ["transit", "TRAN", "TransitVan"], passes: ["tra", "atran"]),
    Row("大阪*", finds: ["大阪市"], passes: ["大市"]),
    Row("c?lour", finds: ["colour", "cèlour"], passes: ["clour", "coolour"]),
    Row("?olour", finds: ["colour", "Dolour"], passes: ["olour"]),
    Row("colou?", finds: ["colour", "colou5"], passes: ["colou", "colours"]),
    Row("\"transfer* of data\"", finds: ["Transfers of data", "transfer of DATA"], passes: ["transfers of the data"]),
    Row("KLM-7*", finds: ["KLM 733", "klm7"], passes: ["KLM 833"]),
    Row("大?市", finds: ["大阪市"], passes: ["大市", "大 市"]),
  ])
  func `wildcards stand for letters`(row: Row) throws {
    for text in row.finds { #expect(try match(row.query, in: "x \(text) y") != nil, "\(row.query) in \(text)") }
    for text in row.passes { #expect(try match(row.query, in: "x \(text) y") == nil, "\(row.query) in \(text)") }
  }

  @Test(
    arguments: [
      ("stem:negotiate", "en", "they negotiated", true), ("stem:negotiate", "fr", "they negotiated", false),
      ("stem:cheval", "fr", "LES CHEVAUX", true), ("stem:Haus", "de-AT", "Häuser", true),
      ("stem:Haus", nil, "Häuser", false),
      ("stem:Haus", nil, "das Haus", true), ("stem:Haus", "zh", "HAUS", true), ("stem:книга", "ru", "книги", true),
      ("stem:Haus", "de", "Ha\u{308}user", true), ("stem:Ha\u{308}user", "de", "Häuser", true),
      ("stem:négociation", "fr", "les ne\u{301}gociations", true), ("stem:kirja", "fi", "kirjan", true),
      ("stem:kitap", "tr", "kitaplar", true),
    ] as [(String, String?, String, Bool)])
  func `stem finds inflections in the story's language`(query: String, language: String?, text: String, finds: Bool)
    throws
  {
    #expect((try match(query, in: text, language: language) != nil) == finds)
  }
}
