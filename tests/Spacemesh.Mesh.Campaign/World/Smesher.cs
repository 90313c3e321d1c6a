using Spacemesh.Primitives;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>One smesher of the network.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Home">The node through which it speaks; −1 for an adversary, whom everybody hears.</param>
/// <param name="Conduct">How it votes; null for an honest one.</param>
internal sealed record Smesher(int Number, int Home, Conduct? Conduct)
{
    public const uint Units = 10;

    public const ulong Ticks = 10;

    public NodeId Id { get; } = Ids.Of<NodeId>(0xA0, (uint)Number + 1);

    public Address Coinbase { get; } = Ids.Of<Address>(0xC0, (uint)Number + 1);

    public bool IsHonest => Conduct is null;

    public AtxId AtxOf(uint epoch) => Ids.Of<AtxId>(epoch, (uint)Number + 1);
}
