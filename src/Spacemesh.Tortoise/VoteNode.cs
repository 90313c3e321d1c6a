using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>
/// A ballot's vote on one layer, linked to its vote on the layer before. Ballots of like opinion share nodes; cutting one cuts all
/// (spec 06 §5, §7.6).
/// </summary>
internal sealed class VoteNode(uint layer, bool abstain, BlockRecord[] supported, VoteNode? previous)
{
    public readonly uint Layer = layer;
    public readonly bool Abstain = abstain;

    /// <summary>In the order of height, then id; after storing the layer's own records.</summary>
    public readonly BlockRecord[] Supported = supported;
    public VoteNode? Previous = previous;
    public Hash32 Opinion = Hash(abstain, supported, previous);

    public bool Supports(BlockRecord block)
    {
        foreach (var target in Supported)
        {
            if (ReferenceEquals(target, block))
                return true;
        }

        return false;
    }

    /// <summary>Almost every layer has one block or none: its opinion is one block of BLAKE3, without the hasher's state.</summary>
    private static Hash32 Hash(bool abstain, BlockRecord[] supported, VoteNode? previous)
    {
        if (previous is not null && supported.Length < 2)
        {
            Span<byte> text = stackalloc byte[Hash32.Size + BlockId.Size + sizeof(ulong)];
            Hash32.Span(in previous.Opinion).CopyTo(text);
            int length = Hash32.Size;
            if (supported is [var only])
            {
                BlockId.Span(in only.Id).CopyTo(text[length..]);
                BinaryPrimitives.WriteUInt64LittleEndian(text[(length + BlockId.Size)..], only.Height);
                length = text.Length;
            }
            else if (abstain)
            {
                text[length++] = 0;
            }

            return Blake3.Hash(text[..length]);
        }

        var hasher = previous is null ? new OpinionHasher() : new OpinionHasher(in previous.Opinion);
        foreach (var block in supported)
            hasher.Support(in block.Id, block.Height);
        if (abstain && supported.Length == 0)
            hasher.Abstain();
        return hasher.Finish();
    }
}
