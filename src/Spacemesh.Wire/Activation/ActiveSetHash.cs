using System.Runtime.InteropServices;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>Hash and order of active sets (spec 01 §2.4, §7.13).</summary>
public static class ActiveSetHash
{
    /// <summary>H of the ids one after the other, in the given order.</summary>
    public static Hash32 Compute(ScaleList<AtxId> ids) => Blake3.Hash(MemoryMarshal.AsBytes(ids.Span));

    /// <summary>Whether the ids ascend; equal neighbours pass, as they do in the reference.</summary>
    public static bool IsAscending(ScaleList<AtxId> ids)
    {
        var span = ids.Span;
        for (int i = 1; i < span.Length; i++)
        {
            if (span[i - 1].CompareTo(span[i]) > 0)
                return false;
        }

        return true;
    }
}
