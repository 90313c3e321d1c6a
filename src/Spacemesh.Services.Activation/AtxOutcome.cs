using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation;

/// <summary>What became of a received ATX, shared by all who delivered the same bytes at the same time.</summary>
internal sealed class AtxOutcome
{
    private int _published;

    private AtxOutcome(AtxFate fate, Verdict verdict, MalfeasanceProof? proof)
    {
        Fate = fate;
        Verdict = verdict;
        Proof = proof;
    }

    public static AtxOutcome Stored { get; } = new(AtxFate.Stored, Verdict.Accept, null);

    public static AtxOutcome Known { get; } = new(AtxFate.Known, Verdict.Accept, null);

    public AtxFate Fate { get; }

    /// <summary>Of an ATX that failed.</summary>
    public Verdict Verdict { get; }

    /// <summary>The proof that was made of it.</summary>
    public MalfeasanceProof? Proof { get; }

    public static AtxOutcome Failed(Verdict verdict) => new(AtxFate.Failed, verdict, null);

    public static AtxOutcome Reject(string reason) => Failed(Verdict.Reject(reason));

    public static AtxOutcome Ignore(string reason) => Failed(Verdict.Ignore(reason));

    public static AtxOutcome Malicious(MalfeasanceProof proof) => new(AtxFate.Malicious, Verdict.Ignore("malicious atx"), proof);

    /// <summary>True for one caller: it publishes the proof.</summary>
    public bool TakePublication() => Interlocked.Exchange(ref _published, 1) == 0;
}
