namespace Spacemesh.Ports.Network;

/// <summary>Names a peer: the text form of its libp2p peer id, or any name in a simulation. The default names nobody.</summary>
public readonly record struct PeerId(string Text) : IComparable<PeerId>
{
    /// <summary>Whether this names nobody: the object was made here or comes from no single peer.</summary>
    public bool IsNone => string.IsNullOrEmpty(Text);

    public int CompareTo(PeerId other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text ?? "";
}
