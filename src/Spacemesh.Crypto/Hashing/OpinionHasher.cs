using System.Buffers.Binary;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>The opinion of one layer over that of the layer before (spec 01 §2.6).</summary>
public struct OpinionHasher
{
    private Blake3Hasher _hasher;

    /// <summary>Starts the first layer.</summary>
    public OpinionHasher() => _hasher = new Blake3Hasher();

    /// <summary>Starts a layer after the one of opinion <paramref name="previous"/>.</summary>
    public OpinionHasher(in Hash32 previous)
        : this() => _hasher.Update(Hash32.Span(in previous));

    /// <summary>Adds a supported block; they come in the order of height, then id.</summary>
    public void Support(in BlockId block, ulong height)
    {
        Span<byte> bytes = stackalloc byte[BlockId.Size + sizeof(ulong)];
        BlockId.Span(in block).CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[BlockId.Size..], height);
        _hasher.Update(bytes);
    }

    /// <summary>Says that nothing is supported and the layer is undecided. A layer against everything adds nothing.</summary>
    public void Abstain() => _hasher.Update([0]);

    public readonly Hash32 Finish() => _hasher.Finish();
}
