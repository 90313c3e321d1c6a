using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>Structure of hare values (spec 01 §2.4, §7.9).</summary>
public static class HareRules
{
    /// <summary>Commit and notify need a reference, preround and propose forbid it; other rounds are not looked at.</summary>
    public static bool IsWellFormed(HareRound round, Hash32? reference) => Fault(round, reference) is null;

    /// <summary>What <see cref="IsWellFormed"/> finds, in the reference's words; null where the value fits its round.</summary>
    public static string? Fault(HareRound round, Hash32? reference) => round switch
    {
        HareRound.Commit or HareRound.Notify when reference is null => "reference can't be nil in commit or notify rounds",
        HareRound.Preround when reference is not null => "reference is set to not nil in round preround",
        HareRound.Propose when reference is not null => "reference is set to not nil in round propose",
        _ => null,
    };

    /// <summary>The reference of a proposal set: H over the padded ids, which ascend already.</summary>
    public static Hash32 Reference(ReadOnlySpan<ProposalId> ascending) => IdListHash.ProposalsPresorted(ascending);
}
