/// Names of encodings, and what they mean on the web (https://encoding.spec.whatwg.org/#names-and-labels).
enum CharsetName {
  /// The kinds of encoding that are told apart.
  enum Family {
    case utf8
    case utf16(ByteOrder?)
    case utf32(ByteOrder?)
    /// Western text, which is windows-1252 whatever it is called.
    case windows1252
    /// One byte a character, read by iconv under that name.
    case singleByte(String)
    /// Several bytes a character, read by iconv under that name.
    case multiByte(String)
  }

  enum ByteOrder { case big, little }

  /// What a label means; nil for one that nobody knows.
  static func family(of label: String) -> Family? {
    let name = normalized(label)
    switch name {
    case "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "unicode-1-1-utf-8", "x-unicode20utf8":
      return .utf8
    case "utf-16", "utf16", "utf_16", "u16", "ucs-2", "iso-10646-ucs-2", "csunicode": return .utf16(nil)
    case "utf-16le": return .utf16(.little)
    case "utf-16be", "unicodefffe": return .utf16(.big)
    case "utf-32", "utf32", "utf_32", "u32", "ucs-4", "iso-10646-ucs-4": return .utf32(nil)
    case "utf-32le": return .utf32(.little)
    case "utf-32be": return .utf32(.big)
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1", "latin-1", "l1", "windows-1252", "cp1252",
      "cp-1252", "x-cp1252", "ansi":
      return .windows1252
    case "gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "chinese", "cp936", "windows-936", "euc-cn", "gb-2312":
      return .multiByte("GB18030")
    case "big5", "big-5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950", "csbig5": return .multiByte("BIG5-HKSCS")
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932", "csshiftjis":
      return .multiByte("CP932")
    case "euc-jp", "x-euc-jp", "eucjp", "ujis": return .multiByte("EUC-JP-MS")
    case "euc-kr", "euckr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean", "windows-949", "cp949", "uhc",
      "x-windows-949":
      return .multiByte("CP949")
    case "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "hz": return .multiByte(name.uppercased())
    case "tis-620", "windows-874", "iso-8859-11": return .singleByte("CP874")
    case "iso-8859-9", "latin5", "windows-1254": return .singleByte("CP1254")
    case "x-mac-roman", "macintosh", "mac": return .singleByte("MACINTOSH")
    case "koi8", "koi8_r": return .singleByte("KOI8-R")
    case "logical", "iso-8859-8-i": return .singleByte("ISO-8859-8")
    default:
      if name.hasPrefix("windows-"), name.utf8.count <= 12 { return .singleByte("CP" + name.dropFirst(8)) }
      if name.hasPrefix("x-cp") { return .singleByte("CP" + name.dropFirst(4)) }
      guard Iconv.knows(name) else { return nil }
      let isMultiByte = ["euc", "big5", "gb", "iso-2022", "utf", "ucs", "johab", "shift", "ibm-euc"]
        .contains { name.hasPrefix($0) }
      return isMultiByte ? .multiByte(name) : .singleByte(name)
    }
  }

  /// A label in lower case, without quotation marks and white space.
  static func normalized(_ label: String) -> String {
    String(label.lowercased().unicodeScalars.filter { $0.isASCII && !" \"'\t\r\n;".unicodeScalars.contains($0) })
  }

  /// The `charset` of a `Content-Type` header.
  static func charset(ofContentType header: String) -> String? {
    for part in header.split(separator: ";").dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2, normalized(String(pair[0])) == "charset" {
        let name = normalized(String(pair[1]))
        return name.isEmpty ? nil : name
      }
    }
    return nil
  }
}
