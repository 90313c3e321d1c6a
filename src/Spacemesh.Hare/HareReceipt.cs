using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Hare;

/// <summary>
/// What became of a gossiped message: a verdict, or the wish for a list that the delivering peer must have. Evidence against the sender is to
/// be stored (the first of an identity stays) and not to be gossiped (spec 05 §5.4).
/// </summary>
public sealed record HareReceipt
{
    private HareReceipt(Verdict verdict, PendingHareMessage? pending, MalfeasanceProof? evidence, HareRefusal refusal)
    {
        Verdict = verdict;
        Pending = pending;
        Evidence = evidence;
        Refusal = refusal;
    }

    /// <summary>Ignore while <see cref="Pending"/> waits.</summary>
    public Verdict Verdict { get; }

    /// <summary>The message waits for its full list.</summary>
    public PendingHareMessage? Pending { get; }

    /// <summary>Proof against the sender, who was not known as malicious before.</summary>
    public MalfeasanceProof? Evidence { get; }

    /// <summary>Why it does not count, where a rule says so.</summary>
    public HareRefusal Refusal { get; }

    internal static HareReceipt Of(Verdict verdict, MalfeasanceProof? evidence = null, HareRefusal refusal = HareRefusal.None) => new(verdict, null, evidence, refusal);

    internal static HareReceipt Wait(PendingHareMessage pending) => new(Verdict.Ignore("full list needed"), pending, null, HareRefusal.None);
}
