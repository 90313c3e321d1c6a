using System.Runtime.InteropServices;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>Hashes of id lists (spec 01 §2.4): 20-byte ids count in their 32-byte form.</summary>
public static class IdListHash
{
    /// <summary><paramref name="prefix"/>, then the ids in ascending order.</summary>
    public static Hash32 Proposals(ReadOnlySpan<ProposalId> ids, ReadOnlySpan<byte> prefix = default)
    {
        var sorted = ids.ToArray();
        Array.Sort(sorted);
        return ProposalsPresorted(sorted, prefix);
    }

    /// <summary><paramref name="prefix"/>, then the ids as they come.</summary>
    public static Hash32 ProposalsPresorted(ReadOnlySpan<ProposalId> ids, ReadOnlySpan<byte> prefix = default) => Padded(ids, prefix);

    /// <inheritdoc cref="ProposalsPresorted"/>
    public static Hash32 BlocksPresorted(ReadOnlySpan<BlockId> ids, ReadOnlySpan<byte> prefix = default) => Padded(ids, prefix);

    /// <summary>The hash of an active set: the ids as they come, which must ascend.</summary>
    public static Hash32 Atxs(ReadOnlySpan<AtxId> ids) => Blake3.Hash(MemoryMarshal.AsBytes(ids));

    private static Hash32 Padded<T>(ReadOnlySpan<T> ids, ReadOnlySpan<byte> prefix)
        where T : struct, IFixedBytes<T>
    {
        var hasher = new Blake3Hasher();
        Span<byte> padded = stackalloc byte[Hash32.Size];
        padded.Clear();
        hasher.Update(prefix);
        foreach (ref readonly var id in ids)
        {
            T.Span(in id).CopyTo(padded);
            hasher.Update(padded);
        }

        return hasher.Finish();
    }
}
