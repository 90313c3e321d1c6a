using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>One stream of a multiplexed connection. Disposing ends the own direction and discards what still comes.</summary>
public interface IMuxStream : IDuplex
{
    /// <summary>Completes when both directions are over.</summary>
    Task Ended { get; }
}
