using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Merkle;

/// <summary>One parked node per layer of a tree of up to 2^32 leaves.</summary>
[InlineArray(Layers * NodeBytes)]
internal struct NodeStack
{
    public const int Layers = 33;
    public const int NodeBytes = 32;

    private byte _first;
}
