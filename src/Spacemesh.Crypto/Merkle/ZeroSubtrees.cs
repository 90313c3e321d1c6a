namespace Spacemesh.Crypto.Merkle;

/// <summary>Roots of full subtrees of zero leaves, computed once for a node hash.</summary>
public sealed class ZeroSubtrees<THash>
    where THash : struct, INodeHash
{
    private readonly byte[] _roots = new byte[NodeStack.Layers * NodeStack.NodeBytes];

    public ZeroSubtrees(THash hash)
    {
        for (int layer = 1; layer < NodeStack.Layers; layer++)
            hash.Hash(Root(layer - 1), Root(layer - 1), _roots.AsSpan(layer * NodeStack.NodeBytes, NodeStack.NodeBytes));
    }

    /// <summary>The zero leaf, which is the padding node of every level too.</summary>
    public static ReadOnlySpan<byte> Zero => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The root of 2^<paramref name="layer"/> zero leaves; at most 2^32.</summary>
    public ReadOnlySpan<byte> Root(int layer) => _roots.AsSpan(layer * NodeStack.NodeBytes, NodeStack.NodeBytes);
}
