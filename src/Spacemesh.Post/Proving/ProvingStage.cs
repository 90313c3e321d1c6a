namespace Spacemesh.Post.Proving;

/// <summary>What a proof is busy with.</summary>
public enum ProvingStage
{
    /// <summary>Searching the proof of work of the pass's nonce groups.</summary>
    ProofOfWork,

    /// <summary>Reading and scanning the space.</summary>
    Scanning,

    /// <summary>The proof is found.</summary>
    Done,
}
