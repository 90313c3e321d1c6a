using System.Runtime.InteropServices;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>Structure of hare values (spec 01 §2.4, §7.9).</summary>
public static class HareRules
{
    /// <summary>Commit and notify need a reference, preround and propose forbid it; other rounds are not looked at.</summary>
    public static bool IsWellFormed(HareRound round, Hash32? reference) => round switch
    {
        HareRound.Commit or HareRound.Notify => reference is not null,
        HareRound.Preround or HareRound.Propose => reference is null,
        _ => true,
    };

    /// <summary>The reference of a proposal set: H over the padded ids, which ascend already.</summary>
    public static Hash32 Reference(ReadOnlySpan<ProposalId> ascending)
    {
        var padded = new Hash32[ascending.Length];
        for (int i = 0; i < padded.Length; i++)
            padded[i] = ascending[i].ToHash32();
        return Blake3.Hash(MemoryMarshal.AsBytes(padded.AsSpan()));
    }
}
