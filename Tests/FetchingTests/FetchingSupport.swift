import Fetching

/// Options for tests: loopback is allowed, and no limit of time is reached, however slow the machine, unless a test sets
/// one of its own.
func testOptions(_ change: (inout FetcherOptions) -> Void = { _ in }) -> FetcherOptions {
  var options = FetcherOptions(userAgent: "vigie/1.0 (+https://example.org/vigie; desk@example.org)")
  options.networks = .all
  options.timeout = .seconds(300)
  options.connectTimeout = .seconds(300)
  options.lowSpeedTime = .seconds(300)
  change(&options)
  return options
}

/// The answer or the error of one fetch by a fetcher of its own.
func outcome(
  of request: FetchRequest, _ options: FetcherOptions = testOptions()
) async -> Result<FetchResponse, FetchError> {
  await outcome(of: request, by: Fetcher(options))
}

func outcome(of request: FetchRequest, by fetcher: Fetcher) async -> Result<FetchResponse, FetchError> {
  do throws(FetchError) {
    return .success(try await fetcher.fetch(request))
  } catch {
    return .failure(error)
  }
}

extension Result<FetchResponse, FetchError> {
  var response: FetchResponse? { if case .success(let response) = self { response } else { nil } }
  var error: FetchError? { if case .failure(let error) = self { error } else { nil } }
}
