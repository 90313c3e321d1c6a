using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Ranking;

/// <summary>What is known of a peer's answers (spec 08 §7.3).</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Successes">Requests that got data.</param>
/// <param name="Failures">Requests that got none.</param>
/// <param name="AverageNanoseconds">Moving average of the time per KiB.</param>
/// <param name="Score">The rank: lower is better.</param>
public readonly record struct PeerStanding(PeerId Peer, int Successes, int Failures, double AverageNanoseconds, double Score);
