namespace Spacemesh.Ports.Api;

/// <summary>Requests between us and a peer, one way.</summary>
public readonly record struct PeerRequestReport(ulong Successes, ulong Failures, TimeSpan Latency);
