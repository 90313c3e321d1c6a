namespace Spacemesh.Hare;

/// <summary>What the first checks made of a message: a receipt, or a candidate whose claims are to be verified. One of them is there.</summary>
public readonly record struct HareOpening(HareReceipt? Receipt, HareCandidate? Candidate)
{
    public static implicit operator HareOpening(HareReceipt receipt) => new(receipt, null);

    public static implicit operator HareOpening(HareCandidate candidate) => new(null, candidate);
}
