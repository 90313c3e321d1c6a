using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>The message of one sender in one round, with the times that grade it.</summary>
internal sealed class GossipEntry(HareInput message, IterRound received)
{
    public HareInput Message { get; } = message;

    public IterRound Received { get; } = received;

    public bool Malicious { get; set; } = message.Malicious;

    /// <summary>When a second, different message came.</summary>
    public IterRound? OtherReceived { get; set; }
}
