using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>An encoded object on its way into an intake.</summary>
/// <param name="Expected">The id it was asked for by, padded to 32 bytes; null for gossip.</param>
/// <param name="From">Who delivered it; none for one's own.</param>
/// <param name="Bytes">As received; stays valid and must not be changed.</param>
public readonly record struct ReceivedObject(Hash32? Expected, PeerId From, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether it was fetched rather than gossiped.</summary>
    public bool IsFetched => Expected is not null;
}
