namespace Spacemesh.Net.Fetching;

/// <summary>What the fetcher did so far, and does.</summary>
/// <param name="Requests">Requests that were sent.</param>
/// <param name="FailedRequests">Of them without an answer.</param>
/// <param name="Objects">Objects that were taken in.</param>
/// <param name="Refused">Objects that were not.</param>
/// <param name="Outstanding">Objects on their way.</param>
public readonly record struct FetchStatistics(long Requests, long FailedRequests, long Objects, long Refused, int Outstanding);
