using Spacemesh.Post.Proving;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>What a PoST service says to a request for a proof.</summary>
public abstract record ProofAnswer
{
    private ProofAnswer()
    {
    }

    /// <summary>It is being made: ask again.</summary>
    public sealed record InProgress : ProofAnswer
    {
        public static InProgress Instance { get; } = new();
    }

    /// <summary>There is none.</summary>
    public sealed record Refused(string Reason) : ProofAnswer;

    /// <summary>Made and verified.</summary>
    public sealed record Ready(PostProof Proof, Hash32 Challenge) : ProofAnswer;
}
