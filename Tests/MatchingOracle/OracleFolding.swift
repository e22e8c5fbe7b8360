import Foundation

/// Folding as the specification words it, one character at a time, with Foundation's normalisation.
enum OracleFolding {
  enum Comparison: Hashable {
    case folded, exact
  }

  static let elidedArticles: Set<String> = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "dell",
    "all", "nell", "dall", "sull", "coll", "un",
  ]

  static let abbreviations: Set<String> = ["mr", "mrs", "dr", "prof", "st", "inc", "ltd", "mme", "bzw", "vs"]

  static func cells(of source: [Unicode.Scalar], comparison: Comparison, isPattern: Bool) -> [OracleCell] {
    var cells: [OracleCell] = []
    for cluster in clusters(of: source, comparison) {
      let text = cluster.map { source[$0] }
      let range = cluster[0]..<(cluster[cluster.count - 1] + 1)
      if isPattern, text == ["*"] || text == ["?"] {
        let kind = text == ["*"] ? OracleCell.Kind.anyEnding : .anyCharacter
        cells.append(OracleCell(scalar: text[0], kind: kind, script: 0, isUpper: false, source: range))
        continue
      }
      let isUpper = [.uppercaseLetter, .titlecaseLetter].contains(text[0].properties.generalCategory)
      for written in comparison == .folded ? folded(text) : composed(text) {
        let kind = kind(of: written)
        let scalar: Unicode.Scalar = kind == .apostrophe ? "'" : written
        cells.append(
          OracleCell(
            scalar: scalar, kind: kind, script: kind == .letter ? script(of: scalar) : 0, isUpper: isUpper,
            source: range))
      }
    }
    return cells
  }

  /// Base characters with the marks behind them, invisible characters left out. The half-width voiced sound marks are
  /// marks only where compatibility counts.
  private static func clusters(of source: [Unicode.Scalar], _ comparison: Comparison) -> [[Int]] {
    var clusters: [[Int]] = []
    for (index, scalar) in source.enumerated() where !isInvisible(scalar) {
      let isSoundMark = comparison == .folded && (scalar == "\u{FF9E}" || scalar == "\u{FF9F}")
      if isMark(scalar) || isSoundMark, let last = clusters.last, isMark(source[last[0]]) || isLetter(source[last[0]]) {
        clusters[clusters.count - 1].append(index)
      } else {
        clusters.append([index])
      }
    }
    return clusters
  }

  private static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    Array(string(text).precomposedStringWithCanonicalMapping.unicodeScalars)
  }

  private static func folded(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    let lower = string(
      string(text).decomposedStringWithCompatibilityMapping.unicodeScalars.map { $0 == "ı" ? "i" : $0 }
    )
    .lowercased()
    for scalar in lower.decomposedStringWithCompatibilityMapping.unicodeScalars {
      if isMark(scalar) {
        guard let base = result.last else { continue }
        if let kept = keptMarks[base]?[scalar] {
          result[result.count - 1] = kept
        } else if script(of: base) == Script.kana || script(of: base) == Script.other {
          result.append(scalar)
        }
      } else {
        result += replacements[scalar] ?? [simplified[scalar] ?? scalar]
      }
    }
    return Array(string(result).precomposedStringWithCanonicalMapping.unicodeScalars)
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  private static let keptMarks: [Unicode.Scalar: [Unicode.Scalar: Unicode.Scalar]] = [
    "и": ["\u{306}": "й"], "і": ["\u{308}": "ї"],
    "و": ["\u{654}": "ؤ"], "ي": ["\u{654}": "ئ"],
  ]

  private static let replacements: [Unicode.Scalar: [Unicode.Scalar]] = [
    "ß": ["s", "s"], "ł": ["l"], "ø": ["o"], "đ": ["d"], "œ": ["o", "e"], "æ": ["a", "e"], "ς": ["σ"], "ё": ["е"],
    "ı": ["i"],
  ]

  private static let simplified: [Unicode.Scalar: Unicode.Scalar] = {
    let traditional = "國務電動車數據傳輸貿戰經濟歐烏蘭華為團灣臺積體學報導們這個說書長門開關東業產發與對時間實現際會議"
    let simple = "国务电动车数据传输贸战经济欧乌兰华为团湾台积体学报导们这个说书长门开关东业产发与对时间实现际会议"
    return Dictionary(uniqueKeysWithValues: zip(traditional.unicodeScalars, simple.unicodeScalars))
  }()

  // MARK: Kinds

  private enum Script {
    static let kana = 100
    static let other = 101
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format || scalar.properties.isVariationSelector || scalar == "\u{640}"
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && !isMark(scalar)
  }

  private static func kind(of scalar: Unicode.Scalar) -> OracleCell.Kind {
    switch scalar.value {
    case 0x27, 0x2019, 0x2018, 0x2BC, 0xFF07, 0xB4: return .apostrophe
    case 0x1100...0x11FF, 0xAC00...0xD7A3: return .hangul
    case 0x0E00...0x0E7F where !isMark(scalar), 0x0E80...0x0EFF where !isMark(scalar),
      0x1000...0x109F where !isMark(scalar),
      0x1780...0x17FF where !isMark(scalar):
      return isLetter(scalar) ? .dense : .other
    case 0x3005, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
      return .dense
    default:
      if isMark(scalar) { return .mark }
      if scalar.properties.numericType == .decimal { return .digit }
      return isLetter(scalar) ? .letter : .other
    }
  }

  /// A number for each script; only whether two are the same counts.
  private static func script(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x41...0x24F, 0x1E00...0x1EFF, 0xFB00...0xFB06, 0xFF21...0xFF5A: 1
    case 0x370...0x3FF, 0x1F00...0x1FFF: 2
    case 0x400...0x52F: 3
    case 0x590...0x5FF: 4
    case 0x600...0x6FF, 0x750...0x77F: 5
    case 0x900...0x97F: Script.other
    case 0x3040...0x30FF: Script.kana
    default: Script.other
    }
  }
}
